//! Nothing is stored more often than once a second.

use super::Context;
use crate::{
    diagnostic::{Code, Diagnostic, Report},
    model::PERSIST_MS,
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for (key, given) in context.keys().filter(|(key, _)| key.persist && key.persist_ms < PERSIST_MS) {
        let message = format!("`{}` would be stored more often than flash bears", given.name);
        report.push(
            Diagnostic::value(Code::Persist, &given.path.key("persist"), message)
                .note(format!("it says {} ms", key.persist_ms))
                .help("`true` stores a changed value within a second, which is the shortest"),
        );
    }
}
