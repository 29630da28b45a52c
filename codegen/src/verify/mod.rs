//! Holds what a device says of itself against the spec.
//!
//! The device is known here by a [`Capture`] alone: who fetches one, over HTTP, over MQTT or from a file, is not this
//! module's matter. It reads only; [`try_write`] is for those who ask for more.

mod capture;
mod draft;
mod fit;
mod human;
mod infer;
mod markdown;
mod report;
mod write;

#[cfg(test)]
mod fixture;

pub use capture::{Capture, CaptureError, value};
pub use draft::{Draft, yaml};
pub use fit::{Kind, Misfit, misfits};
pub use human::human;
pub use markdown::markdown;
pub use report::{Difference, Found, Missing, Report, Unknown, hold};
pub use write::{Answer, Device, Outcome, Tried, try_write};
