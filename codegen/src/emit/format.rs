//! What a value is for a person where its type alone does not say it, so that a form can offer more than a text.

use crate::model::{Bound, Limits, NamedKind, Range, Spec, Type};

/// The pattern of a colour as `#RRGGBB`.
const COLOR: [&str; 2] = ["#[0-9A-Fa-f]{6}", "#[0-9a-fA-F]{6}"];

/// The last second of a day.
const LAST_SECOND: i128 = 24 * 60 * 60 - 1;

/// `color` for a text `#RRGGBB`, `time` for a time of day: seconds from 0 to 86399, or an object of an `hour` and a
/// `minute`, perhaps with a `second`.
pub(super) fn of(spec: &Spec, ty: &Type, limits: &Limits) -> Option<&'static str> {
    match ty {
        Type::Text(_) => {
            limits.pattern.as_ref().filter(|pattern| COLOR.contains(&pattern.source.as_str())).map(|_| "color")
        }
        Type::Seconds => {
            let day = Range { min: Some(Bound::Int(0)), max: Some(Bound::Int(LAST_SECOND)) };
            (limits.range == Some(day)).then_some("time")
        }
        Type::Named(id) => match &spec.named(*id).kind {
            NamedKind::Object { fields, .. } => {
                let names: Vec<_> = fields.iter().map(|field| field.name.as_str()).collect();
                matches!(names[..], ["hour", "minute"] | ["hour", "minute", "second"]).then_some("time")
            }
            NamedKind::Enum { .. } | NamedKind::Flags { .. } => None,
        },
        _ => None,
    }
}
