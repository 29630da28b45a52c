//! Whether a value that the spec states keeps to the limits of its type: what defaults and examples share.

use super::{Context, sites::bare};
use crate::{
    diagnostic::{Code, Diagnostic, Path, Report, quoted},
    model::{IntKind, Key, Length, Limits, NamedKind, Range, Type, Value},
};

/// Codes by what is wrong.
pub(super) struct Codes {
    pub(super) range: Code,
    pub(super) length: Code,
    pub(super) pattern: Code,
}

/// Checks `field`, the default or the example, of every key.
pub(super) fn check(
    context: &Context<'_>,
    report: &mut Report,
    field: &'static str,
    codes: &Codes,
    value: impl Fn(&Key) -> Option<&Value>,
) {
    for key in &context.spec.keys {
        if let Some(value) = value(key) {
            let path = Path::of_key(key.spec_key()).key(field);
            Fit { context, report, codes, field }.value(value, &key.read, &key.limits, &path);
        }
    }
}

struct Fit<'a, 'r> {
    context: &'a Context<'a>,
    report: &'r mut Report,
    codes: &'a Codes,
    field: &'static str,
}

impl Fit<'_, '_> {
    fn value(&mut self, value: &Value, ty: &Type, limits: &Limits, path: &Path) {
        match (bare(ty), value) {
            (Type::Int(kind), Value::Int(int)) => self.int(*int, *kind, limits, path),
            (Type::Milliseconds, Value::Int(int)) => self.int(*int, IntKind::U64, limits, path),
            (Type::Seconds, Value::Int(int)) => self.int(*int, IntKind::U32, limits, path),
            (ty @ (Type::Float | Type::Double), Value::Float(float)) => {
                if *ty == Type::Float && float.abs() > f64::from(f32::MAX) {
                    self.say(self.codes.range, path, format!("{float} is more than a `float` holds"));
                }
                if let Some(range) = outside(limits, |range| range.holds(*float)) {
                    self.out_of_range(&float.to_string(), &range, path);
                }
            }
            (Type::Text(capacity), Value::Text(text)) => {
                self.length(text.len(), *capacity, "bytes long", path);
                if let Some(pattern) = &limits.pattern
                    && !pattern.matches(text)
                {
                    let message = format!("{} does not match the pattern {}", quoted(text), quoted(&pattern.source));
                    self.say(self.codes.pattern, path, message);
                }
            }
            (Type::Json(capacity), Value::Text(text)) => self.length(text.len(), *capacity, "bytes of JSON", path),
            (Type::Array { item, limits, length }, Value::Array(items)) => {
                let (Length::Exactly(most) | Length::UpTo(most)) = length;
                self.length(items.len(), *most, "items long", path);
                for (i, value) in items.iter().enumerate() {
                    self.value(value, item, limits, &path.index(i));
                }
            }
            (Type::Named(id), Value::Object(given)) => {
                let Some(NamedKind::Object { fields, .. }) = self.context.spec.types.get(id.0).map(|named| &named.kind)
                else {
                    return;
                };
                for (name, value) in given {
                    if let Some(field) = fields.iter().find(|field| field.name == *name) {
                        self.value(value, &field.ty, &field.limits, &path.key(name));
                    }
                }
            }
            _ => {}
        }
    }

    fn int(&mut self, int: i128, kind: IntKind, limits: &Limits, path: &Path) {
        let (min, max) = kind.bounds();
        if int < min || int > max {
            let message = format!("{int} is no `{}`: that holds {min} to {max}", kind.spec_name());
            self.say(self.codes.range, path, message);
        } else if let Some(range) = outside(limits, |range| range.holds_int(int)) {
            self.out_of_range(&int.to_string(), &range, path);
        }
    }

    fn out_of_range(&mut self, value: &str, range: &Range, path: &Path) {
        let message = format!("the {} {value} is outside its range {range}", self.field);
        self.say(self.codes.range, path, message);
    }

    fn length(&mut self, length: usize, most: u32, what: &str, path: &Path) {
        if u32::try_from(length).map_or(true, |length| length > most) {
            self.say(self.codes.length, path, format!("this is {length} {what}, but the type holds {most}"));
        }
    }

    fn say(&mut self, code: Code, path: &Path, message: String) {
        self.report.push(Diagnostic::value(code, path, message));
    }
}

/// The range that the value is outside of. An empty one is reported itself, and rules nothing out.
fn outside(limits: &Limits, holds: impl Fn(&Range) -> bool) -> Option<Range> {
    let range = limits.range?;
    let empty = matches!((range.min, range.max), (Some(min), Some(max)) if min.as_f64() > max.as_f64());
    (!empty && !holds(&range)).then_some(range)
}
