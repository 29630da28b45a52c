//! What can be wrong with a spec, and how it is shown.

mod code;
mod example;
mod located;
mod path;
mod render;
mod report;

pub use code::Code;
pub use example::Example;
pub use located::{Located, Place, github, located};
pub use path::{Path, Step};
pub use render::{render, render_each, summary};
pub(crate) use report::Report;

use std::ops::Range;

/// One problem of a spec.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which rule is broken.
    pub code: Code,
    /// Whether code can still be made.
    pub severity: Severity,
    /// One sentence: what is wrong.
    pub message: String,
    /// Where; the first label is the place itself, further ones show what it clashes with.
    pub labels: Vec<Label>,
    /// What else there is to know.
    pub notes: Vec<String>,
    /// What would be right.
    pub help: Option<String>,
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Severity {
    /// Nothing can be made of the spec.
    Error,
    /// Something is odd, but clear.
    Warning,
}

/// A place in the spec and what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Which part of the spec.
    pub path: Path,
    /// Which part of that.
    pub at: At,
    /// A few words, may be empty.
    pub text: String,
}

/// What a [`Label`] marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// The name: `amp` of `amp: …`.
    Key,
    /// What stands behind the name.
    Value,
    /// These bytes of the text: for what is no well-formed YAML, and for the second of two equal names.
    Bytes(Range<usize>),
}

impl Diagnostic {
    /// A problem at the value of `path`.
    pub(crate) fn value(code: Code, path: &Path, message: impl Into<String>) -> Self {
        Self::new(code, path.clone(), At::Value, message.into())
    }

    /// A problem at the name of `path`.
    pub(crate) fn key(code: Code, path: &Path, message: impl Into<String>) -> Self {
        Self::new(code, path.clone(), At::Key, message.into())
    }

    /// A problem at some bytes of the text.
    pub(crate) fn bytes(code: Code, bytes: Range<usize>, message: impl Into<String>) -> Self {
        Self::new(code, Path::root(), At::Bytes(bytes), message.into())
    }

    fn new(code: Code, path: Path, at: At, message: String) -> Self {
        let labels = vec![Label { path, at, text: String::new() }];
        Self { code, severity: code.severity(), message, labels, notes: Vec::new(), help: None }
    }

    /// Words at the place itself.
    pub(crate) fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(first) = self.labels.first_mut() {
            first.text = text.into();
        }
        self
    }

    /// A second place.
    pub(crate) fn also(mut self, path: &Path, at: At, text: impl Into<String>) -> Self {
        self.labels.push(Label { path: path.clone(), at, text: text.into() });
        self
    }

    pub(crate) fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    pub(crate) fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// [`Diagnostic::help`], if there is any.
    pub(crate) fn help_if(mut self, text: Option<String>) -> Self {
        self.help = text.or(self.help);
        self
    }
}

/// A piece of someone's text, short enough for a sentence and without characters that would upset a terminal.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut shown = String::with_capacity(text.len().min(LONGEST) + 2);
    shown.push('`');
    for (i, char) in text.chars().enumerate() {
        if i == LONGEST {
            shown.push('…');
            break;
        }
        match char {
            '\n' => shown.push_str("\\n"),
            '\t' => shown.push_str("\\t"),
            char if char.is_control() => shown.extend(char.escape_default()),
            char => shown.push(char),
        }
    }
    shown.push('`');
    shown
}

/// `a`, `b` and `c`.
pub(crate) fn list<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    let items: Vec<String> = items.into_iter().map(quoted).collect();
    match items.as_slice() {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The candidate that `name` was probably meant to be.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Longer than any name: not worth comparing, and the comparison costs the product of both lengths.
    if name.len() > 64 {
        return None;
    }
    let most = (name.chars().count() / 3).max(1);
    let lower = name.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= 64)
        .map(|candidate| (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `did you mean …?`, if anything is near.
pub(crate) fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(name, candidates).map(|near| format!("did you mean `{near}`?"))
}
