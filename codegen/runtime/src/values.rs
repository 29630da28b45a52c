//! The values of a device, in pools by class.

use crate::bits;
use crate::table::{Class, KeyId, KeyInfo, Tables, TextSlot};

/// How many parties learn of changes.
pub const OBSERVERS: usize = 4;

/// Who learns of changes. Each has a set of changed keys of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Observer {
    /// The MQTT session.
    Mqtt,
    /// Server-sent events.
    Events,
    /// The store of settings.
    Storage,
    /// A rendered status.
    Status,
}

/// A value that is no structure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scalar<'a> {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// An unsigned integer.
    Unsigned(u64),
    /// A signed integer.
    Signed(i64),
    /// A 32 bit float.
    F32(f32),
    /// A 64 bit float.
    F64(f64),
    /// A string, or JSON text.
    Text(&'a str),
}

/// The pools, to read.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct Values<'a> {
    pub bool: &'a [bool],
    pub u8: &'a [u8],
    pub u16: &'a [u16],
    pub u32: &'a [u32],
    pub u64: &'a [u64],
    pub i8: &'a [i8],
    pub i16: &'a [i16],
    pub i32: &'a [i32],
    pub i64: &'a [i64],
    pub f32: &'a [f32],
    pub f64: &'a [f64],
    /// All texts, each at its [`crate::TextSlot`].
    pub arena: &'a [u8],
    /// Length of each text.
    pub lengths: &'a [u16],
    /// Which keys are `null`.
    pub nulls: &'a [u32],
}

/// The pools, to write.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct ValuesMut<'a> {
    pub bool: &'a mut [bool],
    pub u8: &'a mut [u8],
    pub u16: &'a mut [u16],
    pub u32: &'a mut [u32],
    pub u64: &'a mut [u64],
    pub i8: &'a mut [i8],
    pub i16: &'a mut [i16],
    pub i32: &'a mut [i32],
    pub i64: &'a mut [i64],
    pub f32: &'a mut [f32],
    pub f64: &'a mut [f64],
    pub arena: &'a mut [u8],
    pub lengths: &'a mut [u16],
    pub nulls: &'a mut [u32],
    /// The change sets of all observers, one after the other.
    pub changes: &'a mut [u32],
}

impl<'a> Values<'a> {
    /// Whether `key` is `null`.
    pub fn is_null(&self, key: KeyId) -> bool {
        bits::contains(self.nulls, key.index())
    }

    /// The text in `slot`.
    #[inline]
    pub fn text(&self, tables: &Tables, slot: u16) -> &'a str {
        core::str::from_utf8(self.text_bytes(tables, slot)).unwrap_or_default()
    }

    /// See [`Values::text`]; spares the writer a look at every byte.
    #[inline]
    pub(crate) fn text_bytes(&self, tables: &Tables, slot: u16) -> &'a [u8] {
        let slot = usize::from(slot);
        let bytes = tables.texts.get(slot).zip(self.lengths.get(slot)).and_then(|(place, len)| {
            let from = place.offset as usize;
            self.arena.get(from..from + usize::from(*len))
        });
        bytes.unwrap_or_default()
    }

    /// The value of a key that is no structure.
    #[inline]
    pub fn scalar(&self, tables: &Tables, key: KeyId, info: &KeyInfo) -> Scalar<'a> {
        fn at<T: Copy + Default>(pool: &[T], slot: u16) -> T {
            pool.get(usize::from(slot)).copied().unwrap_or_default()
        }
        if self.is_null(key) {
            return Scalar::Null;
        }
        let slot = info.slot;
        match info.class {
            Class::Bool => Scalar::Bool(at(self.bool, slot)),
            Class::U8 => Scalar::Unsigned(at(self.u8, slot).into()),
            Class::U16 => Scalar::Unsigned(at(self.u16, slot).into()),
            Class::U32 => Scalar::Unsigned(at(self.u32, slot).into()),
            Class::U64 => Scalar::Unsigned(at(self.u64, slot)),
            Class::I8 => Scalar::Signed(at(self.i8, slot).into()),
            Class::I16 => Scalar::Signed(at(self.i16, slot).into()),
            Class::I32 => Scalar::Signed(at(self.i32, slot).into()),
            Class::I64 => Scalar::Signed(at(self.i64, slot)),
            Class::F32 => Scalar::F32(at(self.f32, slot)),
            Class::F64 => Scalar::F64(at(self.f64, slot)),
            Class::Text | Class::Json => Scalar::Text(self.text(tables, slot)),
            Class::Structure | Class::Nothing => Scalar::Null,
        }
    }
}

