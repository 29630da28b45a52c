//! The one way in: whatever sets a key comes through here.

use crate::Device;
use crate::error::{JsonError, SetError, ValueError};
use crate::json::{
    Json, Kind, Reader, expect, is_plain, read_signed, read_unsigned, signed_within, unescape_in_place,
    unsigned_within, validate, without_controls,
};
use crate::secret::{MASK, Written, written};
use crate::table::{Class, Flags, KeyId, KeyInfo, Origin, Rule, Tables};
use crate::values::Scalar;

/// What became of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The value is another one now.
    Changed,
    /// The value was the same already.
    Same,
    /// The firmware carried the command out.
    Done,
}

impl Change {
    fn of(changed: bool) -> Self {
        if changed { Self::Changed } else { Self::Same }
    }
}

/// Sets `key` to what `json` says, if it may be set from `origin`, the value is right, and the firmware agrees.
///
/// Escapes in a string are resolved where they lie, so `json` may hold other text afterwards.
///
/// # Errors
/// Why the value was not taken. The state is unchanged then.
pub fn apply<D: Device>(
    device: &mut D,
    key: KeyId,
    json: &mut [u8],
    origin: Origin,
) -> Result<Change, SetError<'static>> {
    let tables = device.tables();
    let info = tables.info(key).ok_or(SetError::ReadOnly)?;
    if !info.flags.has(Flags::WRITE | origin.flag()) {
        return Err(SetError::ReadOnly);
    }
    let http = origin == Origin::Http;
    let texts = info.flags.has(Flags::TAKES_TEXT) || info.class == Class::Json;
    let quoted = http && tables.http.quoted_values && !texts && json.trim_ascii_start().starts_with(b"\"");
    let json = if quoted { without_quotes(json) } else { json };
    let bare = http && tables.http.unquoted_strings && info.flags.has(Flags::TAKES_TEXT);
    Ok(set(device, tables, key, info, json, Asked::Firmware { bare })?)
}

/// Gives a stored setting back: the type it is read with, without asking the firmware.
///
/// # Errors
/// The stored value is not of the key's type any more.
pub fn restore<D: Device>(device: &mut D, key: KeyId, json: &mut [u8]) -> Result<Change, ValueError> {
    let tables = device.tables();
    match tables.info(key) {
        Some(info) => set(device, tables, key, info, json, Asked::Nobody),
        None => Err(ValueError::WrongType("nothing")),
    }
}

/// As [`restore`], for a key that holds a string; `text` is what it says.
#[cfg(feature = "storage")]
pub(crate) fn restore_text<D: Device>(device: &mut D, key: KeyId, text: &[u8]) -> Result<Change, ValueError> {
    let tables = device.tables();
    let text = core::str::from_utf8(text).map_err(|_| JsonError::Invalid)?;
    match tables.info(key) {
        Some(info) if info.class == Class::Text => {
            within_slot(tables, info, text)?;
            store(device, tables, key, info, Scalar::Text(text), Asked::Nobody)
        }
        _ => Err(ValueError::WrongType("string")),
    }
}

/// Gives `key` the value that the spec gives to a new device. True if it changed.
pub fn reset<D: Device>(device: &mut D, key: KeyId) -> bool {
    let tables = device.tables();
    match tables.info(key) {
        Some(info) if info.class == Class::Structure => device.reset_structure(key),
        Some(info) => {
            let default = match info.class {
                Class::Text | Class::Json if !tables.defaults.is_null(key) => {
                    Scalar::Text(tables.texts.get(usize::from(info.slot)).map_or("", |slot| slot.default))
                }
                _ => tables.defaults.scalar(tables, key, info),
            };
            device.values_mut().store(tables, key, info, default)
        }
        None => false,
    }
}

/// Longest value of a key that is no text: more than any has, and little enough that reading it keeps nobody waiting.
const LONGEST: usize = 64 * 1024;

/// Who is asked before a value is stored.
#[derive(Clone, Copy, PartialEq)]
enum Asked {
    /// The firmware. `bare` text, which is not JSON, is taken as a string.
    Firmware { bare: bool },
    /// Nobody: the value was taken before.
    Nobody,
}

