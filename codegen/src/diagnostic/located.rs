//! Problems for programs: as JSON, and as annotations of a pull request.

use serde::Serialize;

use super::{Diagnostic, Label, Report, Severity};
use crate::source::{Source, place, tree};

/// A problem with its places in lines and columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Located<'a> {
    /// Which rule is broken: `K0012`.
    pub code: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// One sentence: what is wrong.
    pub message: &'a str,
    /// Where; the first is the place itself.
    pub places: Vec<Place<'a>>,
    /// What else there is to know.
    pub notes: &'a [String],
    /// What would be right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<&'a str>,
}

/// A place in a spec; lines and columns count from 1, columns in characters, and the end is behind the last one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place<'a> {
    /// Which part of the spec: `keys.amp.range`.
    pub path: String,
    /// Where it begins.
    pub line: usize,
    /// See [`Place::line`].
    pub column: usize,
    /// Where it ends.
    pub end_line: usize,
    /// See [`Place::end_line`].
    pub end_column: usize,
    /// A few words, may be empty.
    pub label: &'a str,
}

/// Finds the places of problems.
pub fn located<'a>(diagnostics: &'a [Diagnostic], source: &Source) -> Vec<Located<'a>> {
    if diagnostics.is_empty() {
        return Vec::new();
    }
    let tree = tree(&source.text, &mut Report::default());
    let lines = Lines::of(&source.text);
    let place = |label: &'a Label| {
        let bytes = match (&label.at, &tree) {
            (super::At::Bytes(bytes), _) => bytes.clone(),
            (_, Some(tree)) => place::find(tree, label),
            (_, None) => 0..0,
        };
        let ((line, column), (end_line, end_column)) = (lines.find(bytes.start), lines.find(bytes.end));
        Place { path: label.path.to_string(), line, column, end_line, end_column, label: &label.text }
    };
    let one = |diagnostic: &'a Diagnostic| Located {
        code: diagnostic.code.as_str(),
        severity: match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        message: &diagnostic.message,
        places: diagnostic.labels.iter().map(place).collect(),
        notes: &diagnostic.notes,
        help: diagnostic.help.as_deref(),
    };
    diagnostics.iter().map(one).collect()
}

/// Problems as GitHub's workflow commands, one a line: shown beside the line of a pull request.
pub fn github(diagnostics: &[Diagnostic], source: &Source) -> String {
    located(diagnostics, source)
        .iter()
        .map(|problem| {
            let mut text = problem.message.to_owned();
            for place in problem.places.iter().skip(1).filter(|place| !place.label.is_empty()) {
                text.push_str(&format!("\n{} (line {})", place.label, place.line));
            }
            for note in problem.notes {
                text.push_str(&format!("\nnote: {note}"));
            }
            if let Some(help) = problem.help {
                text.push_str(&format!("\nhelp: {help}"));
            }
            let place = problem.places.first().map_or_else(String::new, |place| {
                // GitHub shows a column only of what stands in one line, and wants the last one, not the next.
                let columns = if place.line == place.end_line {
                    format!(",col={},endColumn={}", place.column, place.end_column.saturating_sub(1).max(place.column))
                } else {
                    String::new()
                };
                format!(",line={},endLine={}{columns}", place.line, place.end_line)
            });
            let name = property(&source.name);
            format!("::{} file={name}{place},title={}::{}\n", problem.severity, problem.code, data(&text))
        })
        .collect()
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Where each line of a text begins.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(ends).collect() }
    }

    /// Line and column of a byte.
    fn find(&self, at: usize) -> (usize, usize) {
        /// In a longer line nobody counts characters; counting bytes there keeps many problems in one line quick.
        const LONGEST: usize = 16 * 1024;
        let line = self.starts.partition_point(|start| *start <= at);
        let start = line.checked_sub(1).and_then(|line| self.starts.get(line)).copied().unwrap_or(0);
        let at = at.min(self.text.len());
        let column = match self.text.get(start..at) {
            Some(before) if before.len() <= LONGEST => before.chars().count(),
            _ => at.saturating_sub(start),
        };
        (line, column + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Code, diagnostic::Path};

    fn source() -> Source {
        let text = "format: 1\nkeys:\n  a: { en: überall, range: 9..2 }\n";
        Source { name: "a,b.yaml".to_owned(), text: text.to_owned() }
    }

    fn problem() -> Diagnostic {
        let path = Path::of_key("a").key("range");
        Diagnostic::value(Code::RangeEmpty, &path, "100% wrong").help("swap\nthem")
    }

    #[test]
    fn a_place_is_counted_in_characters_from_1() {
        let problems = [problem()];
        let located = located(&problems, &source());
        let place = &located[0].places[0];
        assert_eq!((place.line, place.column, place.end_line, place.end_column), (3, 28, 3, 32));
        assert_eq!(place.path, "keys.a.range");
    }

    #[test]
    fn an_annotation_is_one_line_with_its_signs_escaped() {
        assert_eq!(
            github(&[problem()], &source()),
            "::error file=a%2Cb.yaml,line=3,endLine=3,col=28,endColumn=31,title=K0058::100%25 wrong%0Ahelp: swap%0Athem\n"
        );
    }
}
