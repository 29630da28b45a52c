//! Field names of an object differ, in more than case where a write may give them in any case.

use std::collections::HashMap;

use super::Context;
use crate::{
    diagnostic::{At, Code, Diagnostic, Path, Report},
    model::NamedKind,
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for named in &context.spec.types {
        let NamedKind::Object { any_case: true, fields } = &named.kind else { continue };
        let path = |name: &str| Path::of_type(&named.name).key("fields").key(name);
        let mut first: HashMap<String, &str> = HashMap::new();
        for field in fields {
            match first.get(&field.name.to_lowercase()) {
                None => {
                    first.insert(field.name.to_lowercase(), &field.name);
                }
                Some(first) => {
                    let message = format!("the fields `{first}` and `{}` differ in case only", field.name);
                    report.push(
                        Diagnostic::key(Code::FieldDuplicate, &path(&field.name), message)
                            .also(&path(first), At::Key, "the other one")
                            .note("`any_case: true` takes both for the same"),
                    );
                }
            }
        }
    }
}
