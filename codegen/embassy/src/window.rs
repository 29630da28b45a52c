//! Where answers are written. There is one kind of it, since each kind of sink costs tens of KB of code.

use core::fmt;

use keywright::Sink;

/// Takes what comes after the first `before` bytes, as much as there is room for, and counts all of it.
pub(crate) struct Window<'a> {
    before: usize,
    room: &'a mut [u8],
    len: usize,
}

impl<'a> Window<'a> {
    pub(crate) fn new(room: &'a mut [u8]) -> Self {
        Self::behind(0, room)
    }

    pub(crate) fn behind(before: usize, room: &'a mut [u8]) -> Self {
        Self { before, room, len: 0 }
    }

    /// How many bytes were put, those that are not taken included.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// All that was put, or nothing if it did not fit.
    pub(crate) fn filled(&self) -> Option<&[u8]> {
        self.room.get(..self.len)
    }
}

impl Sink for Window<'_> {
    fn put(&mut self, bytes: &[u8]) {
        let skip = self.before.saturating_sub(self.len);
        let at = self.len.saturating_sub(self.before);
        let free = self.room.get_mut(at..).unwrap_or_default();
        for (to, from) in free.iter_mut().zip(bytes.iter().skip(skip)) {
            *to = *from;
        }
        self.len = self.len.saturating_add(bytes.len());
    }
}

impl fmt::Write for Window<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.put(text.as_bytes());
        Ok(())
    }
}
