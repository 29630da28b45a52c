//! For a person at a terminal.

use super::{
    Diff, Language, Level,
    lines::{Line, MOST_KEYS, lines},
};

/// The changes in plain text, one line each, then what the rules mean, then how many there are.
pub fn text(diff: &Diff) -> String {
    let mut text = String::new();
    for level in Level::ALL {
        for line in lines(diff, level, None) {
            text.push_str(&shown(&line, level));
        }
    }
    if diff.changes.is_empty() {
        return "nothing changed\n".to_owned();
    }
    text.push('\n');
    for rule in diff.rules().into_iter().filter(|rule| rule.level() != Level::Compatible) {
        text.push_str(&format!("{rule}: {}\n", rule.why(Language::English)));
    }
    if diff.count(Level::Compatible) < diff.changes.len() {
        text.push('\n');
    }
    let counted = |level, one: &str, many: &str| match diff.count(level) {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    let counts = [
        counted(Level::Breaking, "breaking change", "breaking changes"),
        counted(Level::Warning, "warning", "warnings"),
        counted(Level::Compatible, "compatible change", "compatible changes"),
    ];
    text.push_str(&counts.join(", "));
    text.push('\n');
    text
}

fn shown(line: &Line<'_>, level: Level) -> String {
    let rule = line.first.rule;
    let mut shown = format!("{}: {}: {}", level.as_str(), subject(line), rule.what(Language::English));
    if let Some(language) = &line.first.language {
        shown.push_str(&format!(" ({language})"));
    }
    let details: Vec<_> = line.details.iter().filter_map(|(old, new)| detail(*old, *new)).collect();
    if !details.is_empty() && !rule.is_prose() {
        shown.push_str(&format!(": {}", details.join(", ")));
    }
    shown.push_str(&format!(" [{rule}]\n"));
    if rule.is_prose() {
        for (old, new) in &line.details {
            for (sign, text) in [("-", old), ("+", new)] {
                if let Some(text) = text {
                    shown.push_str(&format!("    {sign} {}\n", one_line(text)));
                }
            }
        }
    }
    shown
}

fn subject(line: &Line<'_>) -> String {
    let (subject, keys) = line.subject();
    match keys.get(..MOST_KEYS.min(keys.len())) {
        Some(named) if !named.is_empty() => {
            let more = if keys.len() > MOST_KEYS { ", …" } else { "" };
            format!("{}{more} ({subject})", named.join(", "))
        }
        _ => subject,
    }
}

/// `6..32 → 6..16`
fn detail(old: Option<&str>, new: Option<&str>) -> Option<String> {
    match (old, new) {
        (Some(old), Some(new)) => Some(format!("{} → {}", one_line(old), one_line(new))),
        (Some(one), None) | (None, Some(one)) => Some(one_line(one)),
        (None, None) => None,
    }
}

/// Without what would upset a terminal.
fn one_line(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}
