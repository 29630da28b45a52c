//! A setting that can be written says what a new device has.

use super::Context;
use crate::{
    diagnostic::{Code, Diagnostic, Path, Report},
    model::{CategoryKind, Type},
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for (key, given) in context.keys() {
        let config = context
            .spec
            .device
            .categories
            .get(key.category)
            .is_some_and(|category| category.kind == CategoryKind::Config);
        if config && key.writable() && key.readable() && !matches!(key.read, Type::Optional(_)) && !given.has("default")
        {
            let message = format!("the setting `{}` has no default", given.name);
            report.push(
                Diagnostic::key(Code::NoDefault, &Path::of_key(&given.name), message)
                    .note("a new device has zero, `false` or nothing there")
                    .help("add `default: …`, or make the type `optional<…>`"),
            );
        }
    }
}
