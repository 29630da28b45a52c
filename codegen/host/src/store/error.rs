//! Why settings are not read or written.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use keywright::storage::StorageError;

use super::flash::FlashError;

/// Why settings are not read or written.
#[derive(Debug)]
pub enum StoreError {
    /// A file or folder can't be used.
    Io {
        /// What was tried.
        action: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// What the operating system said.
        cause: io::Error,
    },
    /// Another program uses the file.
    InUse(PathBuf),
    /// The store in the file does not take something.
    Storage {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: StorageError<FlashError>,
    },
}

impl StoreError {
    /// Whether it concerns everything that is to be stored, and not one setting alone.
    pub fn is_general(&self) -> bool {
        !matches!(self, Self::Storage { cause: StorageError::Full | StorageError::TooLong, .. })
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { action, path, cause } => write!(f, "can't {action} {}: {cause}", path.display()),
            Self::InUse(path) => write!(
                f,
                "another program with the same serial number keeps its settings in {}; --serial or --state tells \
                 them apart",
                path.display()
            ),
            Self::Storage { path, cause } => write!(f, "{}: {cause}", path.display()),
        }
    }
}

impl std::error::Error for StoreError {}

pub(super) fn fail(action: &'static str, path: &Path) -> impl Fn(io::Error) -> StoreError {
    let path = path.to_owned();
    move |cause| StoreError::Io { action, path: path.clone(), cause }
}
