//! Values on the wire, and how Home Assistant shows and writes them.

use serde_json::{Value as Json, json};

use crate::model::{
    Bound, Component, EnumValue, IntKind, Length, Limits, NamedKind, PartAt, Range, Spec, TextPattern, Type,
};

/// Longest state that Home Assistant keeps, and longest text that it takes.
pub(crate) const LONGEST: u32 = 255;

/// What a value is to Home Assistant.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind<'a> {
    Bool,
    /// With its bounds, and whether it is whole.
    Number {
        range: Range,
        whole: bool,
    },
    /// One of these.
    Choice(&'a [EnumValue]),
    /// At most so many bytes.
    Text(u32),
    /// Anything else: lists, objects, JSON.
    Other,
}

impl Kind<'_> {
    /// Whether a value of this kind is also one of that kind, whatever its limits.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// A value with where it stands in a message.
pub(super) struct Place<'a> {
    pub(super) kind: Kind<'a>,
    /// Jinja for where it stands.
    pub(super) path: String,
    /// Whether it may be `null`, or missing.
    pub(super) optional: bool,
    pub(super) pattern: Option<&'a TextPattern>,
}

/// Without the `optional` around it, and whether there was one.
pub(super) fn bare(ty: &Type) -> (&Type, bool) {
    match ty {
        Type::Optional(inner) => (inner, true),
        ty => (ty, false),
    }
}

/// What a type is to Home Assistant.
pub(crate) fn kind<'a>(spec: &'a Spec, ty: &Type, limits: &Limits) -> Kind<'a> {
    let int = |kind: IntKind| {
        let (least, greatest) = kind.bounds();
        // Home Assistant counts in floats, which are exact up to here.
        let exact = 1i128 << 53;
        Kind::Number { range: within(limits, least.max(-exact), greatest.min(exact)), whole: true }
    };
    match bare(ty).0 {
        Type::Bool => Kind::Bool,
        Type::Int(kind) => int(*kind),
        Type::Milliseconds => int(IntKind::U64),
        Type::Seconds => int(IntKind::U32),
        Type::Float | Type::Double => {
            let most = 1_000_000_000_000;
            Kind::Number { range: within(limits, -most, most), whole: false }
        }
        Type::Text(capacity) => Kind::Text(*capacity),
        Type::Named(id) => match &spec.named(*id).kind {
            NamedKind::Enum { values, .. } => Kind::Choice(values),
            NamedKind::Flags { repr, .. } => int(*repr),
            NamedKind::Object { .. } => Kind::Other,
        },
        Type::Json(_) | Type::Array { .. } | Type::Either(..) | Type::Optional(_) => Kind::Other,
    }
}

fn within(limits: &Limits, least: i128, greatest: i128) -> Range {
    let range = limits.range.unwrap_or(Range { min: None, max: None });
    Range { min: range.min.or(Some(Bound::Int(least))), max: range.max.or(Some(Bound::Int(greatest))) }
}

/// The kinds of what a key may be written with.
pub(super) fn written<'a>(spec: &'a Spec, ty: &Type, limits: &Limits) -> Vec<Kind<'a>> {
    match bare(ty).0 {
        Type::Either(a, b) => [a, b].into_iter().flat_map(|ty| written(spec, ty, limits)).collect(),
        ty => vec![kind(spec, ty, limits)],
    }
}

/// The type of an item or a field, with its limits.
pub(crate) fn at<'a>(spec: &'a Spec, ty: &'a Type, limits: &'a Limits, at: &PartAt) -> Option<(&'a Type, &'a Limits)> {
    match (bare(ty).0, at) {
        (Type::Array { item, limits: own, length }, PartAt::Item(index)) => {
            let (Length::Exactly(most) | Length::UpTo(most)) = *length;
            // What limits the list limits each item, where the type of the item says nothing.
            let limits = if own.unit.is_some() || own.range.is_some() { own } else { limits };
            (u32::from(*index) < most).then_some((item, limits))
        }
        (Type::Named(id), PartAt::Field(name)) => match &spec.named(*id).kind {
            NamedKind::Object { fields, .. } => {
                fields.iter().find(|field| field.name == *name).map(|field| (&field.ty, &field.limits))
            }
            _ => None,
        },
        _ => None,
    }
}

/// Where an item or a field stands in the message.
pub(super) fn path(at: &PartAt) -> String {
    match at {
        PartAt::Item(index) => format!("value_json[{index}] | default(none)"),
        PartAt::Field(name) => format!("value_json['{name}'] | default(none)"),
    }
}

