//! A value that a document can show, for every type.

use crate::model::{
    self, Bound, IntKind, Key, Length, Limits, NamedKind, PatternStep, Range, Secret, Spec, Type, Value,
};

/// What a device shows in place of a secret that is set.
const MASK: &str = "***";

/// A value as the key is read: the spec's example, else its default, else one made from type and limits.
///
/// A secret key is read as a mask.
pub fn read(spec: &Spec, key: &Key) -> Value {
    if key.is_secret() {
        return Value::Text(MASK.to_owned());
    }
    match stated(key).cloned().unwrap_or_else(|| made(spec, &key.read, &key.limits)) {
        Value::Text(url) if key.secret == Secret::UrlPassword => Value::Text(masked(&url)),
        value => value,
    }
}

/// A URL without the password in it, as a device shows it.
fn masked(url: &str) -> String {
    match model::url_password(url) {
        Some(password) => format!("{}{MASK}{}", &url[..password.start], &url[password.end..]),
        None => url.to_owned(),
    }
}

/// A value that the key can be set to.
///
/// The default of a secret key is not looked at. Its example is: it was written into the spec to be shown.
pub fn written(spec: &Spec, key: &Key) -> Value {
    let ty = key.written();
    match stated(key) {
        Some(value) if fits(spec, ty, &key.limits, value) => value.clone(),
        Some(hint) => like(spec, ty, &key.limits, hint),
        None => made(spec, ty, &key.limits),
    }
}

/// A value of `ty` that is as near to `hint` as may be: a key that is written in another form than it is read has an
/// example of the read form alone.
fn like(spec: &Spec, ty: &Type, limits: &Limits, hint: &Value) -> Value {
    if fits(spec, ty, limits, hint) {
        return hint.clone();
    }
    match (ty, hint) {
        (Type::Optional(inner), _) => like(spec, inner, limits, hint),
        (Type::Either(a, b), _) if !is_object(spec, a) && is_object(spec, b) && matches!(hint, Value::Object(_)) => {
            like(spec, b, limits, hint)
        }
        (Type::Either(a, _), _) => like(spec, a, limits, hint),
        (Type::Array { item, limits, length: Length::UpTo(_) }, Value::Array(items)) => {
            Value::Array(items.iter().take(1).map(|hint| like(spec, item, limits, hint)).collect())
        }
        (Type::Named(id), Value::Object(given)) => match &spec.named(*id).kind {
            NamedKind::Object { fields, .. } => {
                let of = |name: &str| given.iter().find(|(given, _)| given == name).map(|(_, value)| value);
                let fields = fields.iter().filter_map(|field| {
                    let value = match of(&field.name) {
                        Some(hint) => like(spec, &field.ty, &field.limits, hint),
                        None if matches!(field.ty, Type::Optional(_)) => return None,
                        None => made(spec, &field.ty, &field.limits),
                    };
                    Some((field.name.clone(), value))
                });
                Value::Object(fields.collect())
            }
            NamedKind::Enum { .. } | NamedKind::Flags { .. } => made(spec, ty, limits),
        },
        _ => made(spec, ty, limits),
    }
}

fn is_object(spec: &Spec, ty: &Type) -> bool {
    matches!(ty, Type::Named(id) if matches!(spec.named(*id).kind, NamedKind::Object { .. }))
}

fn stated(key: &Key) -> Option<&Value> {
    let default = key.default.as_ref().filter(|default| !key.is_secret() && tells_something(default));
    key.example.as_ref().or(default)
}

fn tells_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Text(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Object(_) => true,
    }
}

