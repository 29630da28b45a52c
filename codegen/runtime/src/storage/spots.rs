//! Counts what is broken in the store.

/// Places that can't be read as what they should be.
///
/// The map passes over them without a word; but what it finds wrong it reads a second time, in case the flash has
/// given a bit wrongly. So a read that repeats the one before tells of a broken place.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Spots {
    last: Option<(u32, usize)>,
    broken_until: Option<u32>,
    count: u16,
}

impl Spots {
    pub(super) fn note_read(&mut self, offset: u32, len: usize, word: usize) {
        if self.last.replace((offset, len)) != Some((offset, len)) {
            return;
        }
        // Not a third time.
        self.last = None;
        // After a broken header each word is looked at; together they are one place.
        if self.broken_until != Some(offset) {
            self.count = self.count.saturating_add(1);
        }
        self.broken_until = offset.checked_add(word as u32);
    }

    /// How many there are in what has been read since the last call.
    pub(super) fn take(&mut self) -> u16 {
        core::mem::take(self).count
    }
}
