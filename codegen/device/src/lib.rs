#![no_std]
#![forbid(unsafe_code)]
// Nothing from outside makes a device panic.
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::indexing_slicing))]
#![doc = include_str!("../README.md")]

mod announcement;
mod application;
mod backoff;
mod broker_url;
mod damage;
mod managed;
mod mqtt;
mod pages;
mod password;
pub mod pem;
mod site;
mod state;
mod value;
pub mod x509;

pub use announcement::{Announcement, Label, MOST_TEXTS};
pub use application::{Application, ExtraRoute, Moment, RouteError};
pub use backoff::Backoff;
pub use broker_url::{BrokerUrl, BrokerUrlError, Scheme};
pub use keywright;
pub use managed::Managed;
pub use mqtt::test::{CLIENT_ID_SUFFIX, SETTINGS_CHANGED};
pub use password::{ITERATIONS, SALT};
pub use site::{CONTENT_SECURITY_POLICY, File, Page, write_routes};
pub use state::{DeviceState, Roles};

// Tests run where there is an allocator.
#[cfg(test)]
extern crate std;

#[cfg(test)]
mod fixture;