/// Stores `value` and says whether it is another one.
fn replace<T: Copy + PartialEq>(pool: &mut [T], slot: u16, value: Option<T>) -> bool {
    match pool.get_mut(usize::from(slot)).zip(value) {
        Some((place, value)) if *place != value => {
            *place = value;
            true
        }
        _ => false,
    }
}

impl ValuesMut<'_> {
    /// Stores a value that was found right for its class, and records the change. True if it changed.
    #[inline]
    pub fn store(&mut self, tables: &Tables, key: KeyId, info: &KeyInfo, value: Scalar<'_>) -> bool {
        let was_null = bits::contains(self.nulls, key.index());
        let null = value == Scalar::Null;
        if let Some(word) = self.nulls.get_mut(key.index() / 32) {
            let bit = 1 << (key.index() % 32);
            *word = if null { *word | bit } else { *word & !bit };
        }
        let slot = info.slot;
        let stored = match (info.class, value) {
            (Class::Bool, Scalar::Bool(value)) => replace(self.bool, slot, Some(value)),
            (Class::U8, Scalar::Unsigned(value)) => replace(self.u8, slot, value.try_into().ok()),
            (Class::U16, Scalar::Unsigned(value)) => replace(self.u16, slot, value.try_into().ok()),
            (Class::U32, Scalar::Unsigned(value)) => replace(self.u32, slot, value.try_into().ok()),
            (Class::U64, Scalar::Unsigned(value)) => replace(self.u64, slot, Some(value)),
            (Class::I8, Scalar::Signed(value)) => replace(self.i8, slot, value.try_into().ok()),
            (Class::I16, Scalar::Signed(value)) => replace(self.i16, slot, value.try_into().ok()),
            (Class::I32, Scalar::Signed(value)) => replace(self.i32, slot, value.try_into().ok()),
            (Class::I64, Scalar::Signed(value)) => replace(self.i64, slot, Some(value)),
            (Class::F32, Scalar::F32(value)) => replace(self.f32, slot, Some(value)),
            (Class::F64, Scalar::F64(value)) => replace(self.f64, slot, Some(value)),
            (Class::Text | Class::Json, Scalar::Text(text)) => self.store_text(tables, slot, text),
            _ => false,
        };
        let changed = stored || null != was_null;
        if changed {
            self.mark(key);
        }
        changed
    }

    /// A text longer than its slot is not stored; callers check the capacity first.
    fn store_text(&mut self, tables: &Tables, slot: u16, text: &str) -> bool {
        let index = usize::from(slot);
        let Some((place, len)) = tables.texts.get(index).zip(self.lengths.get_mut(index)) else { return false };
        if text.len() > usize::from(place.capacity) {
            return false;
        }
        let from = place.offset as usize;
        let same = usize::from(*len) == text.len();
        let Some(bytes) = self.arena.get_mut(from..from + text.len()) else { return false };
        if same && bytes == text.as_bytes() {
            return false;
        }
        bytes.copy_from_slice(text.as_bytes());
        // The capacity is 16 bits wide, so the length is, too.
        *len = text.len() as u16;
        true
    }

    /// Gives every text the default of its slot.
    pub fn default_texts(&mut self, texts: &[TextSlot]) {
        for (slot, len) in texts.iter().zip(self.lengths.iter_mut()) {
            let from = slot.offset as usize;
            if let Some(place) = self.arena.get_mut(from..from + slot.default.len()) {
                place.copy_from_slice(slot.default.as_bytes());
                *len = slot.default.len() as u16;
            }
        }
    }

    /// Records a change for every observer.
    #[inline]
    pub fn mark(&mut self, key: KeyId) {
        mark(self.changes, key);
    }
}

/// Records a change in the sets of all observers, which lie one after the other in `changes`.
#[inline]
pub(crate) fn mark(changes: &mut [u32], key: KeyId) {
    let words = changes.len() / OBSERVERS;
    let (word, bit) = (key.index() / 32, 1 << (key.index() % 32));
    if word < words {
        for set in 0..OBSERVERS {
            if let Some(place) = changes.get_mut(set * words + word) {
                *place |= bit;
            }
        }
    }
}

impl Observer {
    /// This observer's part of `changes`.
    pub fn of(self, changes: &mut [u32]) -> &mut [u32] {
        let words = changes.len() / OBSERVERS;
        changes.chunks_exact_mut(words.max(1)).nth(self as usize).unwrap_or_default()
    }
}
