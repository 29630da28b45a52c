//! Names of enum values and bits are PascalCase.

use super::Context;
use crate::{
    diagnostic::{Code, Diagnostic, Report, quoted},
    rust_names,
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for value in context.raw.types.iter().flat_map(|given| &given.fields.values) {
        // The list of an enum's values is called so.
        let listed = value.name.eq_ignore_ascii_case("values");
        if !rust_names::is_pascal_case(&value.name) || listed {
            let message = format!("{} can't be the name of a value", quoted(&value.name));
            report.push(Diagnostic::key(Code::ValueName, &value.path, message).help(if listed {
                "the list of all values is called so; choose another name"
            } else {
                "letters and digits, each word with a large first letter: `WaitForCar`"
            }));
        }
    }
}
