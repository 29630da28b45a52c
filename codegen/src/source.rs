//! The text of a spec, and where a path in it stands.

pub(crate) mod place;
pub(crate) mod tree;

use crate::{diagnostic::Report, modules};

use std::{fmt, fs, io, io::Read as _, path::Path};

/// The text of a spec, with the name under which diagnostics show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// As people know the file: `spec/spec.yaml`.
    pub name: String,
    /// What stands in it.
    pub text: String,
}

/// The text as a tree, with the modules that it uses.
pub(crate) fn tree<'a>(text: &'a str, report: &mut Report) -> Option<tree::Node<'a>> {
    let mut root = tree::parse(text, report)?;
    modules::expand(&mut root, report);
    Some(root)
}

/// Largest file that [`Source::read`] takes: a hundred times the spec of a large device.
pub const MAX_BYTES: u64 = 4 * 1024 * 1024;

impl Source {
    /// Reads a file and names it by its path.
    ///
    /// # Errors
    /// When the file is missing, unreadable, not UTF-8 or larger than [`MAX_BYTES`].
    pub fn read(path: impl AsRef<Path>) -> Result<Self, SourceError> {
        let path = path.as_ref();
        Self::read_as(path, path.display().to_string())
    }

    /// Reads standard input.
    ///
    /// # Errors
    /// As [`Source::read`].
    pub fn read_stdin() -> Result<Self, SourceError> {
        Self::read_from(|| Ok(io::stdin()), "standard input".to_owned())
    }

    /// Reads a file and gives it another name than its path.
    ///
    /// # Errors
    /// As [`Source::read`].
    pub fn read_as(path: &Path, name: String) -> Result<Self, SourceError> {
        Self::read_from(|| fs::File::open(path), name)
    }

    fn read_from<R: io::Read>(open: impl FnOnce() -> io::Result<R>, name: String) -> Result<Self, SourceError> {
        let unreadable = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => SourceError::Missing { name: name.clone() },
            _ => SourceError::Unreadable { name: name.clone(), error },
        };
        let mut bytes = Vec::new();
        // One byte more than allowed tells "too large" without trusting the length that the file system states,
        // which is zero for a pipe or a device.
        open().and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(SourceError::TooLarge { name });
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self { name, text }),
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let line = error.as_bytes().iter().take(valid).filter(|byte| **byte == b'\n').count() + 1;
                Err(SourceError::NotUtf8 { name, line })
            }
        }
    }
}

/// Why a spec could not be read.
#[derive(Debug)]
pub enum SourceError {
    /// There is no such file.
    Missing {
        /// Name of the file.
        name: String,
    },
    /// The file is there but can't be read.
    Unreadable {
        /// Name of the file.
        name: String,
        /// What the system says.
        error: io::Error,
    },
    /// A byte is not UTF-8.
    NotUtf8 {
        /// Name of the file.
        name: String,
        /// Line of that byte, from 1.
        line: usize,
    },
    /// Larger than [`MAX_BYTES`].
    TooLarge {
        /// Name of the file.
        name: String,
    },
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { name } => write!(f, "there is no spec at `{name}`"),
            Self::Unreadable { name, error } => write!(f, "the spec `{name}` can't be read: {error}"),
            Self::NotUtf8 { name, line } => {
                write!(f, "the spec `{name}` is not UTF-8: line {line} holds a byte that is no text")
            }
            Self::TooLarge { name } => {
                write!(f, "the spec `{name}` is larger than {} MB", MAX_BYTES / (1024 * 1024))
            }
        }
    }
}

impl std::error::Error for SourceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable { error, .. } => Some(error),
            _ => None,
        }
    }
}
