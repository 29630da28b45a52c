#![doc = include_str!("../README.md")]

#[cfg(feature = "broker")]
mod broker;
mod error;
mod handles;
mod http;
mod keep;
pub mod log;
mod mdns;
mod mqtt;
mod options;
mod ports;
mod run;
mod stop;
mod store;
mod unit;

pub use error::Error;
pub use options::{Level, Options};
pub use run::run;
