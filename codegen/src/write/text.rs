//! Text, numbers and values, as they stand in YAML.

use crate::model::{Bound, Limits, Range, Value};

/// Text in double quotes. What an editor would not show is escaped.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            char if hidden(char) => out.push_str(&format!("\\U{:08X}", u32::from(char))),
            char => out.push(char),
        }
    }
    out.push('"');
    out
}

/// Control characters, line ends of other scripts, marks of direction and byte order, and what is no character.
fn hidden(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        || matches!(char, '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{ffff}' | '\u{1fffe}'..)
}

/// `6..32`
pub(super) fn range(range: Range) -> String {
    let bound = |bound: Option<Bound>| match bound {
        None => String::new(),
        Some(Bound::Int(int)) => int.to_string(),
        Some(Bound::Float(float)) => {
            // Without an exponent, and with a fraction: else it would be read as a whole number.
            let text = float.to_string();
            if text.contains('.') { text } else { text + ".0" }
        }
    };
    format!("{}..{}", bound(range.min), bound(range.max))
}

/// Unit, range and pattern, each with its value.
pub(super) fn limits(limits: &Limits) -> Vec<(&'static str, String)> {
    let unit = limits.unit.as_ref().map(|unit| ("unit", quoted(unit)));
    let range = limits.range.map(|limit| ("range", quoted(&range(limit))));
    let pattern = limits.pattern.as_ref().map(|pattern| ("pattern", quoted(&pattern.source)));
    unit.into_iter().chain(range).chain(pattern).collect()
}

/// A default or an example. Values of enums are written as their numbers.
pub(super) fn value(stated: &Value) -> String {
    match stated {
        Value::Null => "null".to_owned(),
        Value::Bool(bool) => bool.to_string(),
        Value::Int(int) => int.to_string(),
        Value::Float(float) => format!("{float:?}"),
        Value::Text(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(value).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => mapping(fields.iter().map(|(name, field)| (quoted(name), value(field)))),
    }
}

/// `{ name: value, … }`; names are written as they come.
pub(super) fn mapping(fields: impl IntoIterator<Item = (String, String)>) -> String {
    let fields: Vec<_> = fields.into_iter().map(|(name, value)| format!("{name}: {value}")).collect();
    if fields.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", fields.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_escaped() {
        assert_eq!(quoted("a\"\\\n\u{7f}\u{feff}ä😀"), "\"a\\\"\\\\\\n\\U0000007F\\U0000FEFFä😀\"");
    }

    #[test]
    fn a_bound_with_a_fraction_keeps_it() {
        let bounds = Range { min: Some(Bound::Float(-2.0)), max: Some(Bound::Float(1e20)) };
        assert_eq!(range(bounds), "-2.0..100000000000000000000.0");
    }
}
