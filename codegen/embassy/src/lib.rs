#![no_std]
// Nothing from outside makes a device panic.
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::indexing_slicing))]
#![doc = include_str!("../README.md")]

mod chip;
pub mod http;
pub mod mqtt;
mod settings_writer;
mod shared;
pub mod start;
mod unit;
mod window;

pub use chip::Chip;
pub use keywright;
pub use keywright_device;
pub use settings_writer::{SettingsWriter, Store, WriteSettings, keep};
pub use shared::{Changes, Shared};
pub use static_cell;
pub use unit::{STREAMS, Unit};
