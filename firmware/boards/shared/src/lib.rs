#![no_std]
#![doc = include_str!("../README.md")]

mod chip;
pub mod http;
mod keeper;
pub mod mqtt;
mod shared;
mod unit;
mod window;

pub use chip::Chip;
pub use firmware;
pub use keeper::{Keeper, keep};
pub use keywright;
pub use shared::{Changes, Shared};
pub use unit::{Bits, STREAMS, Unit};
