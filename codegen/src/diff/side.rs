//! One of the two specs.

use std::collections::BTreeSet;

use crate::{
    Code, Loaded,
    diagnostic::Step,
    model::{Key, Spec, Type},
};

/// A spec, and what in it waits for a person to decide.
#[derive(Debug, Clone)]
pub struct Side<'a> {
    /// The spec.
    pub spec: &'a Spec,
    /// Keys with a `todo`, as the spec writes them. Their type may stand for "not known", which is no change.
    pub undecided: BTreeSet<String>,
}

impl<'a> Side<'a> {
    /// A spec in which everything is decided.
    pub fn decided(spec: &'a Spec) -> Self {
        Self { spec, undecided: BTreeSet::new() }
    }

    /// What was loaded, if it is a spec.
    pub fn of(loaded: &'a Loaded) -> Option<Self> {
        let todo = loaded.diagnostics.iter().filter(|diagnostic| diagnostic.code == Code::Todo);
        let key = |path: &crate::diagnostic::Path| match path.steps() {
            [Step::Key(section), Step::Key(key), ..] if section == "keys" => Some(key.clone()),
            _ => None,
        };
        let undecided = todo.flat_map(|diagnostic| &diagnostic.labels).filter_map(|label| key(&label.path)).collect();
        loaded.spec.as_ref().map(|spec| Self { spec, undecided })
    }

    /// Whether the key's type only says that any JSON may come, because nobody knows better yet.
    pub(super) fn has_no_type(&self, key: &Key) -> bool {
        let types = [Some(&key.read), key.write.as_ref()];
        self.undecided.contains(key.spec_key()) && types.into_iter().flatten().any(is_json)
    }
}

fn is_json(ty: &Type) -> bool {
    match ty {
        Type::Json(_) => true,
        Type::Optional(inner) => is_json(inner),
        _ => false,
    }
}
