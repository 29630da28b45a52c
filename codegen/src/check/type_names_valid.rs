//! Type names are PascalCase, and no name that generated code needs for itself.

use super::Context;
use crate::{
    diagnostic::{Code, Diagnostic, Report, quoted},
    resolve::BUILT_IN,
    rust_names,
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for given in &context.raw.types {
        let name = given.name.as_str();
        let shown = quoted(name);
        let wrong = |message: String, help: &str| Diagnostic::key(Code::TypeName, &given.path, message).help(help);
        if BUILT_IN.contains(&name) {
            report.push(wrong(format!("{shown} is a built-in type"), "choose another name, such as `CarState`"));
        } else if !rust_names::is_pascal_case(name) {
            report.push(wrong(
                format!("{shown} can't be the name of a type"),
                "letters and digits, each word with a large first letter: `CarState`",
            ));
        } else if rust_names::is_generated_type(name) {
            report.push(wrong(
                format!("{shown} is a name that generated code has already"),
                "say what it is of: `CarState` rather than `State`",
            ));
        }
    }
}
