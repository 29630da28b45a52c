//! Whether a value that the spec states keeps to the limits of its type: what defaults and examples share.

use super::{Context, sites::bare};
use crate::{
    diagnostic::{Code, Diagnostic, Path, Report, quoted},
    model::{Bound, IntKind, Key, Length, Limits, NamedKind, PatternStep, Range, Type, Value},
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
                if let Some(range) = outside(limits, *float) {
                    self.out_of_range(&float.to_string(), &range, path);
                }
            }
            (Type::Text(capacity), Value::Text(text)) => {
                self.length(text.len(), *capacity, "bytes long", path);
                if let Some(pattern) = &limits.pattern
                    && !matches(text, &pattern.steps)
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
        } else if let Some(range) = outside_int(limits, int) {
            self.out_of_range(&int.to_string(), &range, path);
        }
    }

    fn out_of_range(&mut self, value: &str, range: &Range, path: &Path) {
        let end = |bound: Option<Bound>| bound.map(|bound| bound.to_string()).unwrap_or_default();
        let message = format!("the {} {value} is outside its range {}..{}", self.field, end(range.min), end(range.max));
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

/// The range, if it holds anything; where it does not, that is what is reported.
fn sound(limits: &Limits) -> Option<Range> {
    let range = limits.range?;
    let empty = matches!((range.min, range.max), (Some(min), Some(max)) if min.as_f64() > max.as_f64());
    (!empty).then_some(range)
}

fn outside_int(limits: &Limits, int: i128) -> Option<Range> {
    let range = sound(limits)?;
    let below = range.min.is_some_and(|min| match min {
        Bound::Int(min) => int < min,
        Bound::Float(min) => (int as f64) < min,
    });
    let above = range.max.is_some_and(|max| match max {
        Bound::Int(max) => int > max,
        Bound::Float(max) => (int as f64) > max,
    });
    (below || above).then_some(range)
}

fn outside(limits: &Limits, float: f64) -> Option<Range> {
    let range = sound(limits)?;
    let below = range.min.is_some_and(|min| float < min.as_f64());
    let above = range.max.is_some_and(|max| float > max.as_f64());
    (below || above).then_some(range)
}

/// Follows the steps just as a device does: each takes what it can.
fn matches(text: &str, steps: &[PatternStep]) -> bool {
    let mut chars = text.chars().peekable();
    for step in steps {
        let mut count = 0;
        while count < step.max
            && chars.next_if(|char| step.class.iter().any(|(from, to)| (from..=to).contains(&char))).is_some()
        {
            count += 1;
        }
        if count < step.min {
            return false;
        }
    }
    chars.next().is_none()
}
