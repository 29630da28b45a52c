//! A file that behaves as NOR flash: erasing a page sets its bits, writing only clears them.
//!
//! The crate `embedded-storage-file` does so, too, but does not keep to whole words, fills up a file that was cut off
//! with zeros, and never waits until the disk has what was written.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use keywright::storage::nor_flash::{ErrorType, NorFlash, NorFlashError, NorFlashErrorKind, ReadNorFlash};

/// Bytes that are erased together: the sector of a serial NOR flash.
pub const PAGE: usize = 4096;
/// Bytes that are written together.
const WORD: usize = 4;

/// Flash in a file. Reading is done in memory.
#[derive(Debug)]
pub struct FileFlash {
    file: File,
    bytes: Vec<u8>,
    /// Something was written since the disk was last waited for.
    unsynced: bool,
}

/// Why the file was not written.
#[derive(Debug)]
pub enum FlashError {
    /// What the operating system said.
    Io(io::Error),
    /// An address that flash would not take.
    Address(NorFlashErrorKind),
}

impl fmt::Display for FlashError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(cause) => cause.fmt(f),
            Self::Address(kind) => kind.fmt(f),
        }
    }
}

impl NorFlashError for FlashError {
    fn kind(&self) -> NorFlashErrorKind {
        match self {
            Self::Io(_) => NorFlashErrorKind::Other,
            Self::Address(kind) => *kind,
        }
    }
}

impl From<io::Error> for FlashError {
    fn from(cause: io::Error) -> Self {
        Self::Io(cause)
    }
}

impl FileFlash {
    /// Reads the file, which has to be open for writing, too.
    pub fn new(mut file: File) -> io::Result<Self> {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(Self { file, bytes, unsynced: false })
    }

    /// Bytes of the flash. A file of more than 4 GB is none.
    pub fn len(&self) -> u32 {
        u32::try_from(self.bytes.len()).unwrap_or(0)
    }

    /// Waits until the disk has all that was written.
    pub fn sync(&mut self) -> io::Result<()> {
        if self.unsynced {
            self.file.sync_data()?;
            self.unsynced = false;
        }
        Ok(())
    }

    fn part(&mut self, offset: u32, len: usize, unit: usize) -> Result<&mut [u8], FlashError> {
        let from = offset as usize;
        if !from.is_multiple_of(unit) || !len.is_multiple_of(unit) {
            return Err(FlashError::Address(NorFlashErrorKind::NotAligned));
        }
        let part = from.checked_add(len).and_then(|to| self.bytes.get_mut(from..to));
        part.ok_or(FlashError::Address(NorFlashErrorKind::OutOfBounds))
    }

    /// Writes `len` bytes at `offset` from memory to the file. Where that fails, memory is again as the file is.
    fn store(&mut self, offset: u32, len: usize) -> Result<(), FlashError> {
        self.unsynced = true;
        let from = offset as usize;
        let bytes = self.bytes.get(from..from + len).unwrap_or_default();
        let at = SeekFrom::Start(offset.into());
        let Err(cause) = self.file.seek(at).and_then(|_| self.file.write_all(bytes)) else { return Ok(()) };
        let mut there = vec![0; len];
        if self.file.seek(at).and_then(|_| self.file.read_exact(&mut there)).is_ok()
            && let Some(part) = self.bytes.get_mut(from..from + len)
        {
            part.copy_from_slice(&there);
        }
        Err(cause.into())
    }
}

impl ErrorType for FileFlash {
    type Error = FlashError;
}

impl ReadNorFlash for FileFlash {
    const READ_SIZE: usize = 1;

    async fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), FlashError> {
        bytes.copy_from_slice(self.part(offset, bytes.len(), 1)?);
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.bytes.len()
    }
}

impl NorFlash for FileFlash {
    const WRITE_SIZE: usize = WORD;
    const ERASE_SIZE: usize = PAGE;

    async fn erase(&mut self, from: u32, to: u32) -> Result<(), FlashError> {
        let len = to.checked_sub(from).ok_or(FlashError::Address(NorFlashErrorKind::OutOfBounds))? as usize;
        // What was written before it must be there before it, and it before what follows.
        self.sync()?;
        self.part(from, len, PAGE)?.fill(0xff);
        self.store(from, len)?;
        self.sync()?;
        Ok(())
    }

    async fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), FlashError> {
        self.part(offset, bytes.len(), WORD)?.iter_mut().zip(bytes).for_each(|(place, byte)| *place &= byte);
        self.store(offset, bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::at_once;

    fn flash() -> FileFlash {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&[0xff; 2 * PAGE]).unwrap();
        file.rewind().unwrap();
        FileFlash::new(file).unwrap()
    }

    fn in_file(flash: &mut FileFlash) -> Vec<u8> {
        let mut bytes = Vec::new();
        flash.file.rewind().unwrap();
        flash.file.read_to_end(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn a_bit_that_was_cleared_is_only_set_by_an_erase() {
        let mut flash = flash();
        at_once(flash.write(4, &[0x0f; 4])).unwrap();
        at_once(flash.write(4, &[0xf3; 4])).unwrap();
        assert_eq!(in_file(&mut flash)[..9], [0xff, 0xff, 0xff, 0xff, 3, 3, 3, 3, 0xff]);
        at_once(flash.erase(0, PAGE as u32)).unwrap();
        assert_eq!(in_file(&mut flash), [0xff; 2 * PAGE]);
    }

    #[test]
    fn parts_of_words_and_pages_are_refused() {
        let mut flash = flash();
        let refused = |result: Result<(), FlashError>| matches!(result, Err(FlashError::Address(_)));
        assert!(refused(at_once(flash.write(2, &[0; 4]))) && refused(at_once(flash.write(4, &[0; 3]))));
        assert!(refused(at_once(flash.erase(0, 100))) && refused(at_once(flash.erase(0, 3 * PAGE as u32))));
        assert!(refused(at_once(flash.write(2 * PAGE as u32, &[0; 4]))));
        assert_eq!(in_file(&mut flash), [0xff; 2 * PAGE]);
    }
}
