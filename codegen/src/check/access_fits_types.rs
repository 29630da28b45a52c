//! `type`, `get` and `set` fit each other and the access.

use super::Context;
use crate::{
    diagnostic::{At, Code, Diagnostic, Report},
    raw::{Given, RawKey, RawText},
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for given in &context.raw.keys {
        if let Some(diagnostic) = wrong(given) {
            report.push(diagnostic);
        }
    }
}

fn wrong(given: &Given<RawKey, RawText>) -> Option<Diagnostic> {
    let name = &given.name;
    let at = |field: &str, message: String| Diagnostic::key(Code::GetAndSet, &given.path.key(field), message);
    let access = given.fields.access.as_deref();
    if given.has("type") {
        let field = ["get", "set"].into_iter().find(|field| given.has(field))?;
        let other = given.path.key("type");
        return Some(
            at(field, format!("the key `{name}` has both `type` and `{field}`"))
                .also(&other, At::Key, "")
                .help("`type` alone, or `get` and `set` where it is written as another type than it is read"),
        );
    }
    match (given.has("get"), given.has("set"), access) {
        (_, true, Some("R")) => Some(
            at("set", format!("the key `{name}` can't be written, but has a type to `set`"))
                .also(&given.path.key("access"), At::Value, "only read")
                .help("give it `access: R/W`, or a `type` only"),
        ),
        (true, _, Some("W")) => Some(
            at("get", format!("the key `{name}` can't be read, but has a type to `get`"))
                .also(&given.path.key("access"), At::Value, "only written")
                .help("give it `access: R/W`, or a `type` only"),
        ),
        (true, false, _) => {
            Some(at("get", format!("the key `{name}` has `get`, but no `set`")).help("name the one type `type`"))
        }
        (false, true, Some("R/W")) => Some(
            at("set", format!("the key `{name}` has `set`, but no `get`"))
                .help("say what is read, or name the one type `type`"),
        ),
        (true, true, _) if given.fields.get.is_some() && given.fields.get == given.fields.set => Some(
            at("set", format!("the key `{name}` is read and written as the same type"))
                .also(&given.path.key("get"), At::Value, "the same")
                .help("name it once, as `type`"),
        ),
        _ => None,
    }
}