fn set<D: Device>(
    device: &mut D,
    tables: &'static Tables,
    key: KeyId,
    info: &'static KeyInfo,
    json: &mut [u8],
    asked: Asked,
) -> Result<Change, ValueError> {
    let text = core::str::from_utf8(json).map_err(|_| JsonError::Invalid)?;
    let command = asked != Asked::Nobody && info.flags.has(Flags::COMMAND);
    let rule = tables.rule(info);
    if !command && let Some(value) = plain_number(info.class, rule, text) {
        return store(device, tables, key, info, value, asked);
    }
    let longest = longest(tables, info);
    if text.len() > longest && text.trim_ascii().len() > longest {
        return Err(ValueError::TooLong(capacity(tables, info).unwrap_or(longest)));
    }
    let plain = plain_string(text);
    let kind = if plain.is_some() { Ok(Kind::String) } else { validate(text) };
    let bare = kind.is_err() && asked == Asked::Firmware { bare: true };
    let kind = if bare { Kind::String } else { kind? };
    let mut reader = if bare { Reader::bare(text) } else { Reader::new(text) };

    if command {
        return shaped(tables, info, device.command(key, &mut reader)).map(|()| Change::Done);
    }
    if kind == Kind::Null && !info.flags.has(Flags::NULLABLE) && info.flags.has(Flags::DEFAULT) {
        return Ok(Change::of(reset(device, key)));
    }
    if info.class == Class::Structure {
        let set = device.set_structure(key, &mut reader, asked != Asked::Nobody);
        return shaped(tables, info, set).map(Change::of);
    }
    let value = match info.class {
        _ if kind == Kind::Null && info.flags.has(Flags::NULLABLE) => Scalar::Null,
        Class::Text => {
            expect((kind == Kind::String).then_some(()), "string")?;
            let text = match plain {
                Some(text) => text,
                None if bare => text,
                None => unquoted(json),
            };
            if asked != Asked::Nobody && info.flags.has(Flags::SECRET) && text == MASK {
                return Ok(Change::Same);
            }
            if asked != Asked::Nobody && info.flags.has(Flags::URL_PASSWORD) {
                let values = device.values();
                let stored = if values.is_null(key) { b"" } else { values.text_bytes(tables, info.slot) };
                match written(text.as_bytes(), stored) {
                    Written::Plain => {}
                    Written::Stored => return Ok(Change::Same),
                    Written::Elsewhere => return Err(ValueError::MaskedPassword),
                }
            }
            within_slot(tables, info, text)?;
            if asked != Asked::Nobody {
                match rule {
                    Rule::Pattern(pattern) if pattern.matches(text) => {}
                    Rule::Pattern(_) => return Err(ValueError::OutOfRange(rule)),
                    _ => without_controls(text)?,
                }
            }
            Scalar::Text(text)
        }
        Class::Json => {
            let text = text.trim_ascii();
            within_slot(tables, info, text)?;
            Scalar::Text(text)
        }
        _ => number::<D>(info.class, rule, &mut reader).map_err(|error| match error {
            // The key's own range says more than that of its type.
            ValueError::OutOfType(_) if *rule != Rule::Any => ValueError::OutOfRange(rule),
            error => error,
        })?,
    };
    store(device, tables, key, info, value, asked)
}

/// Stores a value that was found right, if the firmware agrees.
fn store<D: Device>(
    device: &mut D,
    tables: &'static Tables,
    key: KeyId,
    info: &'static KeyInfo,
    value: Scalar<'_>,
    asked: Asked,
) -> Result<Change, ValueError> {
    if asked != Asked::Nobody {
        device.before_set(key, value)?;
    }
    Ok(Change::of(device.values_mut().store(tables, key, info, value)))
}

