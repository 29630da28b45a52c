//! Names of settings as the store holds them.

use sequential_storage::map::{Key, SerializationError};

/// Longest name of a stored key, in bytes.
pub const LONGEST_NAME: usize = 32;

/// Stands before the name of a second copy. No key's name has it.
const COPY: char = '~';

/// A key's name, as the store holds it: its length in one byte, then its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name(heapless::String<{ LONGEST_NAME + 1 }>);

impl Name {
    /// Nothing if it is too long.
    pub(super) fn new(name: &str) -> Option<Self> {
        if name.len() > LONGEST_NAME { None } else { Self::any(name) }
    }

    fn any(name: &str) -> Option<Self> {
        heapless::String::try_from(name).ok().map(Self)
    }

    /// That of the second copy.
    pub(super) fn copy(&self) -> Self {
        let mut text = heapless::String::new();
        // A key's name leaves room for it.
        let _ = text.push(COPY);
        let _ = text.push_str(self.key());
        Self(text)
    }

    /// The key's name, for each of its copies.
    pub(super) fn key(&self) -> &str {
        self.0.strip_prefix(COPY).unwrap_or(&self.0)
    }

    /// Whether a key can have it.
    pub(super) fn is_plausible(&self) -> bool {
        self.key().bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn into_text(self) -> heapless::String<LONGEST_NAME> {
        // Not longer than a key's name.
        heapless::String::try_from(self.key()).unwrap_or_default()
    }

    /// Bytes that it takes before the value.
    pub(super) fn stored_len(&self) -> usize {
        if self.0.is_empty() { 0 } else { self.0.len() + 1 }
    }

    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (len, rest) = bytes.split_first()?;
        Self::any(core::str::from_utf8(rest.get(..usize::from(*len))?).ok()?).filter(|name| !name.0.is_empty())
    }
}

impl Key for Name {
    fn serialize_into(&self, buffer: &mut [u8]) -> Result<usize, SerializationError> {
        let (len, rest) = buffer.split_first_mut().ok_or(SerializationError::BufferTooSmall)?;
        let place = rest.get_mut(..self.0.len()).ok_or(SerializationError::BufferTooSmall)?;
        place.copy_from_slice(self.0.as_bytes());
        // At most LONGEST_NAME and one.
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
