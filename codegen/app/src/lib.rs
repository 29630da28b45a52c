#![doc = include_str!("../README.md")]
#![allow(clippy::needless_doctest_main, reason = "a build script is shown as a whole")]

mod build;
mod device;
mod files;
mod join;
mod names;
mod roles;
mod sources;
mod texts;

pub use build::Build;
pub use files::{File, MOST_BYTES, make};
pub use sources::Sources;
