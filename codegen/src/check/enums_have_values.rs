//! An enum has a value, and a bit set has a bit.

use super::Context;
use crate::diagnostic::{Code, Diagnostic, Report};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for given in &context.raw.types {
        if (given.has("enum") || given.has("flags")) && given.fields.values.is_empty() {
            // Values that are there but unreadable are reported already.
            let missing = !given.has("values");
            let message = format!("the type `{}` has no values", given.name);
            let path = if missing { given.path.clone() } else { given.path.key("values") };
            report.push(
                Diagnostic::key(Code::EnumEmpty, &path, message)
                    .help("add them under `values`: `Idle: { value: 1, en: … }`"),
            );
        }
    }
}
