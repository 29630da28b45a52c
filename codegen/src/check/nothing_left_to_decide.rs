//! What an import could not read with certainty is decided by a person.

use super::Context;
use crate::diagnostic::{Code, Diagnostic, Report};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for given in &context.raw.keys {
        let Some(todo) = &given.fields.todo else { continue };
        // In one line, whatever it was written as: other tools show nothing but this.
        let todo = todo.split_whitespace().collect::<Vec<_>>().join(" ");
        report.push(
            Diagnostic::key(Code::Todo, &given.path, format!("TODO `{}`: {todo}", given.name))
                .help("say it in the other fields of the key, then remove `todo`"),
        );
    }
}
