//! A changelog. The words around it stand in `templates/<language>/changelog.md`.

use std::collections::BTreeSet;

use askama::Template;

use super::{
    Diff, Language, Level, Rule,
    lines::{Line, MOST_KEYS, lines},
};
use crate::docs::markdown;

/// What a changelog says, made safe for Markdown.
struct Changelog {
    old: String,
    new: String,
    breaking: usize,
    warnings: usize,
    compatible: usize,
    sections: Vec<Section>,
    rules: Vec<RuleRow>,
}

struct Section {
    level: Level,
    entries: Vec<Entry>,
}

struct Entry {
    subject: String,
    keys: Vec<String>,
    has_more_keys: bool,
    title: Option<String>,
    what: &'static str,
    language: Option<String>,
    is_prose: bool,
    details: Vec<Detail>,
    rule: &'static str,
}

struct Detail {
    old: Option<String>,
    new: Option<String>,
}

struct RuleRow {
    name: &'static str,
    level: Level,
    why: &'static str,
}

#[derive(Template)]
#[template(path = "en/changelog.md")]
struct English<'a> {
    v: &'a Changelog,
}

#[derive(Template)]
#[template(path = "de/changelog.md")]
struct German<'a> {
    v: &'a Changelog,
}

/// The changes as a Markdown page, `old` and `new` being what people call the two specs.
///
/// # Errors
/// When the template fails, which no diff is known to cause.
pub fn markdown(diff: &Diff, old: &str, new: &str, language: Language) -> Result<String, askama::Error> {
    let v = &Changelog {
        old: markdown::text(old),
        new: markdown::text(new),
        breaking: told(diff, Level::Breaking, language),
        warnings: told(diff, Level::Warning, language),
        compatible: told(diff, Level::Compatible, language),
        sections: Level::ALL.into_iter().filter_map(|level| section(diff, level, language)).collect(),
        rules: rules(diff, language),
    };
    let page = match language {
        Language::English => English { v }.render(),
        Language::German => German { v }.render(),
    };
    page.map(|page| markdown::tidy(&page))
}

/// How many changes of a level the page shows: a text in another language is none of its reader's business.
fn told(diff: &Diff, level: Level, language: Language) -> usize {
    lines(diff, level, Some(language)).iter().map(|line| line.details.len()).sum()
}

fn section(diff: &Diff, level: Level, language: Language) -> Option<Section> {
    let entries: Vec<_> = lines(diff, level, Some(language)).iter().map(|line| entry(diff, line, language)).collect();
    (!entries.is_empty()).then_some(Section { level, entries })
}

fn entry(diff: &Diff, line: &Line<'_>, language: Language) -> Entry {
    let rule = line.first.rule;
    let shown = |text: &str| if rule.is_prose() { markdown::text(text) } else { markdown::code(text) };
    let (subject, keys) = line.subject();
    let details = line.details.iter().filter(|(old, new)| old.is_some() || new.is_some());
    Entry {
        subject: markdown::code(&subject),
        keys: keys.iter().take(MOST_KEYS).map(|key| markdown::code(key)).collect(),
        has_more_keys: keys.len() > MOST_KEYS,
        title: line.title(diff, language).map(markdown::text),
        what: rule.what(language),
        language: line.first.language.as_deref().filter(|tag| *tag != language.tag()).map(markdown::text),
        is_prose: rule.is_prose(),
        details: details.map(|(old, new)| Detail { old: old.map(shown), new: new.map(shown) }).collect(),
        rule: rule.name(),
    }
}

/// The rules of what the page shows, in the order of their table.
fn rules(diff: &Diff, language: Language) -> Vec<RuleRow> {
    let shown = Level::ALL.into_iter().flat_map(|level| lines(diff, level, Some(language)));
    let rules: BTreeSet<Rule> = shown.map(|line| line.first.rule).collect();
    let row = |rule: Rule| RuleRow { name: rule.name(), level: rule.level(), why: rule.why(language) };
    rules.into_iter().map(row).collect()
}
