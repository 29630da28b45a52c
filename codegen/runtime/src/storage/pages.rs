//! Puts the marks of the pages right before `sequential-storage` sees them.
//!
//! It tells from a mark in the first and one in the last word of a page whether the page is free, in use or full, and
//! where a mark is not what it expects, it erases. A damaged mark would cost a whole page of good settings. The erase
//! log tells which page was erased last, and with that what every mark has to be: pages fill up one after the other,
//! so all are full but the one that was erased last and the one before it.

use embedded_storage_async::nor_flash::{NorFlash, ReadNorFlash};

use super::guard::{Guard, GuardError};

/// Bits of a mark that are lost before it counts as none; as in `sequential-storage`.
const MARKED: u32 = 4;
/// Longest word of any flash.
const LONGEST_WORD: usize = 32;

/// Words of two entries, each a header and at least one more.
const TWO_ENTRIES: u32 = 4;

/// What is in a page.
#[derive(Debug, Clone, Copy)]
struct Page {
    /// The first word is marked: in use.
    start: bool,
    /// The last word is marked: full.
    end: bool,
    /// There is something between the marks.
    filled: bool,
    /// So much that it can have been two entries.
    entries: bool,
}

impl Page {
    fn is_free(self) -> bool {
        !self.start && !self.end && !self.filled
    }
}

type Result<T, F> = core::result::Result<T, GuardError<<F as embedded_storage_async::nor_flash::ErrorType>::Error>>;

/// Whether nothing has ever been written.
pub(super) async fn all_free<F: NorFlash>(guard: &mut Guard<F>) -> Result<bool, F> {
    for page in 0..guard.pages() {
        if !look(guard, page).await?.is_free() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Which page was probably erased last, where the log is lost.
pub(super) async fn guess_last_erased<F: NorFlash>(guard: &mut Guard<F>) -> Result<Option<u16>, F> {
    let pages = guard.pages();
    let mut before = look(guard, pages.saturating_sub(1)).await?;
    let (mut free, mut open) = (None, None);
    let mut free_to_the_end = false;
    for number in 0..pages {
        let page = look(guard, number).await?;
        if page.is_free() {
            free_to_the_end |= !before.is_free();
            if !before.is_free() {
                free = free.or(Some(number));
            }
        } else {
            free_to_the_end = false;
            if !page.end {
                open = Some(number);
            }
        }
        before = page;
    }
    // In its first round nothing has been erased yet. Without a free page, one is being filled with what is moved
    // out of the next one; without that either, all are full, and one has to go.
    let last = if free_to_the_end && free.is_some() { None } else { free.or(open).or(Some(0)) };
    Ok(last.and_then(|page| u16::try_from(page).ok()))
}

/// Pages that were not as they should be.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wrong {
    /// How many there were.
    pub(super) pages: u16,
    /// There is nothing in one of them that had held entries.
    pub(super) lost: bool,
}

/// Puts all marks right.
pub(super) async fn put_right<F: NorFlash>(guard: &mut Guard<F>) -> Result<Wrong, F> {
    let last_used = guard.last_used().map(u32::from).filter(|page| *page < guard.pages());
    let (first, mut lost) = (guard.last_erased().is_none(), false);
    for page in last_used.map_or(0..0, |last| if first { 0..last + 1 } else { last..last + 1 }) {
        lost |= !look(guard, page).await?.filled;
    }
    let mut wrong = match guard.last_erased().map(u32::from).filter(|last| *last < guard.pages()) {
        Some(last) => put_right_after(guard, last).await?,
        None => put_first_round_right(guard).await?,
    };
    wrong.lost |= lost;
    wrong.pages = wrong.pages.max(lost.into());
    Ok(wrong)
}

/// Nothing has been erased yet: pages are filled from the first one on.
async fn put_first_round_right<F: NorFlash>(guard: &mut Guard<F>) -> Result<Wrong, F> {
    let mut used = 0;
    for number in 0..guard.pages() {
        let page = look(guard, number).await?;
        // A mark alone may be torn; the page is then still free.
        if page.filled || page.end || page.start {
            used = number + 1;
        }
    }
    let mut wrong = Wrong::default();
    for number in 0..used {
        let last = number + 1 == used;
        mark(guard, number, !last, &mut wrong).await?;
    }
    Ok(wrong)
}

async fn put_right_after<F: NorFlash>(guard: &mut Guard<F>, last: u32) -> Result<Wrong, F> {
    let pages = guard.pages();
    let before = (last + pages - 1) % pages;
    let page = look(guard, last).await?;
    let mut wrong = Wrong::default();
    // It is free, or it is being filled; then it is marked as in use, and the page before it is full.
    let moving = page.start && !page.end;
    if !moving && (page.end || page.filled) {
        guard.erase(last * Guard::<F>::PAGE, (last + 1) * Guard::<F>::PAGE).await?;
        wrong = Wrong { pages: 1, lost: page.entries };
    }
    for number in (0..pages).filter(|number| *number != last) {
        mark(guard, number, moving || number != before, &mut wrong).await?;
    }
    Ok(wrong)
}

/// Marks a page as in use or, with `full`, as full, if it is not.
async fn mark<F: NorFlash>(guard: &mut Guard<F>, number: u32, full: bool, wrong: &mut Wrong) -> Result<(), F> {
    let word = Guard::<F>::WRITE_SIZE.min(LONGEST_WORD);
    let page = look(guard, number).await?;
    let start = number * Guard::<F>::PAGE;
    let end = start + Guard::<F>::PAGE - word as u32;
    let zeros = [0; LONGEST_WORD];
    let zeros = zeros.get(..word).unwrap_or_default();
    if !page.start {
        guard.write(start, zeros).await?;
    }
    if full && !page.end {
        guard.write(end, zeros).await?;
    }
    if !page.start || (full && !page.end) {
        wrong.pages = wrong.pages.saturating_add(1);
        wrong.lost |= !page.filled;
    }
    Ok(())
}

async fn look<F: NorFlash>(guard: &mut Guard<F>, number: u32) -> Result<Page, F> {
    let size = Guard::<F>::READ_SIZE.min(LONGEST_WORD);
    let word = Guard::<F>::WRITE_SIZE as u32;
    let start = number * Guard::<F>::PAGE;
    let end = start + Guard::<F>::PAGE;
    let mut filled = 0;
    let mut at = start + word;
    let mut bytes = [0; LONGEST_WORD];
    while at < end - word && filled < TWO_ENTRIES {
        let bytes = bytes.get_mut(..word as usize).unwrap_or_default();
        guard.read(at, bytes).await?;
        filled += u32::from(bytes.iter().any(|byte| *byte != 0xff));
        at += word;
    }
    Ok(Page {
        start: is_marked(guard, start, size).await?,
        end: is_marked(guard, end - size as u32, size).await?,
        filled: filled > 0,
        entries: filled >= TWO_ENTRIES,
    })
}

async fn is_marked<F: NorFlash>(guard: &mut Guard<F>, at: u32, size: usize) -> Result<bool, F> {
    let mut bytes = [0; LONGEST_WORD];
    let bytes = bytes.get_mut(..size).unwrap_or_default();
    guard.read(at, bytes).await?;
    Ok(bytes.iter().map(|byte| byte.count_zeros()).sum::<u32>() >= MARKED)
}
