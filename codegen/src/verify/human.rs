//! A report as people read it in a terminal.

use super::{Report, draft, fit::short};

/// Drafts of more keys than these are not shown unasked.
const DRAFTS: usize = 5;
/// Where lists of keys are broken.
const WIDTH: usize = 100;

/// Writes a report for people.
pub fn human(report: &Report, color: bool) -> String {
    let bold = |text: &str| if color { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() };
    let mut parts = Vec::new();
    if !report.different.is_empty() {
        let mut rows = Vec::new();
        for difference in &report.different {
            for misfit in &difference.misfits {
                let times = if misfit.times > 1 { format!(" ({} times)", misfit.times) } else { String::new() };
                let path = format!("{}{}", difference.key, misfit.path);
                rows.push([path, misfit.kind.words().to_owned(), format!("{}{times}", misfit.message)]);
            }
        }
        parts.push(format!("{}\n{}", bold("Other than the spec says"), table(&rows)));
    }
    if !report.unknown.is_empty() {
        let row = |unknown: &super::Unknown| [unknown.key.clone(), unknown.draft.ty.clone(), short(&unknown.value)];
        let rows: Vec<_> = report.unknown.iter().map(row).collect();
        parts.push(format!("{}\n{}", bold("Not in the spec"), table(&rows)));
        if report.unknown.len() <= DRAFTS {
            let drafts = draft::yaml(report.unknown.iter().map(|unknown| &unknown.draft));
            parts.push(format!("{}\n{drafts}", bold("Drafts for the spec")));
        } else {
            parts.push("`--drafts FILE` writes a draft of each for the spec.\n".to_owned());
        }
    }
    if !report.missing.is_empty() && !report.partial {
        let keys = report.missing.iter().map(|missing| missing.key.as_str());
        parts.push(format!("{}\n{}", bold("Not on the device"), wrapped(keys)));
    }
    if !report.written.is_empty() {
        let rows: Vec<_> =
            report.written.iter().map(|tried| [tried.key.clone(), tried.outcome.words(), String::new()]).collect();
        parts.push(format!("{}\n{}", bold("Set and restored"), table(&rows)));
    }
    parts.push(format!("{}\n", summary(report)));
    parts.join("\n")
}

/// The counts, in one or two sentences.
pub(super) fn summary(report: &Report) -> String {
    let keys = |count: usize| if count == 1 { "1 key".to_owned() } else { format!("{count} keys") };
    let mut counts = vec![format!("{} as the spec of {} says", report.fitting, report.device)];
    if !report.different.is_empty() {
        counts.push(format!("{} otherwise", report.different.len()));
    }
    if !report.unknown.is_empty() {
        counts.push(format!("{} not in the spec", report.unknown.len()));
    }
    let mut text = format!("{}: {}: {}", report.source, keys(report.keys), counts.join(", "));
    match (report.missing.len(), report.partial) {
        (0, _) => text.push_str("; none is missing"),
        (count, false) => text.push_str(&format!("; {} missing", keys(count))),
        (count, true) => text.push_str(&format!("; the other {} were not asked for", keys(count))),
    }
    let refused = report.written.iter().filter(|tried| !tried.outcome.is_fine()).count();
    if !report.written.is_empty() {
        text.push_str(&format!("; {} of {} written well", report.written.len() - refused, keys(report.written.len())));
    }
    if !report.notes.is_empty() {
        text.push_str(&format!("; left out as no keys: {}", report.notes.join(", ")));
    }
    text
}

fn table(rows: &[[String; 3]]) -> String {
    let width = |column: usize, most: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0).min(most)
    };
    let (first, second) = (width(0, 32), width(1, 48));
    let line = |[a, b, c]: &[String; 3]| format!("  {a:first$}  {b:second$}  {c}").trim_end().to_owned() + "\n";
    rows.iter().map(line).collect()
}

fn wrapped<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    let mut line = String::from(" ");
    for word in words {
        if line.len() + 1 + word.len() > WIDTH {
            text.push_str(&line);
            text.push('\n');
            line = String::from(" ");
        }
        line.push(' ');
        line.push_str(word);
    }
    text + &line + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::{Capture, Found, fixture, hold};

    fn shown(json: &str) -> String {
        human(&hold(&fixture::spec(), &Capture::read(json).unwrap(), Found::File, "lamp.json"), false)
    }

    #[test]
    fn a_device_that_fits_is_one_line() {
        assert_eq!(shown(fixture::GOOD), "lamp.json: 9 keys: 9 as the spec of lamp says; none is missing\n");
    }

    #[test]
    fn a_report_has_a_part_for_each_thing_that_differs() {
        let expected = "\
Other than the spec says
  bri  range  is 101, outside of 0..100

Not in the spec
  hue  uint16  `300`

Drafts for the spec
keys:
  hue:
    name: hue
    type: uint16                  # seen: 300
    access: R
    category: Status
    en: { title: TODO, text: TODO }
    todo: all of this was inferred from one value of a device

Not on the device
  swi mod prb net col tmp pwd ext

lamp.json: 2 keys: 0 as the spec of lamp says, 1 otherwise, 1 not in the spec; 8 keys missing
";
        assert_eq!(shown(r#"{"bri":101,"hue":300}"#), expected);
    }

    #[test]
    fn text_of_a_device_cannot_steer_the_terminal() {
        assert!(!shown("{\"hue\":\"\\u001b[2J\"}").contains('\x1b'));
    }
}
