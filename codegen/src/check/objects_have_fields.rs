//! An object has a field.

use super::Context;
use crate::diagnostic::{Code, Diagnostic, Report};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for given in context.raw.types.iter().filter(|given| given.has("fields") && given.fields.fields.is_empty()) {
        let message = format!("the object `{}` has no fields", given.name);
        report.push(
            Diagnostic::key(Code::ObjectEmpty, &given.path.key("fields"), message)
                .help("add them: `ssid: { type: string(32), en: … }`"),
        );
    }
}
