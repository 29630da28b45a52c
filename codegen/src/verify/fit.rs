//! Whether a value that a device shows is one that the spec's type allows.

use serde::Serialize;

use crate::{
    diagnostic::quoted,
    model::{IntKind, Length, Limits, NamedKind, Spec, Type, TypeId, Value},
};

/// How a value differs from the spec.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// JSON of another type.
    Type,
    /// `null`, where there always is a value.
    Null,
    /// A number outside the range of its type or key.
    Range,
    /// Text or a list of another length than the type holds.
    Length,
    /// Text that does not match its pattern.
    Pattern,
    /// A number that the enum or bit set does not list.
    EnumValue,
    /// A field that the object does not have in the spec.
    UnknownField,
    /// A field that the object only has in the spec.
    MissingField,
    /// The key has a value, though the spec says that it is only written.
    Access,
    /// The key is where the spec says that it is not.
    Transport,
    /// A secret that can be read.
    Secret,
}

impl Kind {
    /// In words, for a column of a report.
    pub fn words(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Null => "null",
            Self::Range => "range",
            Self::Length => "length",
            Self::Pattern => "pattern",
            Self::EnumValue => "enum value",
            Self::UnknownField => "unknown field",
            Self::MissingField => "missing field",
            Self::Access => "access",
            Self::Transport => "transport",
            Self::Secret => "secret",
        }
    }
}

/// One way in which a value differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Misfit {
    /// Where in the value: empty for the value itself, `[].key` for a field of each item.
    pub path: String,
    /// What differs.
    pub kind: Kind,
    /// A sentence about it.
    pub message: String,
    /// In how many items of a list.
    pub times: usize,
}

/// Every way in which `value` differs from `ty` and `limits`, the same in several items of a list told once.
pub fn misfits(spec: &Spec, value: &Value, ty: &Type, limits: &Limits) -> Vec<Misfit> {
    let mut fit = Fit { spec, found: Vec::new() };
    fit.value(value, ty, limits, "");
    fit.found
}

struct Fit<'a> {
    spec: &'a Spec,
    found: Vec<Misfit>,
}