/// A bool or an unsigned integer in its plainest form, which is what most writes are: read once, and no error made.
/// What this does not take may still be right, and gets its error elsewhere if not.
fn plain_number(class: Class, rule: &'static Rule, text: &str) -> Option<Scalar<'static>> {
    let greatest = match class {
        Class::Bool => return Some(Scalar::Bool(plain_bool(text)?)),
        Class::U8 | Class::U16 | Class::U32 | Class::U64 => class.bounds().1,
        _ => return None,
    };
    let value = match text.as_bytes() {
        [digit @ b'0'..=b'9'] => u64::from(digit - b'0'),
        // Eighteen digits always fit.
        [b'1'..=b'9', ..] if text.len() <= 18 => text.bytes().try_fold(0, |value, byte| match byte {
            b'0'..=b'9' => Some(value * 10 + u64::from(byte - b'0')),
            _ => None,
        })?,
        _ => return None,
    };
    let fits = match rule {
        Rule::Unsigned { min, max, .. } => (*min..=*max).contains(&value),
        rule => one_of(rule, i64::try_from(value).ok()).is_ok(),
    };
    (fits && value <= greatest).then_some(Scalar::Unsigned(value))
}

fn plain_bool(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// What stands between quotes, if it is a number, a bool or `null`.
fn without_quotes(json: &mut [u8]) -> &mut [u8] {
    let inner = core::str::from_utf8(json).ok().and_then(|text| plain_string(text.trim_ascii()));
    match inner.map(|inner| (inner.len(), validate(inner))) {
        Some((len, Ok(Kind::Number | Kind::Bool | Kind::Null))) => {
            let start = json.iter().position(|byte| *byte == b'"').map_or(0, |quote| quote + 1);
            json.get_mut(start..start + len).unwrap_or_default()
        }
        _ => json,
    }
}

/// The text of a JSON string in which nothing is escaped.
fn plain_string(json: &str) -> Option<&str> {
    let text = json.strip_prefix('"')?.strip_suffix('"')?;
    is_plain(text.as_bytes()).then_some(text)
}

/// A bool or a number within its rule.
fn number<D: Device>(class: Class, rule: &'static Rule, json: &mut Reader<'_>) -> Result<Scalar<'static>, ValueError> {
    let (min, max): (i64, u64) = match class {
        Class::Bool => return expect(json.bool()?, class.spec_name()).map(Scalar::Bool),
        Class::F32 => return float::<f32>(json, rule).map(Scalar::F32),
        Class::F64 if D::DOUBLES => return float::<f64>(json, rule).map(Scalar::F64),
        Class::F64 | Class::Text | Class::Json | Class::Structure | Class::Nothing => {
            return Err(ValueError::WrongType("nothing"));
        }
        _ => class.bounds(),
    };
    if min == 0 {
        let value = read_unsigned(json, class, max)?;
        unsigned_within(value, rule)?;
        one_of(rule, i64::try_from(value).ok())?;
        Ok(Scalar::Unsigned(value))
    } else {
        let value = read_signed(json, class, min, max as i64)?;
        signed_within(value, rule)?;
        one_of(rule, Some(value))?;
        Ok(Scalar::Signed(value))
    }
}

fn float<T: Json>(json: &mut Reader<'_>, rule: &'static Rule) -> Result<T, ValueError> {
    let mut value = T::blank();
    value.read(json)?;
    value.within(rule)?;
    Ok(value)
}

/// The rule of an enum or a bit set.
fn one_of(rule: &'static Rule, value: Option<i64>) -> Result<(), ValueError> {
    let right = match rule {
        Rule::Enum(values) => value.is_some_and(|value| values.iter().any(|(known, _)| *known == value)),
        Rule::Flags(mask, _) => value.is_some_and(|value| value as u64 & !mask == 0),
        _ => true,
    };
    if right { Ok(()) } else { Err(ValueError::OutOfRange(rule)) }
}

/// A wrong type anywhere in a structure is told in the words of the whole: `array<uint8, ..5>`.
fn shaped<T>(tables: &'static Tables, info: &'static KeyInfo, result: Result<T, ValueError>) -> Result<T, ValueError> {
    result.map_err(|error| match (error, tables.rule(info)) {
        (ValueError::WrongType(_), Rule::Shape(shape)) => ValueError::WrongType(shape),
        (error, _) => error,
    })
}

fn within_slot(tables: &Tables, info: &KeyInfo, text: &str) -> Result<(), ValueError> {
    let capacity = capacity(tables, info).unwrap_or(0);
    if text.len() <= capacity { Ok(()) } else { Err(ValueError::TooLong(capacity)) }
}

/// Most bytes of a text that is kept.
fn capacity(tables: &Tables, info: &KeyInfo) -> Option<usize> {
    let slot = tables.texts.get(usize::from(info.slot)).filter(|_| matches!(info.class, Class::Text | Class::Json))?;
    Some(usize::from(slot.capacity))
}

/// Most bytes of a value in any spelling, so that a longer one need not be read: `\u0041` is the longest of a byte.
fn longest(tables: &Tables, info: &KeyInfo) -> usize {
    match capacity(tables, info) {
        Some(capacity) if info.class == Class::Text => 6 * capacity + 2,
        _ => LONGEST,
    }
}

/// The text of a JSON string that was found well-formed, escapes resolved where they lie.
fn unquoted(json: &mut [u8]) -> &str {
    let inner = json.trim_ascii().len().saturating_sub(1);
    let start = json.iter().position(|byte| *byte == b'"').map_or(0, |quote| quote + 1);
    let end = start + inner.saturating_sub(1);
    match json.get_mut(start..end) {
        Some(raw) if raw.contains(&b'\\') => unescape_in_place(raw),
        Some(raw) => core::str::from_utf8(raw).unwrap_or_default(),
        None => "",
    }
}
