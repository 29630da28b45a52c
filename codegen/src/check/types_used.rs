//! A type that nothing refers to is probably a mistake.

use super::Context;
use crate::diagnostic::{Code, Diagnostic, Report};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    // What refers to it may be what is wrong.
    if report.has_errors() {
        return;
    }
    for given in context.raw.types.iter().filter(|given| !context.used.contains(&given.name)) {
        let message = format!("nothing is of the type `{}`", given.name);
        report.push(Diagnostic::key(Code::TypeUnused, &given.path, message).help("use it, or remove it"));
    }
}
