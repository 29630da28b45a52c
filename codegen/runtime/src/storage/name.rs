//! Names of settings as the store holds them.

use sequential_storage::map::{Key, SerializationError};

/// Longest name of a stored key, in bytes.
pub const LONGEST_NAME: usize = 32;

/// A key's name: its length in one byte, then its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name(heapless::String<LONGEST_NAME>);

impl Name {
    /// Nothing if it is too long.
    pub(super) fn new(name: &str) -> Option<Self> {
        heapless::String::try_from(name).ok().map(Self)
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn into_text(self) -> heapless::String<LONGEST_NAME> {
        self.0
    }

    /// Bytes that it takes before the value.
    pub(super) fn stored_len(&self) -> usize {
        if self.0.is_empty() { 0 } else { self.0.len() + 1 }
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (len, rest) = bytes.split_first()?;
        Self::new(core::str::from_utf8(rest.get(..usize::from(*len))?).ok()?).filter(|name| !name.0.is_empty())
    }
}

impl Key for Name {
    fn serialize_into(&self, buffer: &mut [u8]) -> Result<usize, SerializationError> {
        let (len, rest) = buffer.split_first_mut().ok_or(SerializationError::BufferTooSmall)?;
        let place = rest.get_mut(..self.0.len()).ok_or(SerializationError::BufferTooSmall)?;
        place.copy_from_slice(self.0.as_bytes());
        // At most LONGEST_NAME.
        *len = self.0.len() as u8;
        Ok(self.0.len() + 1)
    }

    /// An item without a name of ours is of no use, but must not keep others from being read: it has the empty name.
    fn deserialize_from(buffer: &[u8]) -> Result<(Self, usize), SerializationError> {
        Ok(match Self::read(buffer) {
            Some(name) => {
                let len = name.0.len() + 1;
                (name, len)
            }
            None => (Self(heapless::String::new()), 0),
        })
    }
}
