#![no_std]
#![forbid(unsafe_code)]
#![doc = include_str!("../README.md")]

pub mod announcement;
pub mod api;
pub mod app;
pub mod backoff;
pub mod broker_url;
pub mod charger;
pub mod clock;
mod commands;
mod lost;
mod pages;
pub mod password;
pub mod pem;
pub mod sim;
pub mod wifi;
pub mod x509;

pub use announcement::Announcement;
pub use backoff::Backoff;
pub use broker_url::BrokerUrl;
pub use charger::{Charger, Identity, Inputs, Outputs};
pub use sim::Sim;

// Tests run where there is an allocator.
#[cfg(test)]
extern crate std;
