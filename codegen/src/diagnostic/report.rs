use std::collections::HashSet;

use super::{Code, Diagnostic, Label, Path, Severity, Step};
use crate::{
    diagnostic::At,
    modules::named_at,
    source::{place, tree::Node},
};

/// Collects problems while the spec is read.
#[derive(Debug, Default)]
pub(crate) struct Report {
    diagnostics: Vec<Diagnostic>,
    /// Places of text without quotes that other versions of YAML read as something else.
    loose: HashSet<Path>,
}

/// More than anyone reads; a text of nothing but mistakes must not fill the memory.
const MOST: usize = 10_000;

impl Report {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < MOST {
            self.diagnostics.push(diagnostic);
        }
    }

    /// At `path` stands text without quotes that other versions of YAML read as something else. Whether that matters is
    /// known once its type is.
    pub(crate) fn note_loose(&mut self, path: &Path) {
        self.loose.insert(path.clone());
    }

    /// See [`Report::note_loose`].
    pub(crate) fn is_loose(&self, path: &Path) -> bool {
        self.loose.contains(path)
    }

    /// The codes of all errors.
    pub(crate) fn errors(&self) -> impl Iterator<Item = Code> {
        let errors = self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        errors.map(|diagnostic| diagnostic.code)
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
            .filter(|(place, diagnostic)| {
                let message = (!of_family(diagnostic)).then(|| diagnostic.message.clone());
                seen.insert((diagnostic.code, place.clone(), message))
            })
            .collect();
        placed.sort_by_key(|(place, diagnostic)| (place.start, diagnostic.code));
        let in_module = |(place, mut diagnostic): (std::ops::Range<usize>, Diagnostic)| {
            let module = tree.filter(|_| diagnostic.code != Code::Module).and_then(|tree| named_at(tree, &place));
            diagnostic.notes.extend(module.map(|module| format!("it is in the module `{module}`")));
            diagnostic
        };
        placed.into_iter().map(in_module).collect()
    }
}

/// Whether the place is one that all members of a family share.
fn of_family(diagnostic: &Diagnostic) -> bool {
    let steps = diagnostic.labels.first().map(|label| label.path.steps()).unwrap_or_default();
    matches!(steps, [Step::Key(section), Step::Key(key), ..] if section == "keys" && key.contains('{'))
}
