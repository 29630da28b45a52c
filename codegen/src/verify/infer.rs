//! The type that a value, or several of one list, seem to be of.

use crate::{model::Value, rust_names};

/// What is known of a type by its values.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shape {
    /// Whether `null` was among them.
    pub(super) null: bool,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// Nothing but `null`.
    Unknown,
    Bool,
    /// Least and greatest.
    Int(i128, i128),
    /// Furthest from zero.
    Float(f64),
    /// Bytes of the longest.
    Text(usize),
    /// Most items, and what they are.
    Array(usize, Box<Shape>),
    /// Fields in the order of the wire, and whether each was always there.
    Object(Vec<(String, Shape, bool)>),
    /// Of several types, or of one that a spec can't describe; bytes of the longest as JSON.
    Any(usize),
}

impl Shape {
    pub(super) fn of(value: &Value) -> Self {
        let kind = match value {
            Value::Null => return Self { null: true, kind: Kind::Unknown },
            Value::Bool(_) => Kind::Bool,
            Value::Int(int) => Kind::Int(*int, *int),
            Value::Float(float) => Kind::Float(float.abs()),
            Value::Text(text) => Kind::Text(text.len()),
            Value::Array(items) => {
                let unknown = Self { null: false, kind: Kind::Unknown };
                Kind::Array(items.len(), Box::new(items.iter().map(Self::of).fold(unknown, Self::or)))
            }
            Value::Object(fields) => {
                Kind::Object(fields.iter().map(|(name, value)| (name.clone(), Self::of(value), true)).collect())
            }
        };
        let shape = Self { null: false, kind };
        if shape.possible() { shape } else { Self { null: false, kind: Kind::Any(value.to_string().len()) } }
    }

    /// What both are.
    fn or(self, other: Self) -> Self {
        let kind = match (self.kind, other.kind) {
            (Kind::Unknown, kind) | (kind, Kind::Unknown) => kind,
            (Kind::Bool, Kind::Bool) => Kind::Bool,
            (Kind::Int(a, b), Kind::Int(c, d)) => Kind::Int(a.min(c), b.max(d)),
            (Kind::Float(a), Kind::Float(b)) => Kind::Float(a.max(b)),
            (Kind::Int(a, b), Kind::Float(c)) | (Kind::Float(c), Kind::Int(a, b)) => {
                Kind::Float(c.max(a.unsigned_abs() as f64).max(b.unsigned_abs() as f64))
            }
            (Kind::Text(a), Kind::Text(b)) => Kind::Text(a.max(b)),
            (Kind::Array(a, x), Kind::Array(b, y)) => Kind::Array(a.max(b), Box::new(x.or(*y))),
            (Kind::Object(a), Kind::Object(b)) => Kind::Object(merged(a, b)),
            (a, b) => Kind::Any(longest(&a).max(longest(&b))),
        };
        Self { null: self.null || other.null, kind }
    }

    /// Whether a spec can describe it.
    fn possible(&self) -> bool {
        match &self.kind {
            Kind::Array(items, item) => *items <= 1024 && !(item.null && matches!(item.kind, Kind::Array(..))),
            Kind::Object(fields) => {
                let mut names: Vec<_> = fields.iter().map(|(name, ..)| rust_names::alike(name)).collect();
                names.sort_unstable();
                let distinct = names.windows(2).all(|pair| pair.first() != pair.last());
                distinct && !fields.is_empty() && fields.iter().all(|(name, ..)| rust_names::is_identifier(name))
            }
            _ => true,
        }
    }
}

fn merged(mut a: Vec<(String, Shape, bool)>, mut b: Vec<(String, Shape, bool)>) -> Vec<(String, Shape, bool)> {
    for (name, shape, always) in &mut a {
        match b.iter().position(|(other, ..)| other == name) {
            Some(at) => {
                let (_, other, also_always) = b.remove(at);
                *shape = shape.clone().or(other);
                *always &= also_always;
            }
            None => *always = false,
        }
    }
    a.extend(b.into_iter().map(|(name, shape, _)| (name, shape, false)));
    a
}

/// About how long the JSON of such a value gets; what is sure to hold it is decided by rounding up.
fn longest(kind: &Kind) -> usize {
    match kind {
        Kind::Unknown | Kind::Bool => 5,
        Kind::Int(..) | Kind::Float(_) => 24,
        Kind::Text(bytes) => 2 * bytes + 2,
        Kind::Array(items, item) => 2 + items * (1 + longest(&item.kind)),
        Kind::Object(fields) => {
            2 + fields.iter().map(|(name, field, _)| name.len() + 4 + longest(&field.kind)).sum::<usize>()
        }
        Kind::Any(bytes) => *bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::value;

    fn kind(json: &str) -> Kind {
        Shape::of(&value(json).unwrap()).kind
    }

    #[test]
    fn items_have_one_type_that_holds_all() {
        let item = Shape { null: true, kind: Kind::Int(-3, 300) };
        assert_eq!(kind("[1,300,null,-3]"), Kind::Array(4, Box::new(item)));
    }

    #[test]
    fn whole_numbers_among_others_are_numbers() {
        assert_eq!(kind("[1,2.5]"), Kind::Array(2, Box::new(Shape { null: false, kind: Kind::Float(2.5) })));
    }

    #[test]
    fn a_field_that_is_missing_once_is_not_always_there() {
        let Kind::Array(_, item) = kind(r#"[{"a":1,"b":2},{"a":1}]"#) else { panic!("a list") };
        let Kind::Object(fields) = item.kind else { panic!("of objects") };
        assert_eq!(fields.iter().map(|(_, _, always)| *always).collect::<Vec<_>>(), [true, false]);
    }

    #[test]
    fn what_no_object_of_a_spec_can_be_is_json() {
        assert!(matches!(kind(r#"{"a-b":1}"#), Kind::Any(_)));
        assert!(matches!(kind(r#"{"pGrid":1,"p_grid":1}"#), Kind::Any(_)));
        assert!(matches!(kind("{}"), Kind::Any(_)));
    }

    #[test]
    fn items_of_several_types_are_json() {
        let Kind::Array(2, item) = kind(r#"[1,"a"]"#) else { panic!("a list") };
        assert!(matches!(item.kind, Kind::Any(_)));
    }
}
