//! The one writer: a value, or a status of many, as JSON.

use crate::Device;
use crate::bits;
use crate::json::{write_f32, write_f64, write_i64, write_str, write_u64};
use crate::sink::{Buf, Sink};
use crate::table::{Class, Flags, KeyId, KeyInfo, Tables};
use crate::values::{Observer, Scalar, Values};

/// What stands for a secret that is set. Writing it back keeps the secret.
pub(crate) const MASK: &str = "***";

/// How much of a secret is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reveal {
    /// `"***"` if it is set, `""` if not. For everybody outside.
    Public,
    /// All of it. For the store of settings alone.
    All,
}

/// Writes the value of `key` as JSON. A key without a value is `null`.
pub fn write_value<D: Device, S: Sink>(device: &D, key: KeyId, reveal: Reveal, out: &mut S) {
    let tables = device.tables();
    match tables.info(key) {
        Some(info) => write_known(device, tables, &device.values(), key, info, reveal, out),
        None => out.put(b"null"),
    }
}

#[inline]
fn write_known<D: Device, S: Sink>(
    device: &D,
    tables: &'static Tables,
    values: &Values<'_>,
    key: KeyId,
    info: &KeyInfo,
    reveal: Reveal,
    out: &mut S,
) {
    if info.class == Class::Structure {
        return device.write_structure(info.slot, out);
    }
    match values.scalar(tables, key, info) {
        Scalar::Null => out.put(b"null"),
        Scalar::Bool(true) => out.put(b"true"),
        Scalar::Bool(false) => out.put(b"false"),
        Scalar::Unsigned(value) => write_u64(value, out),
        Scalar::Signed(value) => write_i64(value, out),
        Scalar::F32(value) => write_f32(value, out),
        Scalar::F64(value) => write_f64(value, out),
        Scalar::Text(text) if reveal == Reveal::Public && info.flags.has(Flags::SECRET) => {
            write_str(if text.is_empty() { "" } else { MASK }, out);
        }
        Scalar::Text(text) if info.class == Class::Json => {
            out.put(if text.is_empty() { b"null" } else { text.as_bytes() });
        }
        Scalar::Text(text) => write_str(text, out),
    }
}

/// Writes a JSON object with every key that HTTP exposes for reading, in device order; of `only` these keys, if any
/// are given.
pub fn write_status<D: Device, S: Sink>(device: &D, only: Option<&[u32]>, out: &mut S) {
    let tables = device.tables();
    let values = device.values();
    out.put(b"{");
    let mut first = true;
    let Some(mut index) = only.map_or(Some(0), |only| bits::next(only, 0)) else {
        return out.put(b"}");
    };
    while let Some(info) = tables.keys.get(index) {
        if info.flags.has(Flags::READ | Flags::HTTP) {
            if !first {
                out.put(b",");
            }
            first = false;
            out.put(info.member.as_bytes());
            // At most u16::MAX - 1 keys: codegen checks it.
            write_known(device, tables, &values, KeyId(index as u16), info, Reveal::Public, out);
        }
        index = match only {
            None => index + 1,
            Some(only) => match bits::next(only, index + 1) {
                Some(next) => next,
                None => break,
            },
        };
    }
    out.put(b"}");
}

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
        if self.len == 0 || !self.mend(device) {
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

    /// Renders the changed keys only. False if that can't be done.
    fn mend<D: Device>(&mut self, device: &mut D) -> bool {
        let tables = device.tables();
        let mut from = 0;
        loop {
            let next = bits::next(Observer::Status.of(device.values_mut().changes), from);
            let Some(index) = next else { break };
            from = index + 1;
            let Some(info) = tables.keys.get(index) else { break };
            if info.flags.has(Flags::READ | Flags::HTTP) && self.mend_key(device, tables, index, info).is_none() {
                return false;
            }
        }
        self.close();
        true
    }

    fn mend_key<D: Device>(&mut self, device: &D, tables: &'static Tables, index: usize, info: &KeyInfo) -> Option<()> {
        let mut room = [0; MEND];
        let mut value = Buf::new(&mut room);
        write_known(device, tables, &device.values(), KeyId(index as u16), info, Reveal::Public, &mut value);
        value.put(b",");
        let value = value.filled()?;
        let ends = self.ends.as_mut();
        let start = match index.checked_sub(1) {
            Some(before) => *ends.get(before)? as usize,
            None => 1,
        };
        let start = start + info.member.len();
        let end = *ends.get(index)? as usize;
        let text = self.text.as_mut();
        if end - start != value.len() {
            let len = self.len + value.len() - (end - start);
            if len > text.len() {
                return None;
            }
            text.copy_within(end..self.len, start + value.len());
            self.len = len;
            let grown = (value.len() as u32).wrapping_sub((end - start) as u32);
            for end in ends.get_mut(index..)?.iter_mut().take(tables.keys.len() - index) {
                *end = end.wrapping_add(grown);
            }
        }
        text.get_mut(start..start + value.len())?.copy_from_slice(value);
        Some(())
    }
}
