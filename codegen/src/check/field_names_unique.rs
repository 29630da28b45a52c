//! Field names of an object differ in more than case and underscores: in Rust they would read the same.

use std::collections::HashMap;

use super::Context;
use crate::{
    diagnostic::{At, Code, Diagnostic, Path, Report},
    model::NamedKind,
    rust_names::alike,
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for named in &context.spec.types {
        let NamedKind::Object { fields, .. } = &named.kind else { continue };
        let path = |name: &str| Path::of_type(&named.name).key("fields").key(name);
        let mut first: HashMap<String, &str> = HashMap::new();
        for field in fields {
            match first.get(&alike(&field.name)) {
                None => {
                    first.insert(alike(&field.name), &field.name);
                }
                Some(first) => {
                    let message = format!("the fields `{first}` and `{}` read alike", field.name);
                    report.push(
                        Diagnostic::key(Code::FieldDuplicate, &path(&field.name), message)
                            .also(&path(first), At::Key, "the other one")
                            .note("both would have the same name in Rust"),
                    );
                }
            }
        }
    }
}
