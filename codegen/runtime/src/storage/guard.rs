//! The flash as `sequential-storage` may see it: with words as long as its headers, and with erases that are either
//! not begun or complete.
//!
//! Two things that a power cut does to real flash go beyond what that crate bears:
//!
//! - A header that is torn in its middle. Where words are shorter than the header, the next one is written right
//!   behind the torn bytes, and the two can be read as a header of something else, which hides what was stored. With
//!   words of [`WORD`] bytes a header is one word, and nothing can be read across two.
//! - An erase that stops half way leaves anything at all in the page, also what looks like a page in use. So each
//!   erase is logged in two pages of its own before it begins and when it is done; one that was not done is done
//!   again before anything is read.

use core::ops::Range;

use embedded_storage_async::nor_flash::{ErrorType, NorFlash, NorFlashError, NorFlashErrorKind, ReadNorFlash};

use super::read_errors::ReadErrors;
use super::record::{NO_PAGE, Record, SIZE, Step};

/// Pages of the log.
pub(super) const LOG_PAGES: u32 = 2;
/// Bytes of a header of `sequential-storage`.
const WORD: usize = 8;
/// Longest word of any flash.
const LONGEST_WORD: usize = 32;

/// Why an operation on the flash failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuardError<E> {
    /// The flash itself.
    Flash(E),
    /// An address outside of the range, or not a multiple of what it has to be.
    Address(NorFlashErrorKind),
    /// Only reading is allowed for now.
    ReadOnly,
}

impl<E: NorFlashError> NorFlashError for GuardError<E> {
    fn kind(&self) -> NorFlashErrorKind {
        match self {
            Self::Flash(error) => error.kind(),
            Self::Address(kind) => *kind,
            Self::ReadOnly => NorFlashErrorKind::Other,
        }
    }
}

/// Where the log is being written.
#[derive(Debug, Clone, Copy)]
struct Log {
    /// 0 or 1.
    page: u32,
    /// Offset of the next record in that page.
    next: u32,
    newest: Record,
}

/// A range of a flash: two pages of log, then the pages that are seen from outside.
#[derive(Debug)]
pub(super) struct Guard<F> {
    flash: F,
    range: Range<u32>,
    log: Option<Log>,
    /// Behind the last bytes that are not free, in each page of the log.
    used: [u32; LOG_PAGES as usize],
    read_only: bool,
    /// The page that was written to last.
    written: Option<u16>,
    /// What was found broken while reading.
    pub(super) read_errors: ReadErrors,
}

impl<F: NorFlash> Guard<F> {
    /// Bytes of a page.
    pub(super) const PAGE: u32 = F::ERASE_SIZE as u32;
    /// Bytes between two records.
    const STEP: u32 = longest(SIZE, longest(F::READ_SIZE, F::WRITE_SIZE)) as u32;

    /// Reads the log. Nothing is written before [`Guard::unlock`].
    pub(super) async fn new(flash: F, range: Range<u32>) -> Result<Self, GuardError<F::Error>> {
        let mut guard = Self {
            flash,
            range,
            log: None,
            used: [0; 2],
            read_only: true,
            written: None,
            read_errors: ReadErrors::default(),
        };
        for page in 0..LOG_PAGES {
            let mut free = 0;
            let mut newest = None;
            for offset in (0..Self::PAGE).step_by(Self::STEP as usize) {
                let bytes = guard.record(page, offset).await?;
                if bytes.iter().any(|byte| *byte != 0xff) {
                    free = offset.saturating_add(Self::STEP);
                }
                let record = Record::from_bytes(&bytes);
                newest = record.filter(|record| newest.is_none_or(|before| follows(*record, before))).or(newest);
            }
            if let Some(used) = guard.used.get_mut(page as usize) {
                *used = free;
            }
            if let Some(newest) = newest
                && guard.log.is_none_or(|log| follows(newest, log.newest))
            {
                guard.log = Some(Log { page, next: free, newest });
            }
        }
        Ok(guard)
    }

