//! Why settings are not read or written.

use std::io;
use std::path::{Path, PathBuf};

use keywright::storage::StorageError;

use super::flash::FlashError;

/// Why settings are not read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file or folder can't be used.
    #[error("can't {action} {}: {cause}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        cause: io::Error,
    },
    /// Another program uses the file.
    #[error(
        "another program with the same serial number keeps its settings in {}; --serial or --state tells them apart",
        _0.display()
    )]
    InUse(PathBuf),
    /// The store in the file does not take something.
    #[error("{}: {cause}", path.display())]
    Storage {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: StorageError<FlashError>,
    },
}

impl StoreError {
    /// Whether it concerns everything that is to be stored, and not one setting alone.
    pub fn is_general(&self) -> bool {
        !matches!(self, Self::Storage { cause: StorageError::Full | StorageError::TooLong, .. })
    }
}

pub(super) fn fail(action: &'static str, path: &Path) -> impl Fn(io::Error) -> StoreError {
    let path = path.to_owned();
    move |cause| StoreError::Io { action, path: path.clone(), cause }
}
