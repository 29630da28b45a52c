#![doc = include_str!("../README.md")]

#[cfg(feature = "broker")]
mod broker;
mod error;
mod handles;
mod http;
mod keep;
mod log;
mod mdns;
mod mqtt;
mod options;
mod ports;
mod program;
mod run;
mod stop;
mod store;
mod unit;

pub use keywright::Tables;
pub use keywright_device;
pub use keywright_device::{File, Page};
pub use program::{NoOptions, Program, run, run_from};

#[cfg(test)]
mod fixture;