impl Fit<'_> {
    fn value(&mut self, value: &Value, ty: &Type, limits: &Limits, path: &str) {
        match (ty, value) {
            (Type::Json(capacity), value) => self.length(value.to_string().len(), *capacity, "bytes of JSON", path),
            (Type::Optional(_), Value::Null) => {}
            (Type::Optional(inner), value) => self.value(value, inner, limits, path),
            (Type::Either(a, b), value) => {
                let fits = |ty| misfits(self.spec, value, ty, limits).is_empty();
                if !fits(a) && !fits(b) {
                    self.other_type(value, ty, path);
                }
            }
            (ty, Value::Null) => {
                let message = format!("is null, but the spec says `{}`", self.spec.form(ty));
                self.say(Kind::Null, path, message);
            }
            (Type::Bool, Value::Bool(_)) => {}
            (Type::Int(kind), Value::Int(int)) => self.int(*int, *kind, limits, path),
            (Type::Milliseconds, Value::Int(int)) => self.int(*int, IntKind::U64, limits, path),
            (Type::Seconds, Value::Int(int)) => self.int(*int, IntKind::U32, limits, path),
            (Type::Float | Type::Double, Value::Int(int)) => self.float(*int as f64, limits, path),
            (Type::Float | Type::Double, Value::Float(float)) => self.float(*float, limits, path),
            (Type::Text(capacity), Value::Text(text)) => {
                self.length(text.len(), *capacity, "bytes long", path);
                if let Some(pattern) = limits.pattern.as_ref().filter(|pattern| !pattern.matches(text)) {
                    let message = format!("is {}, which does not match {}", quoted(text), quoted(&pattern.source));
                    self.say(Kind::Pattern, path, message);
                }
            }
            (Type::Array { item, limits, length }, Value::Array(items)) => {
                match length {
                    Length::UpTo(most) => self.length(items.len(), *most, "items long", path),
                    Length::Exactly(count) if u32::try_from(items.len()) != Ok(*count) => {
                        self.say(Kind::Length, path, format!("has {} items, but the spec says {count}", items.len()));
                    }
                    Length::Exactly(_) => {}
                }
                let path = format!("{path}[]");
                for value in items {
                    self.value(value, item, limits, &path);
                }
            }
            (Type::Named(id), value) => self.named(value, *id, path),
            (ty, value) => self.other_type(value, ty, path),
        }
    }

    fn named(&mut self, value: &Value, id: TypeId, path: &str) {
        let spec = self.spec;
        let named = spec.named(id);
        match (&named.kind, value) {
            (NamedKind::Enum { values, .. }, Value::Int(int)) => {
                if !values.iter().any(|listed| listed.value == *int) {
                    self.say(Kind::EnumValue, path, format!("is {int}, which `{}` does not list", named.name));
                }
            }
            (NamedKind::Flags { values, .. }, Value::Int(int)) => {
                let rest = int & !values.iter().fold(0, |bits, bit| bits | bit.value);
                if rest != 0 {
                    let message = format!("is {int}, of which `{}` does not list {rest}", named.name);
                    self.say(Kind::EnumValue, path, message);
                }
            }
            (NamedKind::Object { fields, .. }, Value::Object(given)) => {
                for (name, value) in given {
                    let path = format!("{path}.{name}");
                    match fields.iter().find(|field| field.name == *name) {
                        Some(field) => self.value(value, &field.ty, &field.limits, &path),
                        None => {
                            let message = format!("is no field of `{}`; the device shows {}", named.name, short(value));
                            self.say(Kind::UnknownField, &path, message);
                        }
                    }
                }
                for field in fields.iter().filter(|field| !field.omit_null) {
                    if !given.iter().any(|(name, _)| *name == field.name) {
                        let message = format!("is a field of `{}`, but not on the device", named.name);
                        self.say(Kind::MissingField, &format!("{path}.{}", field.name), message);
                    }
                }
            }
            _ => self.other_type(value, &Type::Named(id), path),
        }
    }

    fn int(&mut self, int: i128, kind: IntKind, limits: &Limits, path: &str) {
        let (min, max) = kind.bounds();
        if int < min || int > max {
            self.say(Kind::Range, path, format!("is {int}, but `{}` holds {min} to {max}", kind.spec_name()));
        } else if let Some(range) = limits.range.filter(|range| !range.holds_int(int)) {
            self.say(Kind::Range, path, format!("is {int}, outside of {range}"));
        }
    }

    fn float(&mut self, float: f64, limits: &Limits, path: &str) {
        if let Some(range) = limits.range.filter(|range| !range.holds(float)) {
            self.say(Kind::Range, path, format!("is {float}, outside of {range}"));
        }
    }

    fn length(&mut self, length: usize, most: u32, what: &str, path: &str) {
        if u32::try_from(length).map_or(true, |length| length > most) {
            self.say(Kind::Length, path, format!("is {length} {what}, but the spec allows {most}"));
        }
    }

    fn other_type(&mut self, value: &Value, ty: &Type, path: &str) {
        let message = format!("is {} {}, but the spec says `{}`", kind_of(value), short(value), self.spec.form(ty));
        self.say(Kind::Type, path, message);
    }

    /// Ten networks that lack a field are one thing to say.
    fn say(&mut self, kind: Kind, path: &str, message: String) {
        match self.found.iter_mut().find(|known| known.kind == kind && known.path == path) {
            Some(known) => known.times += 1,
            None => self.found.push(Misfit { path: path.to_owned(), kind, message, times: 1 }),
        }
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "the value",
        Value::Bool(_) => "the bool",
        Value::Int(_) => "the whole number",
        Value::Float(_) => "the number",
        Value::Text(_) => "the text",
        Value::Array(_) => "the list",
        Value::Object(_) => "the object",
    }
}

/// A value, short enough for a sentence. A number with a point keeps it, since that is what is told.
pub(super) fn short(value: &Value) -> String {
    match value {
        Value::Float(float) if float.fract() == 0.0 => quoted(&format!("{float:.1}")),
        value => quoted(&value.to_string()),
    }
}
