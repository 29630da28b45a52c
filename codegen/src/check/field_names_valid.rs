//! Field names can be names in Rust.

use super::Context;
use crate::{
    diagnostic::{Code, Diagnostic, Report, quoted},
    rust_names,
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for field in context.raw.types.iter().flat_map(|given| &given.fields.fields) {
        let (plain, small) = (field.name.trim_matches('_'), field.name.to_ascii_lowercase());
        if plain.is_empty() || !rust_names::is_identifier(&field.name) || !rust_names::is_identifier(&small) {
            let message = format!("{} can't be the name of a field", quoted(&field.name));
            report.push(
                Diagnostic::key(Code::FieldName, &field.path, message)
                    .help("letters, digits and `_`, not starting with a digit, and not `self`, `super` or `crate`"),
            );
        }
    }
}
