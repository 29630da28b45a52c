//! A key that is only written has no value, and so no default.

use super::Context;
use crate::{
    diagnostic::{At, Code, Diagnostic, Report},
    model::Access,
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for (key, given) in context.keys() {
        if key.access == Access::Write && given.has("default") {
            let message = format!("the key `{}` is only written, so it has no default", given.name);
            report.push(
                Diagnostic::key(Code::DefaultOfWritten, &given.path.key("default"), message)
                    .also(&given.path.key("access"), At::Value, "only written")
                    .help("say what one may write with `example`"),
            );
        }
    }
}
