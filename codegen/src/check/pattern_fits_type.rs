//! Only strings have a pattern.

use super::{Context, sites};
use crate::{
    diagnostic::{Code, Diagnostic, Report},
    model::Type,
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for site in sites::all(context).into_iter().filter(|site| site.pattern) {
        if !matches!(sites::bare(site.ty), Type::Text(_)) {
            report.push(
                Diagnostic::key(Code::PatternType, &site.path.key("pattern"), "only a string has a pattern")
                    .help("numbers have a `range`; for the strings in a list, name a type with the pattern"),
            );
        }
    }
}
