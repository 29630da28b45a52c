#![doc = include_str!("../README.md")]

mod answer;
pub mod broker;
pub mod cases;
mod device;
pub mod mqtt;
mod suite;
mod target;
mod wait;

pub use answer::{Response, object_keys, read_response};
pub use device::Device;
pub use suite::{run, run_with};
pub use target::Target;
pub use wait::{PATIENCE, wait_until};

/// Serial number of every device that is tested.
pub const SERIAL: &str = "123456";
/// What its topics begin with.
pub const PREFIX: &str = "go-eCharger/123456";
