//! The board's parallel NOR flash (CFI, Intel's command set): two chips of 16 bits side by side, so that each command is
//! given to both at once.
//!
//! A block that is erased at once has 256 KB. The store is made for pages of 4 KB, as most flash has them, so that each
//! of its pages is the beginning of a block; the rest of the block stays unused. There is enough of it: 32 MB.

use keywright_embassy::keywright::storage::nor_flash::{
    ErrorType, NorFlash, NorFlashError, NorFlashErrorKind, ReadNorFlash,
};

/// The second of the machine's two flashes: from the first one it would boot.
const BASE: usize = 0x2200_0000;
const SIZE: usize = 32 * 1024 * 1024;
const BLOCK: usize = 256 * 1024;
const PAGE: usize = 4096;
const WORD: usize = 4;

/// Bytes that the store can have.
pub const CAPACITY: usize = SIZE / BLOCK * PAGE;

const BOTH: u32 = 0x0001_0001;
const READ_ARRAY: u32 = 0xff * BOTH;
const READ_ID: u32 = 0x90 * BOTH;
const CLEAR_STATUS: u32 = 0x50 * BOTH;
const PROGRAM: u32 = 0x40 * BOTH;
const ERASE: u32 = 0x20 * BOTH;
const CONFIRM: u32 = 0xd0 * BOTH;
const READY: u32 = 0x80 * BOTH;
/// Erase, program, voltage and protection.
const FAILED: u32 = 0x3a * BOTH;

/// The flash.
#[derive(Clone)]
pub struct Flash(());

/// What can go wrong.
#[derive(Debug)]
pub enum FlashError {
    /// Part of it is not in the flash, or not at a whole word.
    Range(NorFlashErrorKind),
    /// The flash reports a failure.
    Failed,
}

impl NorFlashError for FlashError {
    fn kind(&self) -> NorFlashErrorKind {
        match self {
            Self::Range(kind) => *kind,
            Self::Failed => NorFlashErrorKind::Other,
        }
    }
}

impl Flash {
    /// The flash, where QEMU was given a file for it. Called once.
    pub fn find() -> Option<Self> {
        let flash = Self(());
        // An address without a flash reads the same after each command.
        let array = flash.read_word(0);
        flash.command(0, READ_ID);
        let id = flash.read_word(0);
        flash.command(0, CLEAR_STATUS);
        flash.command(0, READ_ARRAY);
        (id != array || array != flash.read_word(0)).then_some(flash)
    }

    /// Erases the pages of the store in a file of zeros, as `truncate` makes one. A flash that comes from its maker is
    /// erased.
    pub fn prepare(&mut self, size: u32) -> Result<(), FlashError> {
        if (0..PAGE).step_by(WORD).any(|place| self.read_word(place) != 0) {
            return Ok(());
        }
        for at in (0..size).step_by(PAGE) {
            self.erase_page(at)?;
        }
        Ok(())
    }

    fn erase_page(&self, at: u32) -> Result<(), FlashError> {
        let place = Self::place(at);
        self.command(place, ERASE);
        self.command(place, CONFIRM);
        self.finish(place)
    }

    fn place(at: u32) -> usize {
        let at = at as usize;
        at / PAGE * BLOCK + at % PAGE
    }

    fn check(&self, from: u32, len: usize, unit: usize) -> Result<(), FlashError> {
        let end = (from as usize).checked_add(len);
        if end.is_none_or(|end| end > CAPACITY) {
            return Err(FlashError::Range(NorFlashErrorKind::OutOfBounds));
        }
        if !(from as usize).is_multiple_of(unit) || !len.is_multiple_of(unit) {
            return Err(FlashError::Range(NorFlashErrorKind::NotAligned));
        }
        Ok(())
    }

    /// Reads a word at a place that is in the flash.
    fn read_word(&self, place: usize) -> u32 {
        debug_assert!(place < SIZE);
        // SAFETY: in the flash, and aligned.
        unsafe { ((BASE + place) as *const u32).read_volatile() }
    }

    fn command(&self, place: usize, command: u32) {
        debug_assert!(place < SIZE);
        // SAFETY: in the flash, and aligned. Nothing is executed from it, and nobody else uses it.
        unsafe { ((BASE + place) as *mut u32).write_volatile(command) };
    }

    /// Waits until both chips are ready. What they say is a status until [`READ_ARRAY`].
    fn finish(&self, place: usize) -> Result<(), FlashError> {
        loop {
            let status = self.read_word(place);
            if status & READY == READY {
                self.command(place, CLEAR_STATUS);
                self.command(place, READ_ARRAY);
                return if status & FAILED == 0 { Ok(()) } else { Err(FlashError::Failed) };
            }
        }
    }
}

impl ErrorType for Flash {
    type Error = FlashError;
}

impl ReadNorFlash for Flash {
    const READ_SIZE: usize = 1;

    async fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), FlashError> {
        self.check(offset, bytes.len(), 1)?;
        for (byte, at) in bytes.iter_mut().zip(offset..) {
            // SAFETY: in the flash, as was just checked.
            *byte = unsafe { ((BASE + Self::place(at)) as *const u8).read_volatile() };
        }
        Ok(())
    }

    fn capacity(&self) -> usize {
        CAPACITY
    }
}

impl NorFlash for Flash {
    const WRITE_SIZE: usize = WORD;
    const ERASE_SIZE: usize = PAGE;

    async fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), FlashError> {
        self.check(offset, bytes.len(), WORD)?;
        let (words, _) = bytes.as_chunks::<WORD>();
        for (word, at) in words.iter().zip((offset..).step_by(WORD)) {
            let place = Self::place(at);
            self.command(place, PROGRAM);
            self.command(place, u32::from_le_bytes(*word));
            self.finish(place)?;
        }
        Ok(())
    }

    async fn erase(&mut self, from: u32, to: u32) -> Result<(), FlashError> {
        let len = to.checked_sub(from).ok_or(FlashError::Range(NorFlashErrorKind::OutOfBounds))?;
        self.check(from, len as usize, PAGE)?;
        for at in (from..to).step_by(PAGE) {
            self.erase_page(at)?;
        }
        Ok(())
    }
}
