//! The keys of the password: each plays its part only if it is of the right type and tells nobody what it holds.

use super::{chooses, template::find};
use crate::{
    diagnostic::{At, Code, Diagnostic, Path, Report},
    model::{Key, KeyId, NamedKind, Password, Secret, Spec, Type},
    raw::{Raw, RawPassword},
};

/// Bytes that what is stored of a password takes.
const STORED: u32 = 128;

pub(super) fn resolve(given: &RawPassword, raw: &Raw, spec: &Spec, report: &mut Report) -> Option<Password> {
    let path = Path::section("device").key("http").key("password");
    let mut named = |field: &str, short: &Option<String>| -> Option<KeyId> {
        match short {
            Some(short) => find(short, &path.key(field), raw, spec, report),
            None => {
                report.push(
                    Diagnostic::key(Code::MissingField, &path, format!("`device.http.password` has no `{field}`"))
                        .help("it names three keys: `key`, `asked_for` and `stored_in`"),
                );
                None
            }
        }
    };
    let (key, asked_for, stored_in) =
        (named("key", &given.key), named("asked_for", &given.asked_for), named("stored_in", &given.stored_in));
    if let Some(id) = key {
        is_password(spec.key(id), &path.key("key"), report);
    }
    if let Some(id) = asked_for {
        let path = path.key("asked_for");
        let is_enum =
            matches!(&spec.key(id).read, Type::Named(id) if matches!(spec.named(*id).kind, NamedKind::Enum { .. }));
        if !is_enum {
            wrong(spec.key(id), "type", "is not an enum", &path, report);
        }
        let [nothing, writes, everything] = Password::ASKED_FOR;
        let what = format!("{nothing}, {writes} and {everything}");
        chooses(Some(id), &|value| Password::ASKED_FOR.contains(&value), &what, &path, spec, report);
    }
    if let Some(id) = stored_in {
        holds_what_is_stored(spec.key(id), &path.key("stored_in"), report);
    }
    Some(Password { key: key?, asked_for: asked_for?, stored_in: stored_in? })
}

/// The key is set with a text, and never read back.
fn is_password(key: &Key, path: &Path, report: &mut Report) {
    let text = match key.written() {
        Type::Optional(inner) => matches!(**inner, Type::Text(_)),
        ty => matches!(ty, Type::Text(_)),
    };
    if !key.writable() || !text {
        wrong(key, if key.write.is_some() { "set" } else { "type" }, "is not set with a string", path, report);
    } else if !matches!(key.secret, Secret::Whole | Secret::Written) {
        wrong(key, "secret", "is not secret: the password would be shown", path, report);
    }
}

/// The key is long enough, and neither shown nor lost with one damaged copy.
fn holds_what_is_stored(key: &Key, path: &Path, report: &mut Report) {
    let long_enough = matches!(key.read, Type::Text(capacity) if capacity >= STORED);
    if !long_enough {
        wrong(key, "type", &format!("is not a string of {STORED} bytes"), path, report);
    }
    if key.secret != Secret::Whole || key.http || key.mqtt {
        wrong(key, "secret", "can be read: it needs `secret: true` and `transports: []`", path, report);
    }
    if !key.persist_twice {
        wrong(
            key,
            "persist",
            "is stored once: without it the device would be open, so it needs `persist: twice`",
            path,
            report,
        );
    }
}

fn wrong(key: &Key, field: &str, what: &str, path: &Path, report: &mut Report) {
    report.push(Diagnostic::value(Code::KeyOfOtherType, path, format!("the key `{}` {what}", key.short)).also(
        &Path::of_key(key.spec_key()).key(field),
        At::Value,
        "the key",
    ));
}
