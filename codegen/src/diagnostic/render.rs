//! Draws problems as rustc draws its own.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Label, Report, Severity};
use crate::source::{Source, place, tree};

/// As many are drawn; the rest is counted.
const MOST: usize = 50;
/// Widest excerpt; longer lines are cut around the place.
const WIDTH: usize = 140;

/// Draws the first fifty problems and counts the rest.
pub fn render(diagnostics: &[Diagnostic], source: &Source, color: bool) -> String {
    let mut text = String::new();
    for drawn in render_each(diagnostics, source, color) {
        text.push_str(&drawn);
        text.push_str("\n\n");
    }
    if let Some(rest) = diagnostics.get(MOST..).filter(|rest| !rest.is_empty()) {
        text.push_str(&format!("… and {} more\n\n", rest.len()));
    }
    if let Some(summary) = summary(diagnostics) {
        text.push_str(&summary);
        text.push('\n');
    }
    text
}

/// Draws the first fifty problems, each by itself.
pub fn render_each(diagnostics: &[Diagnostic], source: &Source, color: bool) -> Vec<String> {
    if diagnostics.is_empty() {
        return Vec::new();
    }
    let tree = tree(&source.text, &mut Report::default());
    let renderer = if color { Renderer::styled() } else { Renderer::plain() }.term_width(WIDTH);
    let find = |label: &Label| match (&label.at, &tree) {
        (super::At::Bytes(bytes), _) => bytes.clone(),
        (_, Some(tree)) => place::find(tree, label),
        (_, None) => 0..0,
    };
    diagnostics.iter().take(MOST).map(|diagnostic| draw(diagnostic, source, &renderer, &find)).collect()
}

/// `2 errors and 1 warning`, or nothing when there is nothing.
pub fn summary(diagnostics: &[Diagnostic]) -> Option<String> {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    let count = |count: usize, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{count} {word}s")),
    };
    let parts: Vec<_> =
        [count(errors, "error"), count(diagnostics.len() - errors, "warning")].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" and "))
}

fn draw(
    diagnostic: &Diagnostic,
    source: &Source,
    renderer: &Renderer,
    find: &dyn Fn(&Label) -> Range<usize>,
) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.as_str());
    let places: Vec<_> =
        diagnostic.labels.iter().map(|label| (first_line(&source.text, find(label)), label.text.as_str())).collect();
    let mut group = Group::with_title(title);
    group = excerpts(group, source, &places);
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer.render(&[group])
}

/// Most bytes of an excerpt: drawing takes time with every line that it is given, and with the length of each.
const LONGEST: usize = 16 * 1024;

/// The lines from the first place to the last; where that is too much, each place by itself.
fn excerpts<'a>(mut group: Group<'a>, source: &'a Source, places: &[(Range<usize>, &'a str)]) -> Group<'a> {
    if let Some(excerpt) = excerpt(source, places, 0) {
        return group.element(excerpt);
    }
    for (i, (place, label)) in places.iter().enumerate() {
        group = match excerpt(source, &[(place.clone(), *label)], i) {
            Some(excerpt) => group.element(excerpt),
            // A line that nobody would read: name the place only.
            None => {
                let before = source.text.get(..place.start).unwrap_or_default();
                let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
                let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
                group.element(Origin::path(source.name.as_str()).line(line).char_column(column))
            }
        };
    }
    group
}

/// The lines that hold the places, if that is not too much. `number` is that of the first place among all.
fn excerpt<'a>(
    source: &'a Source,
    places: &[(Range<usize>, &'a str)],
    number: usize,
) -> Option<Snippet<'a, Annotation<'a>>> {
    let text = source.text.as_str();
    let from = places.iter().map(|(place, _)| place.start).min()?;
    let to = places.iter().map(|(place, _)| place.end).max()?;
    let from = text.get(..from).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let to = text.get(to..).and_then(|after| after.find('\n')).map_or(text.len(), |at| to + at);
    let lines = text.get(from..to).filter(|lines| lines.len() <= LONGEST)?;
    let line = text.get(..from).map_or(0, |before| before.bytes().filter(|byte| *byte == b'\n').count()) + 1;
    let mut snippet = Snippet::source(lines).line_start(line).path(source.name.as_str());
    for (i, (place, label)) in places.iter().enumerate() {
        let kind = if i + number == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let mut annotation = kind.span(place.start - from..place.end - from);
        if !label.is_empty() {
            annotation = annotation.label(*label);
        }
        snippet = snippet.annotation(annotation);
    }
    Some(snippet)
}

/// The part of a place that stands on its first line, within the text and between whole characters.
fn first_line(text: &str, place: Range<usize>) -> Range<usize> {
    let mut start = place.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = place.end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let marked = text.get(start..end).unwrap_or_default();
    start..start + marked.lines().next().unwrap_or_default().len()
}
