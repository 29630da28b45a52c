//! No two values of an enum, and no two bits of a set, have the same number.

use std::collections::HashMap;

use super::Context;
use crate::{
    diagnostic::{At, Code, Diagnostic, Path, Report},
    model::NamedKind,
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for named in &context.spec.types {
        let (NamedKind::Enum { values, .. } | NamedKind::Flags { values, .. }) = &named.kind else { continue };
        let path = |name: &str| Path::of_type(&named.name).key("values").key(name).key("value");
        let mut first = HashMap::new();
        for value in values {
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
