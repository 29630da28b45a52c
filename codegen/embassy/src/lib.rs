#![no_std]
#![doc = include_str!("../README.md")]

mod chip;
pub mod http;
mod keeper;
pub mod mqtt;
mod shared;
pub mod start;
mod unit;
mod window;

pub use chip::Chip;
pub use keeper::{Keep, Keeper, Store, keep};
pub use keywright;
pub use keywright_device;
pub use shared::{Changes, Shared};
pub use static_cell;
pub use unit::{STREAMS, Unit};
