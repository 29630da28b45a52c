//! For programs.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Change, Diff, Language, Level};

#[derive(Serialize)]
struct Report<'a> {
    breaking: usize,
    warning: usize,
    compatible: usize,
    changes: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    level: &'static str,
    rule: &'static str,
    path: String,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    keys: &'a [String],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    titles: &'a BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<&'a str>,
    why: &'static str,
}

/// The changes as one JSON object: how many of each level, and `changes`, each with `level`, `rule`, `path` and what
/// else there is of it.
///
/// # Errors
/// When it can't be written as JSON, which no diff is known to cause.
pub fn json(diff: &Diff) -> Result<String, serde_json::Error> {
    let report = Report {
        breaking: diff.count(Level::Breaking),
        warning: diff.count(Level::Warning),
        compatible: diff.count(Level::Compatible),
        changes: diff.changes.iter().map(entry).collect(),
    };
    serde_json::to_string_pretty(&report).map(|text| text + "\n")
}

fn entry(change: &Change) -> Entry<'_> {
    Entry {
        level: change.rule.level().as_str(),
        rule: change.rule.name(),
        path: change.place.path(),
        keys: &change.keys,
        titles: &change.titles,
        language: change.language.as_deref(),
        old: change.old.as_deref(),
        new: change.new.as_deref(),
        why: change.rule.why(Language::English),
    }
}
