//! `either<A, B>` stands for what is written, never for what is read, and never inside another type.

use super::{Context, sites};
use crate::{
    diagnostic::{Code, Diagnostic, Path, Report},
    model::{NamedKind, Type},
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    let mut wrong = |path: Path, why: &str| {
        report.push(
            Diagnostic::value(Code::EitherRead, &path, format!("`either<…>` can't stand here: {why}"))
                .help("use it for what is written: `get: bool` and `set: either<bool, uint8>`"),
        );
    };
    for (key, given) in context.keys() {
        let field = if given.has("get") { "get" } else { "type" };
        let field = if given.has(field) { field } else { "set" };
        if holds(&key.read, key.readable()) {
            wrong(given.path.key(field), if key.readable() { "a value is read as one type" } else { INSIDE });
        }
        if key.write.as_ref().is_some_and(|write| holds(write, false)) {
            wrong(given.path.key("set"), INSIDE);
        }
    }
    for named in &context.spec.types {
        let NamedKind::Object { fields, .. } = &named.kind else { continue };
        for field in fields.iter().filter(|field| holds(&field.ty, true)) {
            wrong(Path::of_type(&named.name).key("fields").key(&field.name).key("type"), INSIDE);
        }
    }
}

const INSIDE: &str = "it is not the whole of what is written";

/// Whether there is an `either`; with `anywhere` false, whether there is one below the top.
fn holds(ty: &Type, anywhere: bool) -> bool {
    match ty {
        Type::Either(first, second) => anywhere || holds(first, true) || holds(second, true),
        Type::Array { item, .. } => holds(item, true),
        Type::Optional(_) => holds(sites::bare(ty), true),
        _ => false,
    }
}
