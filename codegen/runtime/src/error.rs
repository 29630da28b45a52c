//! What can be wrong with a write, and the text that says so.

use core::fmt;

use crate::json::{Str, write_f64, write_i64, write_u64};
use crate::sink::Sink;
use crate::table::{Class, Flags, KeyId, KeyInfo, Part, Rule, Tables};

/// What is wrong with a JSON text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonError {
    /// Nothing at all.
    Empty,
    /// It ends too early.
    Incomplete,
    /// A character that can't stand where it does, or bytes that are not UTF-8.
    Invalid,
    /// Nested deeper than [`crate::json::MAX_DEPTH`].
    TooDeep,
}

impl JsonError {
    /// In the words that clients of such devices know.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "EmptyInput",
            Self::Incomplete => "IncompleteInput",
            Self::Invalid => "InvalidInput",
            Self::TooDeep => "TooDeep",
        }
    }
}

/// Why the firmware does not take a value: one sentence that says what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    text: heapless::String<96>,
}

impl Refusal {
    /// A refusal with this text; what is longer than 96 bytes is cut off.
    pub fn new(text: &str) -> Self {
        let mut refusal = Self { text: heapless::String::new() };
        refusal.text.put(text.as_bytes());
        refusal
    }

    /// A refusal with numbers in its text: `Refusal::format(format_args!("at most {} A", max))`.
    pub fn format(args: fmt::Arguments<'_>) -> Self {
        let mut refusal = Self { text: heapless::String::new() };
        // What does not fit is cut off; there is nothing else that can fail.
        let _ = fmt::Write::write_fmt(&mut refusal.text, args);
        refusal
    }

    /// The sentence.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A text that its key has no room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong {
    /// Greatest length in bytes.
    pub capacity: usize,
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the text must be at most {} bytes", self.capacity)
    }
}

impl core::error::Error for TooLong {}

/// What is wrong with a value, or with a part of it.
#[derive(Debug, Clone, PartialEq)]
pub enum ValueError {
    /// JSON of another type; the right one, in words of the spec.
    WrongType(&'static str),
    /// A number or an enum's value that the rule does not allow.
    OutOfRange(&'static Rule),
    /// A number that its type can't hold.
    OutOfType(Class),
    /// A string of more than so many bytes.
    TooLong(usize),
    /// More than so many items.
    TooMany(usize),
    /// An object has a field that its type lacks; its name, cut off where it is long.
    UnknownField(heapless::String<32>),
    /// An object lacks a field.
    MissingField(&'static str),
    /// The text is not JSON.
    Json(JsonError),
    /// The mask of a password came with another user or place than the password belongs to.
    MaskedPassword,
    /// The firmware's own reason.
    Refused(Refusal),
}

impl ValueError {
    /// The error that an object has no such field.
    pub fn unknown_field(name: &Str<'_>) -> Self {
        let mut field = heapless::String::new();
        for char in name.chars() {
            if field.push(char).is_err() {
                break;
            }
        }
        Self::UnknownField(field)
    }
}

impl From<Refusal> for ValueError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<JsonError> for ValueError {
    fn from(error: JsonError) -> Self {
        Self::Json(error)
    }
}

/// Why a key was not set.
#[derive(Debug, Clone, PartialEq)]
pub enum SetError<'a> {
    /// There is no key of this name.
    UnknownKey(&'a str),
    /// The key can't be written, or not from here.
    ReadOnly,
    /// The device takes no writes from here until this key allows it.
    Locked(KeyId),
    /// The value is wrong.
    Value(ValueError),
}

impl<'a, E: Into<ValueError>> From<E> for SetError<'a> {
    fn from(error: E) -> Self {
        Self::Value(error.into())
    }
}

/// The same for every device, as the mask is.
const MASKED_PASSWORD: &str =
    "*** stands for the password of the stored URL alone; with another one, give the password again";

/// How much of a wrong value is shown.
const EXCERPT: usize = 64;

/// What the parts of a text are filled with.
struct Fill<'a> {
    tables: &'static Tables,
    info: Option<&'static KeyInfo>,
    error: &'a SetError<'a>,
    value: &'a [u8],
    /// The known key that an unknown one is near to.
    near: Option<&'static str>,
}

impl SetError<'_> {
    /// Writes the text of this error as the device words it. `value` is what was sent, and is not shown for a secret.
    pub fn write(&self, tables: &'static Tables, info: Option<&'static KeyInfo>, value: &[u8], out: &mut dyn Sink) {
        let near = match self {
            Self::UnknownKey(name) => tables.near(name, Flags::WRITE),
            _ => None,
        };
        self.write_with(tables, info, value, near, out);
    }

    /// The same, where it is known already which key is near to an unknown one.
    pub(crate) fn write_with(
        &self,
        tables: &'static Tables,
        info: Option<&'static KeyInfo>,
        value: &[u8],
        near: Option<&'static str>,
        out: &mut dyn Sink,
    ) {
        let fill = Fill { tables, info, error: self, value, near };
        let texts = &tables.errors;
        let parts = match self {
            Self::UnknownKey(_) => texts.unknown_key,
            Self::ReadOnly => texts.read_only,
            Self::Locked(_) => texts.locked,
            Self::Value(error) => match error {
                ValueError::WrongType(_) => texts.wrong_type,
                ValueError::OutOfRange(Rule::Pattern(_)) => texts.pattern,
                ValueError::OutOfRange(_) | ValueError::OutOfType(_) => texts.out_of_range,
                ValueError::TooLong(_) | ValueError::TooMany(_) => texts.too_long,
                ValueError::UnknownField(_) => texts.unknown_field,
                ValueError::MissingField(_) => texts.missing_field,
                ValueError::Json(_) => texts.invalid_json,
                ValueError::MaskedPassword => return out.put(MASKED_PASSWORD.as_bytes()),
                ValueError::Refused(refusal) => return out.put(refusal.as_str().as_bytes()),
            },
        };
        fill.write(parts, out);
        if near.is_some() {
            fill.write(texts.did_you_mean, out);
        }
    }
}

impl Fill<'_> {
    fn write(&self, parts: &[Part], out: &mut dyn Sink) {
        for part in parts {
            self.write_part(*part, out);
        }
    }

