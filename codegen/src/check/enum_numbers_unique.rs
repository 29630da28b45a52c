//! No two values of an enum, and no two bits of a set, have the same number, or names that read alike.

use std::collections::HashMap;

use super::Context;
use crate::{
    diagnostic::{At, Code, Diagnostic, Path, Report},
    model::NamedKind,
    rust_names::alike,
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for named in &context.spec.types {
        let (NamedKind::Enum { values, .. } | NamedKind::Flags { values, .. }) = &named.kind else { continue };
        let path = |name: &str| Path::of_type(&named.name).key("values").key(name).key("value");
        let mut first = HashMap::new();
        let mut names = HashMap::new();
        for value in values {
            if let Some(first) = names.insert(alike(&value.name), &value.name) {
                let message = format!("`{first}` and `{}` read alike", value.name);
                let at = |name: &str| Path::of_type(&named.name).key("values").key(name);
                report.push(
                    Diagnostic::key(Code::EnumDuplicate, &at(&value.name), message)
                        .also(&at(first), At::Key, "the other one")
                        .note("names of values differ in more than case"),
                );
            }
            match first.get(&value.value) {
                None => {
                    first.insert(value.value, &value.name);
                }
                Some(first) => {
                    let message = format!("`{}` and `{first}` both are {}", value.name, value.value);
                    report.push(Diagnostic::value(Code::EnumDuplicate, &path(&value.name), message).also(
                        &path(first),
                        At::Value,
                        "first used here",
                    ));
                }
            }
        }
    }
}
