//! A unit stands at what can be counted or measured.

use super::{Context, sites};
use crate::{
    diagnostic::{Code, Diagnostic, Report},
    model::{NamedKind, Spec, Type},
};

/// An object may have one: that of the numbers in it.
pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for site in sites::all(context).into_iter().filter(|site| site.unit) {
        let path = site.path.key("unit");
        if site.limits.unit.as_ref().is_some_and(|unit| unit.trim().is_empty()) {
            report
                .push(Diagnostic::value(Code::Unit, &path, "the unit is empty").help("remove it where there is none"));
        } else if let Some(what) = unmeasured(site.ty, context.spec) {
            report
                .push(Diagnostic::key(Code::Unit, &path, format!("{what} has no unit")).help("only numbers have one"));
        }
    }
}

fn unmeasured(ty: &Type, spec: &Spec) -> Option<&'static str> {
    match sites::bare(ty) {
        Type::Bool => Some("a bool"),
        Type::Text(_) => Some("a string"),
        Type::Named(id) => match spec.types.get(id.0)?.kind {
            NamedKind::Enum { .. } => Some("an enum"),
            NamedKind::Flags { .. } => Some("a bit set"),
            NamedKind::Object { .. } => None,
        },
        Type::Json(_) => Some("JSON of unknown shape"),
        Type::Array { item, .. } => unmeasured(item, spec),
        _ => None,
    }
}