    fn write_part(&self, part: Part, out: &mut dyn Sink) {
        match (part, self.error) {
            (Part::Text(text), _) => out.put(text.as_bytes()),
            (Part::Value, SetError::UnknownKey(name)) => excerpt(name.as_bytes(), out),
            (Part::Value, _) if self.info.is_some_and(|info| info.flags.hides()) => out.put(b"(hidden)"),
            (Part::Value, _) => excerpt(self.value, out),
            (Part::Type, SetError::Value(ValueError::WrongType(ty))) => out.put(ty.as_bytes()),
            (Part::Reason, SetError::Value(ValueError::Json(error))) => out.put(error.as_str().as_bytes()),
            (Part::Limit, SetError::Value(error)) => write_limit(error, out),
            (Part::Near, _) => out.put(self.near.unwrap_or_default().as_bytes()),
            (Part::By, SetError::Locked(key)) => out.put(self.tables.info(*key).map_or("", KeyInfo::name).as_bytes()),
            (Part::Field, SetError::Value(ValueError::UnknownField(field))) => out.put(field.as_bytes()),
            (Part::Field, SetError::Value(ValueError::MissingField(field))) => out.put(field.as_bytes()),
            _ => {}
        }
    }
}

/// Writes at most [`EXCERPT`] bytes of what was sent; what is not UTF-8 is shown as `\u{fffd}`.
fn excerpt(value: &[u8], out: &mut dyn Sink) {
    let shown = value.get(..EXCERPT).unwrap_or(value);
    let mut chunks = shown.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        out.put(chunk.valid().as_bytes());
        // A character that the cut went through is left out.
        let cut = chunks.peek().is_none() && shown.len() < value.len();
        if !chunk.invalid().is_empty() && !cut {
            out.put("\u{fffd}".as_bytes());
        }
    }
    if shown.len() < value.len() {
        out.put("…".as_bytes());
    }
}

fn write_limit(error: &ValueError, out: &mut dyn Sink) {
    match error {
        ValueError::OutOfRange(rule) => write_rule(rule, out),
        ValueError::OutOfType(class) => write_bounds(*class, out),
        ValueError::TooLong(most) => {
            out.put(b"at most ");
            write_u64(*most as u64, out);
            out.put(b" bytes");
        }
        ValueError::TooMany(most) => {
            out.put(b"at most ");
            write_u64(*most as u64, out);
            out.put(b" items");
        }
        _ => {}
    }
}

fn write_rule(rule: &Rule, out: &mut dyn Sink) {
    match rule {
        Rule::Any => {}
        Rule::Unsigned { min, max, unit } => {
            write_u64(*min, out);
            out.put(b" to ");
            write_u64(*max, out);
            out.put(unit.as_bytes());
        }
        Rule::Signed { min, max, unit } => {
            write_i64(*min, out);
            out.put(b" to ");
            write_i64(*max, out);
            out.put(unit.as_bytes());
        }
        Rule::Float { min, max, unit } => {
            match (*min > f64::MIN, *max < f64::MAX) {
                (true, true) => {
                    write_f64(*min, out);
                    out.put(b" to ");
                    write_f64(*max, out);
                }
                (true, false) => {
                    out.put(b"at least ");
                    write_f64(*min, out);
                }
                (false, _) => {
                    out.put(b"at most ");
                    write_f64(*max, out);
                }
            }
            out.put(unit.as_bytes());
        }
        Rule::Enum(values) => write_values("one of ", values, out),
        Rule::Flags(_, values) => write_values("a sum of ", values, out),
        Rule::Pattern(pattern) => out.put(pattern.source.as_bytes()),
        Rule::Shape(shape) => out.put(shape.as_bytes()),
    }
}

fn write_values(words: &str, values: &[(i64, &str)], out: &mut dyn Sink) {
    /// More would not help anybody who reads it in an error.
    const MOST: usize = 8;
    out.put(words.as_bytes());
    for (i, (value, name)) in values.iter().take(MOST).enumerate() {
        if i > 0 {
            out.put(b", ");
        }
        write_i64(*value, out);
        out.put(b" (");
        out.put(name.as_bytes());
        out.put(b")");
    }
    if values.len() > MOST {
        out.put(" …".as_bytes());
    }
}

fn write_bounds(class: Class, out: &mut dyn Sink) {
    let (min, max) = class.bounds();
    if max == 0 {
        return out.put(b"a number that fits the type");
    }
    write_i64(min, out);
    out.put(b" to ");
    write_u64(max, out);
}
