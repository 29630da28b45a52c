//! What the App's code says of the spec: `K.amp` is a key, `E.CarState.Charging` the number of an enum's value, `T.save`
//! a text of the App. A name that is none stops the build, so that page and spec can't drift.

use std::collections::{BTreeMap, BTreeSet};

use keywright_codegen::model::NamedKind;
use keywright_codegen::{Spec, nearest};

use crate::roles;
use crate::texts::Texts;

/// The names that there are.
pub struct Names<'a> {
    keys: Vec<&'a str>,
    values: BTreeMap<String, i128>,
    texts: Vec<&'a str>,
    roles: Vec<(&'static str, String)>,
    used_texts: BTreeSet<String>,
}

impl<'a> Names<'a> {
    pub fn new(spec: &'a Spec, texts: &'a Texts) -> Self {
        // A key that is not on HTTP is none for a browser.
        let keys = spec.keys.iter().filter(|key| key.http).map(|key| key.short.as_str()).collect();
        let mut values = BTreeMap::new();
        for ty in &spec.types {
            if let NamedKind::Enum { values: all, .. } | NamedKind::Flags { values: all, .. } = &ty.kind {
                values.extend(all.iter().map(|value| (format!("{}.{}", ty.name, value.name), value.value)));
            }
        }
        Self { keys, values, texts: texts.names(), roles: roles::all(spec), used_texts: BTreeSet::new() }
    }

    /// The texts that the code names.
    pub fn used_texts(&self) -> &BTreeSet<String> {
        &self.used_texts
    }

    /// A line with the names replaced by what they stand for. It begins at `place`, after so many columns.
    pub fn put_in(&mut self, line: &str, place: &str, indent: usize, wrong: &mut Vec<String>) -> String {
        let mut out = String::new();
        let mut rest = line;
        while let Some((before, kind, after)) = next_name(rest) {
            out.push_str(before);
            let column = indent + line.len() - rest.len() + before.len() + 1;
            let place = format!("{place}:{column}");
            let (name, end) = word(after);
            rest = end;
            match kind {
                'K' => {
                    check(&self.keys, name, "api key", &place, wrong);
                    out.push_str(&format!("\"{name}\""));
                }
                'R' => {
                    let known: Vec<_> = self.roles.iter().map(|(role, _)| *role).collect();
                    check(&known, name, "role", &place, wrong);
                    let played = self.roles.iter().find(|(role, _)| *role == name);
                    out.push_str(played.map_or("null", |(_, played)| played));
                }
                'E' => {
                    let (value, end) = word(end.strip_prefix('.').unwrap_or(end));
                    rest = end;
                    let full = format!("{name}.{value}");
                    let known: Vec<_> = self.values.keys().map(String::as_str).collect();
                    check(&known, &full, "value of an enum", &place, wrong);
                    out.push_str(&self.values.get(&full).copied().unwrap_or_default().to_string());
                }
                _ => {
                    check(&self.texts, name, "text in texts.yaml", &place, wrong);
                    self.used_texts.insert(name.to_owned());
                    out.push_str(&format!("T.{name}"));
                }
            }
        }
        out + rest
    }
}

fn check(known: &[&str], name: &str, what: &str, place: &str, wrong: &mut Vec<String>) {
    if !known.contains(&name) {
        let near = nearest(name, known.iter().copied()).map_or(String::new(), |near| format!(", did you mean {near}?"));
        wrong.push(format!("{place}: {name} is no {what}{near}"));
    }
}

/// What comes before the next `K.`, `R.`, `E.` or `T.`, which of them it is, and what comes after it.
fn next_name(text: &str) -> Option<(&str, char, &str)> {
    let inside = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '$' | '.');
    text.char_indices().zip(text.chars().skip(1)).find_map(|((at, kind), dot)| {
        let (before, after) = (text.get(..at)?, text.get(at + 2..)?);
        // `...T.x` is a spread, all else with a dot before it a member.
        let begins = !before.ends_with(inside) || before.ends_with("...");
        let named = after.starts_with(|char: char| char.is_ascii_alphabetic());
        (matches!(kind, 'K' | 'R' | 'E' | 'T') && dot == '.' && begins && named).then_some((before, kind, after))
    })
}

/// The word at the start of a text, and what comes after it.
fn word(text: &str) -> (&str, &str) {
    let end = text.find(|char: char| !char.is_ascii_alphanumeric() && char != '_').unwrap_or(text.len());
    text.split_at(end)
}
