//! A device that names its own categories has at least one.

use super::Context;
use crate::diagnostic::{Code, Diagnostic, Path, Report};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    if context.raw.device.categories.as_ref().is_some_and(Vec::is_empty) {
        let path = Path::section("device").key("categories");
        report.push(
            Diagnostic::key(Code::NoCategories, &path, "the device has no categories")
                .help("remove the field to have `Constant`, `Config`, `Status` and `Other`"),
        );
    }
}
