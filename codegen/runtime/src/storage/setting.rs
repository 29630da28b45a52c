//! Values as the store holds them.
//!
//! | first byte | value |
//! | --- | --- |
//! | none | that of a new device |
//! | `=` | a string, its text follows as it is: escaped, a certificate would not fit into a page |
//! | any other | JSON |

use sequential_storage::map::{SerializationError, Value};

use crate::Device;
use crate::apply::{reset, restore, restore_text};
use crate::error::ValueError;
use crate::json::write_string;
use crate::sink::{Buf, Sink};
use crate::status::{Reveal, write_value};
use crate::table::{Class, KeyId};

const RAW: u8 = b'=';

/// Where the bytes of a value come from.
pub(super) trait Source {
    fn write(&self, out: &mut dyn Sink);
}

impl Source for &[u8] {
    fn write(&self, out: &mut dyn Sink) {
        out.put(self);
    }
}

/// The value of a key, secrets and all.
pub(super) struct OfKey<'a, D>(pub(super) &'a D, pub(super) KeyId);

impl<D: Device> Source for OfKey<'_, D> {
    fn write(&self, out: &mut dyn Sink) {
        write_setting(self.0, self.1, out);
    }
}

/// Writes the value of `key` as the store holds it. It may be a secret.
pub fn write_setting<D: Device>(device: &D, key: KeyId, out: &mut dyn Sink) {
    let tables = device.tables();
    let values = device.values();
    match tables.info(key) {
        Some(info) if info.class == Class::Text && !values.is_null(key) => {
            out.put(&[RAW]);
            out.put(values.text_bytes(tables, info.slot));
        }
        _ => write_value(device, key, Reveal::All, out),
    }
}

/// Gives a value back that was stored as `setting`, without asking the firmware; `room` is space for a string with its
/// escapes, which is only needed where a key that was a string is none any more.
///
/// # Errors
/// It is not of the key's type any more.
pub fn restore_setting<D: Device>(
    device: &mut D,
    key: KeyId,
    setting: &mut [u8],
    room: &mut [u8],
) -> Result<(), ValueError> {
    match setting.split_first() {
        None => {
            reset(device, key);
            Ok(())
        }
        Some((&RAW, text)) => {
            let class = device.tables().info(key).map_or(Class::Nothing, |info| info.class);
            if class == Class::Text {
                return restore_text(device, key, text).map(|_| ());
            }
            let mut json = Buf::new(room);
            write_string(text, &mut json);
            let len = json.len();
            let json = room.get_mut(..len).ok_or(ValueError::TooLong(0))?;
            restore(device, key, json).map(|_| ())
        }
        Some(_) => restore(device, key, setting).map(|_| ()),
    }
}

/// Compares what is written to it.
pub(super) struct Same<'a> {
    rest: &'a [u8],
    same: bool,
}

impl<'a> Same<'a> {
    pub(super) fn new(stored: &'a [u8]) -> Self {
        Self { rest: stored, same: true }
    }

    pub(super) fn is_same(&self) -> bool {
        self.same && self.rest.is_empty()
    }
}

impl Sink for Same<'_> {
    fn put(&mut self, bytes: &[u8]) {
        match self.rest.strip_prefix(bytes) {
            Some(rest) => self.rest = rest,
            None => self.same = false,
        }
    }
}

/// A source as the map takes it.
pub(super) struct Fresh<'a>(pub(super) &'a dyn Source);

impl<'d> Value<'d> for Fresh<'_> {
    fn serialize_into(&self, buffer: &mut [u8]) -> Result<usize, SerializationError> {
        let mut out = Buf::new(buffer);
        self.0.write(&mut out);
        if out.overflowed() { Err(SerializationError::BufferTooSmall) } else { Ok(out.len()) }
    }

    fn deserialize_from(_buffer: &'d [u8]) -> Result<(Self, usize), SerializationError> {
        // Only written; what is read is a slice.
        Err(SerializationError::InvalidFormat)
    }
}
