//! The one writer: a value, or a status of many, as JSON.

use crate::Device;
use crate::bits;
use crate::json::{Escape, write_f32, write_f64, write_i64, write_str, write_string, write_u64};
use crate::secret::{MASK, url_password};
use crate::sink::Sink;
use crate::table::{Class, Flags, KeyId, KeyInfo, Tables};
use crate::values::{Scalar, Values};

/// How much of a secret is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reveal {
    /// `"***"` if it is set, `""` if not; of a password in a URL `***`. For everybody outside.
    Public,
    /// All of it. For the store of settings alone.
    All,
}

/// Writes the value of `key` as JSON. A key without a value is `null`.
pub fn write_value<D: Device, S: Sink + ?Sized>(device: &D, key: KeyId, reveal: Reveal, out: &mut S) {
    let tables = device.tables();
    match tables.info(key) {
        Some(info) => write_known(device, tables, &device.values(), key, info, reveal, out),
        None => out.put(b"null"),
    }
}

#[inline]
pub(crate) fn write_known<D: Device, S: Sink + ?Sized>(
    device: &D,
    tables: &'static Tables,
    values: &Values<'_>,
    key: KeyId,
    info: &KeyInfo,
    reveal: Reveal,
    out: &mut S,
) {
    match info.class {
        Class::Structure => return device.write_structure(info.slot, &mut { out }),
        Class::Text | Class::Json if !values.is_null(key) => {
            return write_text(values.text_bytes(tables, info.slot), info, reveal, out);
        }
        _ => {}
    }
    match values.scalar(tables, key, info) {
        Scalar::Bool(true) => out.put(b"true"),
        Scalar::Bool(false) => out.put(b"false"),
        Scalar::Unsigned(value) => write_u64(value, out),
        Scalar::Signed(value) => write_i64(value, out),
        Scalar::F32(value) => write_f32(value, out),
        Scalar::F64(value) if D::DOUBLES => write_f64(value, out),
        Scalar::Null | Scalar::Text(_) | Scalar::F64(_) => out.put(b"null"),
    }
}

fn write_text<S: Sink + ?Sized>(text: &[u8], info: &KeyInfo, reveal: Reveal, out: &mut S) {
    if reveal == Reveal::Public && info.flags.has(Flags::SECRET) {
        write_str(if text.is_empty() { "" } else { MASK }, out);
    } else if reveal == Reveal::Public && info.flags.has(Flags::URL_PASSWORD) {
        write_url(text, out);
    } else if info.class == Class::Json {
        out.put(if text.is_empty() { b"null" } else { text });
    } else {
        write_string(text, out);
    }
}

/// Writes a URL without the password in it.
fn write_url<S: Sink + ?Sized>(url: &[u8], out: &mut S) {
    let parts = url_password(url).and_then(|password| Some((url.get(..password.start)?, url.get(password.end..)?)));
    let Some((before, after)) = parts else { return write_string(url, out) };
    out.put(b"\"");
    Escape(out).put(before);
    out.put(MASK.as_bytes());
    Escape(out).put(after);
    out.put(b"\"");
}

/// Writes a JSON object with every key that HTTP exposes for reading, in device order; of `only` these keys, if any
/// are given.
pub fn write_status<D: Device, S: Sink + ?Sized>(device: &D, only: Option<&[u32]>, out: &mut S) {
    let tables = device.tables();
    let values = device.values();
    let Some(mut index) = only.map_or(Some(0), |only| bits::next(only, 0)) else {
        return out.put(b"{}");
    };
    let mut before = b'{';
    while let Some(info) = tables.keys.get(index) {
        if info.flags.has(Flags::READ | Flags::HTTP) {
            out.put(&[before]);
            before = b',';
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
    if before == b'{' {
        out.put(b"{");
    }
    out.put(b"}");
}
