use std::collections::HashSet;

use super::{Diagnostic, Label, Severity};
use crate::{
    diagnostic::At,
    source::{place, tree::Node},
};

/// Collects problems while the spec is read.
#[derive(Debug, Default)]
pub(crate) struct Report {
    diagnostics: Vec<Diagnostic>,
}

/// More than anyone reads; a text of nothing but mistakes must not fill the memory.
const MOST: usize = 10_000;

impl Report {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < MOST {
            self.diagnostics.push(diagnostic);
        }
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The problems in the order of the text. Of a family, whose members all break a rule at one place, one is kept.
    pub(crate) fn finish(self, tree: Option<&Node<'_>>) -> Vec<Diagnostic> {
        let place = |label: &Label| match (&label.at, tree) {
            (At::Bytes(bytes), _) => bytes.clone(),
            (_, Some(tree)) => place::find(tree, label),
            (_, None) => 0..0,
        };
        let mut seen = HashSet::new();
        let mut placed: Vec<_> = self
            .diagnostics
            .into_iter()
            .map(|diagnostic| (diagnostic.labels.first().map(place).unwrap_or_default(), diagnostic))
            .filter(|(place, diagnostic)| seen.insert((diagnostic.code, place.clone())))
            .collect();
        placed.sort_by_key(|(place, diagnostic)| (place.start, diagnostic.code));
        placed.into_iter().map(|(_, diagnostic)| diagnostic).collect()
    }
}
