//! The App and the documents, as the build script makes them of the spec.

use keywright_device::{File, Page};

/// The files of the App.
pub static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/app.rs"));

/// The documents.
pub static PAGES: &[Page] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));
