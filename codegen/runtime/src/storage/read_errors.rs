//! Finds what is broken in the store.

use super::name::Name;

/// Names of damaged entries that are told of; more are only counted.
const NAMES: usize = 16;
/// Bytes of a header of `sequential-storage`: a checksum of the data, their length, and a checksum of that.
const HEADER: usize = 8;
pub(super) type Names = heapless::Vec<Name, NAMES>;
/// Words that can't be read, in a row, from which on they may have been more than one entry.
const SEVERAL: u16 = 8;
/// Bytes at the beginning of an entry that are kept to find its name.
const START: usize = 40;

/// Entries that can't be read.
///
/// The map passes over them without a word; but what it finds wrong it reads a second time, in case the flash has
/// given a bit wrongly. So a read that repeats the one before tells of a broken place. What it is shows in the bytes:
///
/// - A power cut leaves a header alone, with the next entry or nothing right behind it, or an entry whose last word
///   was never written. No setting ends with a byte as free flash has it: it is in no UTF-8.
/// - All else is damage. A damaged header is followed by the words of its entry, which the map takes for headers, too.
#[derive(Debug, Default, Clone)]
pub(super) struct ReadErrors {
    last: Option<(u32, usize)>,
    /// The header that was read just before, and where its entry begins.
    header: Option<([u8; HEADER], u32)>,
    /// The entry that was read just before: whole, unless it is read again.
    entry: Option<Name>,
    /// A broken header, until it is known what follows.
    open: Option<Open>,
    torn: u16,
    damaged: Names,
    nameless: u16,
}

#[derive(Debug, Clone)]
struct Open {
    until: u32,
    words: u16,
    start: heapless::Vec<u8, START>,
}

/// What was found broken.
#[derive(Debug, Default)]
pub(super) struct Broken {
    /// Entries that a power cut has left unfinished.
    pub(super) torn: u16,
    /// Damaged entries whose name can be read, without those that a later entry seems to replace.
    pub(super) damaged: Names,
    /// All other damaged entries.
    pub(super) nameless: u16,
}

impl ReadErrors {
    pub(super) fn note_read(&mut self, offset: u32, bytes: &[u8], word: usize) {
        let read = (offset, bytes.len());
        if self.last.replace(read) != Some(read) {
            self.first(offset, bytes, word);
            return;
        }
        // Not a third time.
        self.last = None;
        self.entry = None;
        match self.header.take() {
            Some((header, at)) if at == offset => self.broken_data(header, bytes),
            _ => self.broken_header(offset, bytes, word),
        }
    }

    fn first(&mut self, offset: u32, bytes: &[u8], word: usize) {
        self.replace();
        // The data of an entry follow its header; anything else may be the next header.
        if let Some((header, _)) = self.header.filter(|(_, at)| *at == offset) {
            self.entry = Name::read(data_of(header, bytes));
            return;
        }
        self.header = match bytes.first_chunk() {
            Some(header) if bytes.len() == word => Some((*header, offset.saturating_add(word as u32))),
            _ => None,
        };
    }

    fn broken_data(&mut self, header: [u8; HEADER], data: &[u8]) {
        self.close();
        // The padding behind an entry is zeros.
        let unwritten = data.last() == Some(&0xff);
        let data = data_of(header, data);
        if unwritten {
            self.torn = self.torn.saturating_add(1);
        } else {
            self.damage(Name::read(data));
        }
    }

    fn broken_header(&mut self, offset: u32, bytes: &[u8], word: usize) {
        let until = offset.saturating_add(word as u32);
        match &mut self.open {
            Some(open) if open.until == offset => {
                open.until = until;
                open.words = open.words.saturating_add(1);
                let room = open.start.capacity() - open.start.len();
                // It fits.
                let _ = open.start.extend_from_slice(bytes.get(..room.min(bytes.len())).unwrap_or_default());
            }
            _ => {
                self.close();
                self.open = Some(Open { until, words: 1, start: heapless::Vec::new() });
            }
        }
    }

    /// What follows the broken header is known.
    fn close(&mut self) {
        match self.open.take() {
            Some(Open { words: 1, .. }) => self.torn = self.torn.saturating_add(1),
            Some(Open { words, start, .. }) => {
                let name = Name::read(&start);
                if words >= SEVERAL && !name.as_ref().is_some_and(Name::is_plausible) {
                    // There may have been more than one entry.
                    self.nameless = self.nameless.saturating_add(1);
                }
                self.damage(name);
            }
            None => {}
        }
    }

    /// A name with a byte that no key has was damaged itself.
    fn damage(&mut self, name: Option<Name>) {
        let name = name.filter(Name::is_plausible);
        if name.is_none_or(|name| self.damaged.push(name).is_err()) {
            self.nameless = self.nameless.saturating_add(1);
        }
    }

    /// The entry before could be read: what was damaged earlier under its name is no loss.
    fn replace(&mut self) {
        if let Some(name) = self.entry.take() {
            self.close();
            let before = self.damaged.len();
            self.damaged.retain(|damaged| *damaged != name);
            // Unless it was the name that was damaged, and is now this one.
            self.nameless =
                self.nameless.saturating_add(u16::try_from(before - self.damaged.len()).unwrap_or(u16::MAX));
        }
    }

    /// What is broken in what has been read since the last call.
    pub(super) fn take(&mut self) -> Broken {
        self.replace();
        self.close();
        let Self { torn, damaged, nameless, .. } = core::mem::take(self);
        Broken { torn, damaged, nameless }
    }
}

/// An entry without the padding behind it.
fn data_of(header: [u8; HEADER], data: &[u8]) -> &[u8] {
    let [_, _, _, _, low, high, _, _] = header;
    data.get(..u16::from_le_bytes([low, high]).into()).unwrap_or(data)
}
