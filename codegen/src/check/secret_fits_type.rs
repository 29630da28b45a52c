//! A secret is text, or holds text: a number or a switch can be guessed from what the device does.

use super::{Context, sites};
use crate::{
    diagnostic::{Code, Diagnostic, Report},
    model::{NamedKind, Spec, Type},
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for (key, given) in context.keys().filter(|(key, _)| key.secret) {
        if !holds_text(&key.read, context.spec) && !holds_text(key.written(), context.spec) {
            let message = format!("the key `{}` is no text, so it can't be secret", given.name);
            report.push(
                Diagnostic::key(Code::Secret, &given.path.key("secret"), message)
                    .help("remove `secret`, or keep the key inside with `transports: []`"),
            );
        }
    }
}

fn holds_text(ty: &Type, spec: &Spec) -> bool {
    match sites::bare(ty) {
        Type::Text(_) | Type::Json(_) => true,
        Type::Array { item, .. } => holds_text(item, spec),
        Type::Either(first, second) => holds_text(first, spec) || holds_text(second, spec),
        Type::Named(id) => {
            matches!(spec.types.get(id.0).map(|named| &named.kind), Some(NamedKind::Object { .. }))
        }
        _ => false,
    }
}
