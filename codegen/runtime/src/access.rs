//! Values by key, for code that knows roles and no names.

use crate::Device;
use crate::json::{write_i64, write_u64};
use crate::sink::Sink;
use crate::table::{KeyId, Part, Tables};
use crate::values::Scalar;

/// The value of a key that is no structure.
pub fn value<D: Device>(device: &D, key: KeyId) -> Scalar<'_> {
    let tables = device.tables();
    tables.info(key).map_or(Scalar::Null, |info| device.values().scalar(tables, key, info))
}

/// The text of a key that holds a string; empty where it is `null`.
pub fn text_of<D: Device>(device: &D, key: KeyId) -> &str {
    match value(device, key) {
        Scalar::Text(text) => text,
        _ => "",
    }
}

/// Whether a key holds `true`.
pub fn flag<D: Device>(device: &D, key: KeyId) -> bool {
    value(device, key) == Scalar::Bool(true)
}

/// Gives a key a value of its class, as the firmware itself does: nothing is checked, and nobody asked. True if it changed.
pub fn store<D: Device>(device: &mut D, key: KeyId, value: Scalar<'_>) -> bool {
    let tables = device.tables();
    tables.info(key).is_some_and(|info| device.values_mut().store(tables, key, info, value))
}

/// Gives a key as much of a text as it has room for, in whole characters. True if it changed.
pub fn store_text<D: Device>(device: &mut D, key: KeyId, text: &str) -> bool {
    let tables = device.tables();
    let slot = tables.info(key).and_then(|info| tables.texts.get(usize::from(info.slot)));
    let room = slot.map_or(0, |slot| usize::from(slot.capacity));
    let text = text.get(..text.floor_char_boundary(room)).unwrap_or_default();
    store(device, key, Scalar::Text(text))
}

/// Writes a text of the spec with the values of keys in it.
pub fn render<D: Device>(device: &D, parts: &[Part], out: &mut dyn Sink) {
    let tables = device.tables();
    for part in parts {
        match part {
            Part::Text(text) => out.put(text.as_bytes()),
            Part::Key(key) => write_plain(device, tables, *key, out),
            _ => {}
        }
    }
}

/// Writes a value without quotes.
pub(crate) fn write_plain<D: Device>(device: &D, tables: &'static Tables, key: KeyId, out: &mut dyn Sink) {
    let Some(info) = tables.info(key) else { return };
    match device.values().scalar(tables, key, info) {
        Scalar::Text(text) => out.put(text.as_bytes()),
        Scalar::Unsigned(value) => write_u64(value, out),
        Scalar::Signed(value) => write_i64(value, out),
        _ => {}
    }
}
