//! What can go wrong with a store.

use core::fmt;

use sequential_storage::Error;

use super::guard::GuardError;

/// Why something is not stored, or a store is not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StorageError<E> {
    /// The flash failed.
    Flash(E),
    /// There is something in the range that is no store of settings.
    Foreign,
    /// The range is not of whole pages, has less than four, or the flash has words that are too long.
    Range,
    /// The buffer is smaller than a page, which has so many bytes.
    Buffer(usize),
    /// There is no room left.
    Full,
    /// The name or the value is longer than a store can take.
    TooLong,
    /// It was written, but is not what is read: the flash is worn out, or damaged at this place. Another place is
    /// tried the next time.
    Unread,
    /// The store is damaged in a way that can't be put right.
    Damaged,
}

impl<E> From<GuardError<E>> for StorageError<E> {
    fn from(error: GuardError<E>) -> Self {
        match error {
            GuardError::Flash(error) => Self::Flash(error),
            GuardError::Address(_) | GuardError::ReadOnly => Self::Damaged,
        }
    }
}

impl<E> From<Error<GuardError<E>>> for StorageError<E> {
    fn from(error: Error<GuardError<E>>) -> Self {
        match error {
            Error::Storage { value, .. } => value.into(),
            Error::FullStorage => Self::Full,
            Error::ItemTooBig => Self::TooLong,
            Error::BufferTooSmall(size) => Self::Buffer(size),
            _ => Self::Damaged,
        }
    }
}

impl<E: fmt::Display> fmt::Display for StorageError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flash(error) => write!(f, "the flash failed: {error}"),
            Self::Foreign => f.write_str("it holds something else than settings"),
            Self::Range => f.write_str("a store has four or more whole pages, and words of up to 32 bytes"),
            Self::Buffer(size) => write!(f, "the buffer has less than the {size} bytes of a page"),
            Self::Full => f.write_str("the store is full"),
            Self::TooLong => f.write_str("the value is longer than a store can take"),
            Self::Unread => f.write_str("what was written is not what is read"),
            Self::Damaged => f.write_str("the store is damaged"),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> core::error::Error for StorageError<E> {}
