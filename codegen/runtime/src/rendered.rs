//! A status that is kept between two polls.

use crate::Device;
use crate::bits;
use crate::sink::{Buf, Sink};
use crate::status::{Reveal, write_known};
use crate::table::{Flags, KeyId};
use crate::values::Observer;

/// A status that is kept, so that the next poll costs only what changed since.
///
/// It needs room for the whole status and four bytes a key; `None` from [`Rendered::refresh`] says that the room
/// does not suffice.
#[derive(Debug)]
pub struct Rendered<T, E> {
    text: T,
    ends: E,
    len: usize,
}

/// Greatest length of a value that is mended in place; a longer one costs a whole rendering.
const MEND: usize = 512;

impl<T: AsMut<[u8]>, E: AsMut<[u32]>> Rendered<T, E> {
    /// Nothing is rendered yet. `text` is room for the status, `ends` for one number a key.
    pub fn new(text: T, ends: E) -> Self {
        Self { text, ends, len: 0 }
    }

    /// Brings the status up to date and returns it, or nothing if it does not fit.
    pub fn refresh<D: Device>(&mut self, device: &mut D) -> Option<&[u8]> {
        if self.len == 0 || self.mend(device).is_none() {
            self.render(device)?;
        }
        let words = device.values_mut();
        Observer::Status.of(words.changes).fill(0);
        self.text.as_mut().get(..self.len)
    }

    /// Renders everything, and notes where each key ends.
    fn render<D: Device>(&mut self, device: &D) -> Option<()> {
        self.len = 0;
        let tables = device.tables();
        let values = device.values();
        let ends = self.ends.as_mut();
        let mut out = Buf::new(self.text.as_mut());
        out.put(b"{");
        for (index, info) in tables.keys.iter().enumerate() {
            if info.flags.has(Flags::READ | Flags::HTTP) {
                out.put(info.member.as_bytes());
                write_known(device, tables, &values, KeyId(index as u16), info, Reveal::Public, &mut out);
                out.put(b",");
            }
            *ends.get_mut(index)? = u32::try_from(out.len()).ok()?;
        }
        let len = out.len();
        if out.overflowed() || len < 2 {
            return None;
        }
        self.len = len;
        self.close();
        Some(())
    }

    /// The last member ends with a brace instead of a comma.
    fn close(&mut self) {
        if let Some(last) = self.text.as_mut().get_mut(self.len.wrapping_sub(1)) {
            *last = b'}';
        }
    }

    /// Renders the changed keys only. Nothing if that can't be done; the text is no status then.
    fn mend<D: Device>(&mut self, device: &mut D) -> Option<()> {
        let tables = device.tables();
        let mut mending = Mending::new(self.text.as_mut(), self.ends.as_mut(), self.len);
        let mut next = 0;
        while let Some(index) = bits::next(Observer::Status.of(device.values_mut().changes), next) {
            next = index + 1;
            let Some(info) = tables.keys.get(index) else { break };
            if !info.flags.has(Flags::READ | Flags::HTTP) {
                continue;
            }
            let mut room = [0; MEND];
            let mut value = Buf::new(&mut room);
            write_known(device, tables, &device.values(), KeyId(index as u16), info, Reveal::Public, &mut value);
            value.put(b",");
            mending.replace(index, info.member.len(), value.filled()?)?;
        }
        self.len = mending.finish(tables.keys.len())?;
        self.close();
        Some(())
    }
}

/// One walk over the text, in which values are replaced by longer or shorter ones. What lies between two of them is
/// moved at most twice, however many they are.
struct Mending<'a> {
    text: &'a mut [u8],
    ends: &'a mut [u32],
    /// Length of the text before.
    len: usize,
    /// Keys whose end is right already.
    done: usize,
    /// How far the walk came: in the text as it was before, …
    old: usize,
    /// … where that lies now, …
    from: usize,
    /// … and where it belongs.
    to: usize,
}

impl<'a> Mending<'a> {
    fn new(text: &'a mut [u8], ends: &'a mut [u32], len: usize) -> Self {
        Self { text, ends, len, done: 0, old: 0, from: 0, to: 0 }
    }

    /// Replaces the value of the key at `index`, the comma after it included.
    fn replace(&mut self, index: usize, member: usize, value: &[u8]) -> Option<()> {
        let before = match index.checked_sub(1) {
            // Its end is the new one already.
            Some(before) if before < self.done => self.old,
            Some(before) => *self.ends.get(before)? as usize,
            // The brace.
            None => 1,
        };
        let end = *self.ends.get(index)? as usize;
        self.keep(before + member)?;
        self.shift(index)?;
        self.from += end.checked_sub(self.old)?;
        self.old = end;
        if self.to + value.len() > self.from {
            self.open()?;
        }
        self.text.get_mut(self.to..self.from)?.get_mut(..value.len())?.copy_from_slice(value);
        self.to += value.len();
        *self.ends.get_mut(index)? = u32::try_from(self.to).ok()?;
        self.done = index + 1;
        Some(())
    }

    /// Moves what is still to come to the very end, so that there is room before it.
    fn open(&mut self) -> Option<()> {
        let rest = self.len.checked_sub(self.old)?;
        let from = self.text.len().checked_sub(rest)?;
        if from > self.from {
            self.text.copy_within(self.from..self.from + rest, from);
            self.from = from;
        }
        Some(())
    }

    /// Walks up to `old` and keeps what is there.
    fn keep(&mut self, old: usize) -> Option<()> {
        let kept = old.checked_sub(self.old)?;
        if self.from != self.to {
            // Not a panic, whatever the ends say.
            self.text.get(self.from..self.from + kept)?;
            self.text.copy_within(self.from..self.from + kept, self.to);
        }
        self.old = old;
        self.from += kept;
        self.to += kept;
        Some(())
    }

    /// Corrects the ends of the keys before `index`, whose text was kept.
    fn shift(&mut self, index: usize) -> Option<()> {
        let moved = (self.to as u32).wrapping_sub(self.old as u32);
        if moved != 0 {
            for end in self.ends.get_mut(self.done..index)? {
                *end = end.wrapping_add(moved);
            }
        }
        Some(())
    }

    /// Keeps all the rest. The length of the text.
    fn finish(mut self, keys: usize) -> Option<usize> {
        self.keep(self.len)?;
        self.shift(keys)?;
        Some(self.to)
    }
}
