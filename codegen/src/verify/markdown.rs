//! A report as Markdown, for an issue or a wiki.

use super::{Report, draft, fit::short, human::summary};

/// Writes a report as Markdown.
pub fn markdown(report: &Report) -> String {
    let mut text = format!("# {} held against its spec\n\n{}.\n", plain(&report.device), plain(&summary(report)));
    if !report.different.is_empty() {
        text.push_str("\n## Other than the spec says\n\n| key | what | how |\n| --- | --- | --- |\n");
        for difference in &report.different {
            for misfit in &difference.misfits {
                let path = format!("{}{}", difference.key, misfit.path);
                let times = if misfit.times > 1 { format!(" ({} times)", misfit.times) } else { String::new() };
                text.push_str(&row(&[&code(&path), misfit.kind.words(), &format!("{}{times}", cell(&misfit.message))]));
            }
        }
    }
    if !report.unknown.is_empty() {
        text.push_str("\n## Not in the spec\n\n| key | seems to be | value |\n| --- | --- | --- |\n");
        for unknown in &report.unknown {
            text.push_str(&row(&[&code(&unknown.key), &code(&unknown.draft.ty), &cell(&short(&unknown.value))]));
        }
        let drafts = draft::yaml(report.unknown.iter().map(|unknown| &unknown.draft));
        text.push_str(&format!("\nDrafts for the spec:\n\n```yaml\n{drafts}```\n"));
    }
    if !report.missing.is_empty() && !report.partial {
        let keys: Vec<_> = report.missing.iter().map(|missing| code(&missing.key)).collect();
        text.push_str(&format!("\n## Not on the device\n\n{}\n", keys.join(", ")));
    }
    if !report.written.is_empty() {
        text.push_str("\n## Set and restored\n\n| key | what became of it |\n| --- | --- |\n");
        for tried in &report.written {
            text.push_str(&row(&[&code(&tried.key), &plain(&tried.outcome.words())]));
        }
    }
    text
}

fn row(cells: &[&str]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

fn code(text: &str) -> String {
    format!("`{}`", cell(text).replace('`', "'"))
}

/// What stands in backticks already keeps its signs; a bar would end the cell all the same.
fn cell(text: &str) -> String {
    text.replace(['\n', '\r'], " ").replace('|', "\\|")
}

/// Text of somebody else's, without a meaning in Markdown.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for char in text.chars() {
        if "\\`*_[]<>|#".contains(char) {
            out.push('\\');
        }
        out.push(if char.is_control() { ' ' } else { char });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::{Capture, Found, fixture, hold};

    fn shown(json: &str) -> String {
        markdown(&hold(&fixture::spec(), &Capture::read(json).unwrap(), Found::File, "lamp.json"))
    }

    #[test]
    fn a_difference_is_a_row() {
        assert!(shown(r#"{"bri":101}"#).contains("\n| `bri` | range | is 101, outside of 0..100 |\n"));
    }

    #[test]
    fn a_value_can_not_end_its_cell() {
        assert!(shown(r#"{"hue":"a|b"}"#).contains("| `hue` | `string(16)` | `\"a\\|b\"` |\n"));
    }

    #[test]
    fn drafts_stand_in_a_block() {
        assert!(shown(r#"{"hue":1}"#).contains("```yaml\nkeys:\n  hue:\n"));
    }
}