/// Whether a stated value can be sent as `ty`: a key may be written as another type than it is read.
fn fits(spec: &Spec, ty: &Type, limits: &Limits, value: &Value) -> bool {
    match (ty, value) {
        (Type::Optional(_), Value::Null) | (Type::Bool, Value::Bool(_)) | (Type::Json(_), Value::Text(_)) => true,
        (Type::Optional(inner), _) => fits(spec, inner, limits, value),
        (Type::Either(a, b), _) => fits(spec, a, limits, value) || fits(spec, b, limits, value),
        (Type::Int(kind), Value::Int(int)) => {
            let (min, max) = kind.bounds();
            (min..=max).contains(int) && in_range(limits, *int as f64)
        }
        (Type::Milliseconds | Type::Seconds, Value::Int(int)) => *int >= 0 && in_range(limits, *int as f64),
        (Type::Float | Type::Double, Value::Int(int)) => in_range(limits, *int as f64),
        (Type::Float | Type::Double, Value::Float(float)) => in_range(limits, *float),
        (Type::Text(capacity), Value::Text(text)) => text.len() <= *capacity as usize,
        (Type::Array { item, limits, length }, Value::Array(items)) => {
            let long_enough = match length {
                Length::Exactly(count) => items.len() == *count as usize,
                Length::UpTo(most) => items.len() <= *most as usize,
            };
            long_enough && items.iter().all(|value| fits(spec, item, limits, value))
        }
        (Type::Named(id), _) => match (&spec.named(*id).kind, value) {
            (NamedKind::Enum { values, .. }, Value::Int(int)) => values.iter().any(|value| value.value == *int),
            (NamedKind::Flags { values, .. }, Value::Int(int)) => {
                let all = values.iter().fold(0, |all, bit| all | bit.value);
                *int & !all == 0
            }
            (NamedKind::Object { fields, .. }, Value::Object(given)) => {
                given.iter().all(|(name, value)| {
                    fields.iter().any(|field| field.name == *name && fits(spec, &field.ty, &field.limits, value))
                }) && fields.iter().all(|field| {
                    matches!(field.ty, Type::Optional(_)) || given.iter().any(|(name, _)| *name == field.name)
                })
            }
            _ => false,
        },
        _ => false,
    }
}

fn in_range(limits: &Limits, number: f64) -> bool {
    let Some(Range { min, max }) = limits.range else { return true };
    min.is_none_or(|min| number >= min.as_f64()) && max.is_none_or(|max| number <= max.as_f64())
}

fn made(spec: &Spec, ty: &Type, limits: &Limits) -> Value {
    match ty {
        Type::Bool => Value::Bool(true),
        Type::Int(kind) => whole(limits, 1, *kind),
        Type::Milliseconds => whole(limits, 60_000, IntKind::U64),
        Type::Seconds => whole(limits, 60, IntKind::U32),
        Type::Float | Type::Double => number(limits),
        Type::Text(capacity) => Value::Text(words(limits, *capacity as usize)),
        Type::Json(capacity) => Value::Text(if *capacity < 2 { "0" } else { "{}" }.to_owned()),
        Type::Optional(inner) => made(spec, inner, limits),
        Type::Either(first, _) => made(spec, first, limits),
        Type::Array { item, limits, length } => {
            let count = match length {
                Length::Exactly(count) => *count,
                Length::UpTo(most) => (*most).min(1),
            };
            Value::Array((0..count).map(|_| made(spec, item, limits)).collect())
        }
        Type::Named(id) => match &spec.named(*id).kind {
            NamedKind::Enum { values, .. } | NamedKind::Flags { values, .. } => {
                values.first().map_or(Value::Null, |value| Value::Int(value.value))
            }
            NamedKind::Object { fields, .. } => Value::Object(
                fields.iter().map(|field| (field.name.clone(), made(spec, &field.ty, &field.limits))).collect(),
            ),
        },
    }
}

fn whole(limits: &Limits, wish: i128, kind: IntKind) -> Value {
    let (least, most) = kind.bounds();
    let bound = |bound: Option<Bound>, or: i128, round: fn(f64) -> f64| match bound {
        Some(Bound::Int(int)) => int,
        Some(Bound::Float(float)) => round(float) as i128,
        None => or,
    };
    let min = bound(limits.range.and_then(|range| range.min), least, f64::ceil).max(least);
    let max = bound(limits.range.and_then(|range| range.max), most, f64::floor).min(most);
    Value::Int(wish.min(max).max(min))
}

fn number(limits: &Limits) -> Value {
    let range = limits.range.unwrap_or(Range { min: None, max: None });
    let mut number = 1.0_f64;
    if let Some(max) = range.max {
        number = number.min(max.as_f64());
    }
    if let Some(min) = range.min {
        number = number.max(min.as_f64());
    }
    if number.fract() == 0.0 { Value::Int(number as i128) } else { Value::Float(number) }
}

