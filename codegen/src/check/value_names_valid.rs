//! Names of enum values and bits are PascalCase.

use super::Context;
use crate::{
    diagnostic::{Code, Diagnostic, Report, quoted},
    rust_names,
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for value in context.raw.types.iter().flat_map(|given| &given.fields.values) {
        if !rust_names::is_pascal_case(&value.name) {
            let message = format!("{} can't be the name of a value", quoted(&value.name));
            report.push(
                Diagnostic::key(Code::ValueName, &value.path, message)
                    .help("letters and digits, each word with a large first letter: `WaitForCar`"),
            );
        }
    }
}
