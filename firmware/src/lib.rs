#![no_std]
#![forbid(unsafe_code)]
// Nothing from outside makes a device panic.
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::indexing_slicing))]
#![doc = include_str!("../README.md")]

pub mod api;
pub mod app;
pub mod charger;
pub mod clock;
mod commands;
pub mod sim;
mod simulated;
pub mod wifi;

pub use charger::{Charger, Identity, Inputs, Outputs};
pub use keywright;
pub use keywright_device;
pub use sim::Sim;
pub use simulated::SimulatedCharger;

// Tests run where there is an allocator.
#[cfg(test)]
extern crate std;
