//! A secret is text, or holds text: a number or a switch can be guessed from what the device does. A password in a URL
//! is masked in a string that is written as it is read, and no new device has one.

use super::{Context, sites};
use crate::{
    diagnostic::{Code, Diagnostic, Report},
    model::{Key, NamedKind, Secret, Spec, Type, Value, url_password},
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for (key, given) in context.keys() {
        let at = given.path.key("secret");
        match key.secret {
            Secret::UrlPassword if !is_plain_text(key) => report.push(
                Diagnostic::key(
                    Code::Secret,
                    &at,
                    format!("the key `{}` is no string that is written as it is read, so it holds no URL", given.name),
                )
                .help("give it `type: string(128)`, or say `secret: true`"),
            ),
            Secret::Written if !key.is_command() || !key.readable() => report.push(
                Diagnostic::key(
                    Code::Secret,
                    &at,
                    format!("the key `{}` is read as it is written, or not at all", given.name),
                )
                .help("say `secret: true`, or give it another type to `get` than to `set`"),
            ),
            Secret::UrlPassword if has_password(key) => report.push(
                Diagnostic::value(
                    Code::Secret,
                    &given.path.key("default"),
                    format!("the default of `{}` holds a password, which then everybody knows", given.name),
                )
                .help("leave the password out"),
            ),
            _ => {}
        }
    }
    for (key, given) in context.keys().filter(|(key, _)| key.is_secret()) {
        if !holds_text(&key.read, context.spec) && !holds_text(key.written(), context.spec) {
            let message = format!("the key `{}` is no text, so it can't be secret", given.name);
            report.push(
                Diagnostic::key(Code::Secret, &given.path.key("secret"), message)
                    .help("remove `secret`, or keep the key inside with `transports: []`"),
            );
        }
    }
}

fn is_plain_text(key: &Key) -> bool {
    matches!(sites::bare(&key.read), Type::Text(_)) && !key.is_command()
}

fn has_password(key: &Key) -> bool {
    matches!(&key.default, Some(Value::Text(url)) if url_password(url).is_some())
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
