//! Readable names are snake_case and can name functions.

use super::Context;
use crate::{
    diagnostic::{Code, Diagnostic, Report, quoted},
    rust_names,
};

const LONGEST: usize = 64;

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for (key, given) in context.all_keys().filter(|(_, given)| given.has("name") && given.fields.name.is_some()) {
        let name = &key.name;
        let path = given.path.key("name");
        let wrong = |message: String, help: &str| Diagnostic::value(Code::Name, &path, message).help(help);
        let shown = quoted(name);
        if !rust_names::is_snake_case(name) {
            let message = format!("{shown} is no readable name");
            report.push(wrong(message, "small letters, digits and `_`, starting with a letter: `requested_current`"));
        } else if name.len() > LONGEST {
            let message = format!("{shown} is longer than {LONGEST} characters");
            report.push(wrong(message, "a few words are enough; the texts say the rest"));
        } else if !rust_names::is_identifier(name) || rust_names::is_method_of_generated(name) {
            let message =
                format!("{shown} can't be a name: generated code has it already, or Rust keeps it for itself");
            report.push(wrong(message, "choose a more telling one"));
        }
    }
}