/// What the message says of values of this kind.
pub(super) fn members(component: Component, place: &Place<'_>, step: Option<f64>) -> Vec<(&'static str, Json)> {
    let mut members = Vec::new();
    let mut put = |name: &'static str, value: Json| members.push((name, value));
    let whole = place.path == "value_json";
    let path = &place.path;
    let shown = json!(format!("{{{{ {path} }}}}"));
    match (component, &place.kind) {
        (Component::Button, _) => put("pl_prs", json!("true")),
        (Component::Switch | Component::BinarySensor, _) => {
            // Without a template the payload counts as it is; with one, what Python makes of it.
            let plain = whole && !place.optional;
            if !plain {
                put("val_tpl", shown);
            }
            let (on, off) = if plain { ("true", "false") } else { ("True", "False") };
            if component == Component::Switch {
                put("pl_on", json!("true"));
                put("pl_off", json!("false"));
                if !plain {
                    put("stat_on", json!(on));
                    put("stat_off", json!(off));
                }
            } else {
                put("pl_on", json!(on));
                put("pl_off", json!(off));
            }
        }
        (Component::Sensor | Component::Number, Kind::Number { range, whole: integer }) => {
            if !whole || place.optional {
                put("val_tpl", shown);
            }
            if component == Component::Number {
                for (name, bound) in [("min", range.min), ("max", range.max)] {
                    if let Some(bound) = bound {
                        put(name, number(bound));
                    }
                }
                put("step", json!(step.unwrap_or(if *integer { 1.0 } else { 0.1 })));
                let wide = range.min.zip(range.max).is_none_or(|(min, max)| max.as_f64() - min.as_f64() > 100.0);
                if wide {
                    put("mode", json!("box"));
                }
            }
        }
        (Component::Sensor | Component::Select, Kind::Choice(values)) => {
            let words = words(values);
            let table = values.iter().zip(&words).map(|(value, word)| format!("{}:'{word}'", value.value));
            let path = if whole { path.clone() } else { format!("({path})") };
            put("val_tpl", json!(format!("{{{{ {{{}}}.get({path}) }}}}", table.collect::<Vec<_>>().join(","))));
            if component == Component::Select {
                let table = values.iter().zip(&words).map(|(value, word)| format!("'{word}':{}", value.value));
                put("cmd_tpl", json!(format!("{{{{ {{{}}}[value] }}}}", table.collect::<Vec<_>>().join(","))));
            }
            put("ops", json!(words));
        }
        (Component::Text, Kind::Text(capacity)) => {
            // There is no text that is not there: it shows as an empty one.
            put("val_tpl", json!(if place.optional { "{{ value_json or '' }}" } else { "{{ value_json }}" }));
            put("cmd_tpl", json!("{{ value | to_json }}"));
            put("max", json!(capacity.min(&LONGEST)));
            if let Some(pattern) = place.pattern.filter(|pattern| !place.optional && is_common(&pattern.source)) {
                put("ptrn", json!(format!("^(?:{})$", pattern.source)));
            }
        }
        (_, Kind::Text(capacity)) => {
            let path = if place.optional { format!("({path}) or ''") } else { path.clone() };
            put(
                "val_tpl",
                json!(if *capacity > LONGEST {
                    format!("{{{{ ({path})[:{LONGEST}] }}}}")
                } else {
                    format!("{{{{ {path} }}}}")
                }),
            );
        }
        (_, Kind::Bool) => put("val_tpl", shown),
        _ if whole => put("val_tpl", json!(format!("{{{{ value[:{LONGEST}] }}}}"))),
        _ => put("val_tpl", json!(format!("{{{{ ({path} | to_json)[:{LONGEST}] }}}}"))),
    }
    members
}

fn number(bound: Bound) -> Json {
    match bound {
        Bound::Int(int) => i64::try_from(int).map_or_else(|_| json!(int as f64), |int| json!(int)),
        Bound::Float(float) => json!(float),
    }
}

/// Whether a pattern means the same to Python and in a browser.
fn is_common(source: &str) -> bool {
    !["(?", "\\p", "\\P", "\\x", "\\u", "[[", "&&", "--", "~~"].iter().any(|own| source.contains(own))
}

/// The values of an enum in words: `WaitForCar` is `Wait for car`.
fn words(values: &[EnumValue]) -> Vec<String> {
    let words: Vec<String> = values.iter().map(|value| split(&value.name)).collect();
    let unique = words.iter().enumerate().all(|(i, word)| !words.iter().take(i).any(|other| other == word));
    if unique { words } else { values.iter().map(|value| value.name.clone()).collect() }
}

fn split(name: &str) -> String {
    // Home Assistant takes this word, large or small, for no value at all.
    if name.eq_ignore_ascii_case("none") {
        return "Nothing".to_owned();
    }
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len() + 8);
    for (i, char) in chars.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|at| chars.get(at));
        let after = chars.get(i + 1);
        let lower = |char: Option<&char>| char.is_some_and(char::is_ascii_lowercase);
        let starts =
            char.is_ascii_uppercase() && before.is_some_and(|before| !before.is_ascii_uppercase() || lower(after));
        if starts {
            out.push(' ');
        }
        // A word is written small; what is all capitals, such as `RFID`, stays so.
        let word = starts && lower(after);
        out.push(if word { char.to_ascii_lowercase() } else { *char });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_values_become_words() {
        for (name, words) in [
            ("WaitForCar", "Wait for car"),
            ("Idle", "Idle"),
            ("None", "Nothing"),
            ("NoRFIDCard", "No RFID card"),
            ("Phase1Only", "Phase1 only"),
        ] {
            assert_eq!(split(name), words);
        }
    }
}