    /// Whether there is a log: then this is a store.
    pub(super) fn has_log(&self) -> bool {
        self.log.is_some()
    }

    /// Whether the log is free, but for what a few starts that were cut off may have left at its beginning.
    pub(super) fn log_is_free(&self) -> bool {
        let [first, second] = self.used;
        first <= 4 * Self::STEP && second == 0
    }

    /// The page that was erased last.
    pub(super) fn last_erased(&self) -> Option<u16> {
        let newest = self.log.map(|log| log.newest).filter(|newest| newest.step != Step::First);
        newest.map(|newest| newest.page).filter(|page| *page != NO_PAGE)
    }

    /// The last page that is known to have entries. In the first round all pages before it have some, too.
    pub(super) fn last_used(&self) -> Option<u16> {
        let newest = self.log.map(|log| log.newest);
        newest.filter(|newest| matches!(newest.step, Step::First | Step::Used)).map(|newest| newest.page)
    }

    /// Notes in the log that the page which was written to last has entries: if they are gone one day, that is damage.
    pub(super) async fn note_used(&mut self) -> Result<(), GuardError<F::Error>> {
        let Some(written) = self.written.take() else { return Ok(()) };
        match self.last_erased() {
            None if self.last_used().is_none_or(|used| used < written) => self.append(written, Step::First).await,
            Some(erased) if erased == written && self.last_used().is_none() => self.append(written, Step::Used).await,
            _ => Ok(()),
        }
    }

    /// How many pages are seen from outside.
    pub(super) fn pages(&self) -> u32 {
        (self.range.len() as u32 / Self::PAGE).saturating_sub(LOG_PAGES)
    }

    /// Allows writing, and finishes what a power cut has interrupted. Begins a log where there is none; `last` is
    /// then the page that counts as erased last.
    pub(super) async fn unlock(&mut self, last: Option<u16>) -> Result<(), GuardError<F::Error>> {
        self.read_only = false;
        if self.log.is_none() {
            let newest = Record { sequence: 0, page: last.unwrap_or(NO_PAGE), step: Step::Done };
            let [used, _] = self.used;
            // As if the second page were full, so that the first one is erased.
            let full = Log { page: 1, next: Self::PAGE, newest };
            self.log = Some(if self.log_is_free() { Log { page: 0, next: used, newest } } else { full });
            self.append(newest.page, Step::Done).await?;
        }
        self.settle().await
    }

    pub(super) fn flash(&mut self) -> &mut F {
        &mut self.flash
    }

    pub(super) fn into_flash(self) -> F {
        self.flash
    }

    async fn record(&mut self, page: u32, offset: u32) -> Result<[u8; SIZE], GuardError<F::Error>> {
        let mut bytes = [0; LONGEST_WORD];
        // What can be read at once divides the record, or is as long as a word.
        let len = SIZE.max(F::READ_SIZE).min(LONGEST_WORD);
        let at = self.range.start + page * Self::PAGE + offset;
        self.flash.read(at, bytes.get_mut(..len).unwrap_or_default()).await.map_err(GuardError::Flash)?;
        Ok(bytes.first_chunk().copied().unwrap_or([0; SIZE]))
    }

    async fn append(&mut self, page: u16, step: Step) -> Result<(), GuardError<F::Error>> {
        let Some(mut log) = self.log else { return Ok(()) };
        let record = Record { sequence: log.newest.sequence.wrapping_add(1), page, step };
        if log.next.saturating_add(Self::STEP) > Self::PAGE {
            // The newest record is in the full page, so that the other one may be cut off at any point.
            log.page = 1 - log.page.min(1);
            log.next = 0;
            let start = self.range.start + log.page * Self::PAGE;
            self.flash.erase(start, start + Self::PAGE).await.map_err(GuardError::Flash)?;
        }
        let mut bytes = [0xff; LONGEST_WORD];
        if let Some(place) = bytes.first_chunk_mut() {
            *place = record.to_bytes();
        }
        let at = self.range.start + log.page * Self::PAGE + log.next;
        // Whatever comes of it, this place is used up.
        log.next = log.next.saturating_add(Self::STEP);
        self.log = Some(log);
        let len = Self::STEP as usize;
        self.flash.write(at, bytes.get(..len).unwrap_or_default()).await.map_err(GuardError::Flash)?;
        self.log = Some(Log { newest: record, ..log });
        Ok(())
    }