fn words(limits: &Limits, capacity: usize) -> String {
    match &limits.pattern {
        Some(pattern) => pattern.steps.iter().map(matching).collect(),
        // Right as a name, as a password, and as a number in decimal or hexadecimal.
        None => "12345678".chars().take(capacity).collect(),
    }
}

fn matching(step: &PatternStep) -> String {
    let count = step.min.max(u32::from(step.max > 0)) as usize;
    let first = step.class.first().map_or('a', |(first, _)| *first);
    std::iter::repeat_n(first, count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docs::fixture;
    use crate::model::{TextPattern, TypeId};

    fn limits(min: Option<Bound>, max: Option<Bound>) -> Limits {
        Limits { range: Some(Range { min, max }), ..Limits::default() }
    }

    #[test]
    fn a_made_number_lies_in_its_range() {
        let spec = fixture::spec();
        let made = made(&spec, &Type::Int(IntKind::U8), &limits(Some(Bound::Int(6)), Some(Bound::Int(32))));
        assert_eq!(made, Value::Int(6));
    }

    #[test]
    fn a_made_number_is_not_above_its_range() {
        let spec = fixture::spec();
        assert_eq!(made(&spec, &Type::Double, &limits(None, Some(Bound::Float(0.5)))), Value::Float(0.5));
    }

    #[test]
    fn a_made_text_matches_its_pattern() {
        let spec = fixture::spec();
        let step = |class: &[(char, char)], min, max| PatternStep { class: class.to_vec(), min, max };
        let pattern = TextPattern {
            source: "#[0-9A-F]{6}x?".to_owned(),
            steps: vec![step(&[('#', '#')], 1, 1), step(&[('0', '9'), ('A', 'F')], 6, 6), step(&[('x', 'x')], 0, 1)],
        };
        let limits = Limits { pattern: Some(pattern), ..Limits::default() };
        assert_eq!(made(&spec, &Type::Text(8), &limits), Value::Text("#000000x".to_owned()));
    }

    #[test]
    fn a_made_text_fits_its_capacity() {
        let spec = fixture::spec();
        assert_eq!(made(&spec, &Type::Text(3), &Limits::default()), Value::Text("123".to_owned()));
    }

    #[test]
    fn an_example_that_the_written_type_takes_is_written() {
        let spec = fixture::spec();
        let mut key = fixture::key(&spec, "amp").clone();
        key.write = Some(Type::Either(Box::new(Type::Bool), Box::new(Type::Int(IntKind::U8))));
        assert_eq!(written(&spec, &key), Value::Int(16));
    }

    #[test]
    fn a_written_object_has_the_fields_that_the_example_has() {
        let spec = fixture::spec();
        let hint = Value::Object(vec![("x".to_owned(), Value::Int(7)), ("other".to_owned(), Value::Bool(true))]);
        let ty = Type::Either(Box::new(Type::Bool), Box::new(Type::Named(TypeId(2))));
        let right = Value::Object(vec![("x".to_owned(), Value::Int(7))]);
        assert_eq!(like(&spec, &ty, &Limits::default(), &hint), right);
    }

    #[test]
    fn an_example_of_another_type_is_not_written() {
        let spec = fixture::spec();
        let mut key = fixture::key(&spec, "amp").clone();
        key.write = Some(Type::Text(20));
        assert_eq!(written(&spec, &key), Value::Text("12345678".to_owned()));
    }

    #[test]
    fn a_secret_shows_its_example_where_it_is_written_but_never_its_default() {
        let spec = fixture::spec();
        let mut key = fixture::key(&spec, "pwd").clone();
        assert_eq!(written(&spec, &key), Value::Text("12345678".to_owned()));
        key.example = Some(Value::Text("open sesame".to_owned()));
        assert_eq!(written(&spec, &key), Value::Text("open sesame".to_owned()));
        assert_eq!(read(&spec, &key), Value::Text(MASK.to_owned()));
    }
}
