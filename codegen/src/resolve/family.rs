//! Families: `c{0..9}n` stands for `c0n` to `c9n`.

use serde_yaml::Value;

use crate::{
    diagnostic::{Code, Diagnostic, Path, Report},
    model::Family,
};

/// One key that a name in the spec stands for.
pub(super) struct Member {
    pub(super) short: String,
    pub(super) family: Option<Family>,
}

/// How many keys a name in the spec stands for.
pub(super) fn count(name: &str) -> usize {
    split(name).map_or(1, |(_, first, last, _)| last.saturating_sub(first) as usize + 1)
}

/// The keys that a name in the spec stands for, `most` at most; none when the name is wrong, which is reported.
pub(super) fn members(name: &str, most: usize, path: &Path, report: &mut Report) -> Vec<Member> {
    if !name.contains(['{', '}']) {
        return vec![Member { short: name.to_owned(), family: None }];
    }
    match split(name) {
        Some((before, first, last, after)) if first <= last => (first..=last)
            .take(most)
            .map(|number| Member {
                short: format!("{before}{number}{after}"),
                family: Some(Family { pattern: name.to_owned(), number, first, last }),
            })
            .collect(),
        _ => {
            report.push(
                Diagnostic::key(Code::FamilySyntax, path, format!("`{name}` is no family of keys"))
                    .help("write the first and the last number, as in `c{0..9}n`"),
            );
            Vec::new()
        }
    }
}

fn split(name: &str) -> Option<(&str, u32, u32, &str)> {
    let (before, rest) = name.split_once('{')?;
    let (range, after) = rest.split_once('}')?;
    let (first, last) = range.split_once("..")?;
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    (!after.contains(['{', '}']) && !before.contains('}')).then_some(())?;
    Some((before, number(first)?, number(last)?, after))
}

/// `{n}` replaced by the member's number.
pub(super) fn fill(text: &str, family: Option<&Family>) -> String {
    match family {
        Some(family) => text.replace("{n}", &family.number.to_string()),
        None => text.to_owned(),
    }
}

/// `{n}` replaced in every text of a value.
pub(super) fn fill_value(value: &Value, family: Option<&Family>) -> Value {
    match value {
        Value::String(text) => Value::String(fill(text, family)),
        Value::Sequence(items) => Value::Sequence(items.iter().map(|item| fill_value(item, family)).collect()),
        Value::Mapping(entries) => {
            Value::Mapping(entries.iter().map(|(name, value)| (name.clone(), fill_value(value, family))).collect())
        }
        other => other.clone(),
    }
}