    /// Finishes the erase that was begun last.
    async fn settle(&mut self) -> Result<(), GuardError<F::Error>> {
        match self.log {
            Some(Log { newest: Record { page, step: Step::Begun, .. }, .. }) if !self.read_only => {
                if u32::from(page) < self.pages() {
                    let start = self.start(page);
                    self.flash.erase(start, start + Self::PAGE).await.map_err(GuardError::Flash)?;
                }
                self.append(page, Step::Done).await
            }
            _ => Ok(()),
        }
    }

    fn start(&self, page: u16) -> u32 {
        self.range.start + (u32::from(page) + LOG_PAGES) * Self::PAGE
    }

    fn inside(&self, offset: u32, len: usize) -> Result<u32, GuardError<F::Error>> {
        let end = u32::try_from(len).ok().and_then(|len| offset.checked_add(len));
        match end.filter(|end| *end <= self.pages() * Self::PAGE) {
            Some(_) => Ok(self.range.start + LOG_PAGES * Self::PAGE + offset),
            None => Err(GuardError::Address(NorFlashErrorKind::OutOfBounds)),
        }
    }
}

const fn longest(a: usize, b: usize) -> usize {
    if a > b { a } else { b }
}

/// Sequence numbers may begin anew, after more erases than any flash bears.
fn follows(record: Record, before: Record) -> bool {
    (record.sequence.wrapping_sub(before.sequence) as i32) >= 0
}

impl<F: NorFlash> ErrorType for Guard<F> {
    type Error = GuardError<F::Error>;
}

impl<F: NorFlash> ReadNorFlash for Guard<F> {
    const READ_SIZE: usize = F::READ_SIZE;

    async fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), Self::Error> {
        self.settle().await?;
        let at = self.inside(offset, bytes.len())?;
        self.flash.read(at, bytes).await.map_err(GuardError::Flash)?;
        self.read_errors.note_read(offset, bytes, Self::WRITE_SIZE);
        Ok(())
    }

    fn capacity(&self) -> usize {
        (self.pages() * Self::PAGE) as usize
    }
}

impl<F: NorFlash> NorFlash for Guard<F> {
    const WRITE_SIZE: usize = longest(WORD, longest(F::READ_SIZE, F::WRITE_SIZE));
    const ERASE_SIZE: usize = F::ERASE_SIZE;

    async fn erase(&mut self, from: u32, to: u32) -> Result<(), Self::Error> {
        if self.read_only {
            return Err(GuardError::ReadOnly);
        }
        if !from.is_multiple_of(Self::PAGE) || !to.is_multiple_of(Self::PAGE) {
            return Err(GuardError::Address(NorFlashErrorKind::NotAligned));
        }
        if from > to || to > self.pages() * Self::PAGE {
            return Err(GuardError::Address(NorFlashErrorKind::OutOfBounds));
        }
        for page in from / Self::PAGE..to / Self::PAGE {
            self.settle().await?;
            let page = u16::try_from(page).map_err(|_| GuardError::Address(NorFlashErrorKind::OutOfBounds))?;
            self.append(page, Step::Begun).await?;
            self.settle().await?;
        }
        Ok(())
    }

    async fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), Self::Error> {
        if self.read_only {
            return Err(GuardError::ReadOnly);
        }
        self.settle().await?;
        let at = self.inside(offset, bytes.len())?;
        self.written = u16::try_from(offset / Self::PAGE).ok();
        self.flash.write(at, bytes).await.map_err(GuardError::Flash)
    }
}
