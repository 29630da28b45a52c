//! What the members of a family have in common, with `{n}` where each one's number stands.

use crate::model::Value;

/// A text that gives every member's own once its number is filled in. Without a number, and for members that have
/// nothing in common, that is the first one's.
pub(super) fn template(members: &[(Option<u32>, String)]) -> String {
    let Some((_, first)) = members.first() else { return String::new() };
    let numbered: Option<Vec<_>> =
        members.iter().map(|(number, text)| Some((number.as_ref()?.to_string(), text.as_str()))).collect();
    let mut rest = numbered.unwrap_or_default();
    let mut out = String::with_capacity(first.len());
    if rest.is_empty() || !common(&mut rest, &mut out) {
        return first.clone();
    }
    out
}

/// Takes what is common off all texts, to their ends. A number is tried before the characters that it is written with.
fn common(rest: &mut [(String, &str)], out: &mut String) -> bool {
    loop {
        if rest.iter().all(|(_, text)| text.is_empty()) {
            return true;
        }
        if rest.iter().all(|(number, text)| text.starts_with(number.as_str())) {
            let mut after: Vec<_> =
                rest.iter().map(|(number, text)| (number.clone(), text.get(number.len()..).unwrap_or(""))).collect();
            let length = out.len();
            out.push_str("{n}");
            if common(&mut after, out) {
                return true;
            }
            out.truncate(length);
        }
        let Some(next) = rest.first().and_then(|(_, text)| text.chars().next()) else { return false };
        for (_, text) in rest.iter_mut() {
            let Some(after) = text.strip_prefix(next) else { return false };
            *text = after;
        }
        out.push(next);
    }
}

/// The same for every text within a value. All else is the same in each member.
pub(super) fn value_template(members: &[(Option<u32>, Value)]) -> Value {
    let Some((_, first)) = members.first() else { return Value::Null };
    match first {
        Value::Text(_) => {
            let text = |value: &Value| if let Value::Text(text) = value { text.clone() } else { String::new() };
            Value::Text(template(&members.iter().map(|(number, value)| (*number, text(value))).collect::<Vec<_>>()))
        }
        Value::Array(items) => Value::Array((0..items.len()).map(|at| part(members, at)).collect()),
        Value::Object(fields) => {
            Value::Object(fields.iter().enumerate().map(|(at, (name, _))| (name.clone(), part(members, at))).collect())
        }
        other => other.clone(),
    }
}

/// What stands at one place in each member.
fn part(members: &[(Option<u32>, Value)], at: usize) -> Value {
    let of = |value: &Value| match value {
        Value::Array(items) => items.get(at).cloned(),
        Value::Object(fields) => fields.get(at).map(|(_, value)| value.clone()),
        _ => None,
    };
    value_template(
        &members.iter().map(|(number, value)| (*number, of(value).unwrap_or(Value::Null))).collect::<Vec<_>>(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(members: &[(u32, &str)]) -> String {
        template(&members.iter().map(|(number, text)| (Some(*number), (*text).to_owned())).collect::<Vec<_>>())
    }

    #[test]
    fn the_number_of_each_member_is_found() {
        assert_eq!(of(&[(1, "card 1 of 2"), (2, "card 2 of 2")]), "card {n} of 2");
    }

    #[test]
    fn digits_that_only_look_like_the_number_stay() {
        assert_eq!(of(&[(1, "101"), (10, "1010")]), "10{n}");
    }

    #[test]
    fn a_text_that_all_share_stays() {
        assert_eq!(of(&[(1, "a1"), (2, "a1")]), "a1");
    }
}
