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
pub use firmware;
use firmware::SimulatedCharger as Device;
pub use keeper::{Keep, Keeper, Store};
pub use keywright;
pub use shared::{Changes, Shared};
pub use unit::{Bits, STREAMS, Unit};
