//! The keys of the password.

use super::role::{Is, Needs, Part, keys, wrong};
use crate::{
    diagnostic::{Path, Report},
    model::{Key, Password, Secret, Spec},
    raw::{Raw, RawPassword},
};

/// Bytes that what is stored of a password takes.
const STORED: u32 = 128;

pub(super) fn resolve(given: &RawPassword, raw: &Raw, spec: &Spec, report: &mut Report) -> Option<Password> {
    let section = Path::section("device").key("http").key("password");
    let part = |field, key, access, is, secret| Part { field, key, access, is, secret };
    let parts = [
        part("key", &given.key, Needs::Do, Is::Text(1), true),
        part("asked_for", &given.asked_for, Needs::Set, Is::OneOf(&Password::ASKED_FOR), false),
        part("stored_in", &given.stored_in, Needs::Kept, Is::Text(STORED), false),
    ];
    let [key, asked_for, stored_in] = keys(&section, parts, raw, spec, report)?;
    is_kept(spec.key(stored_in), &section.key("stored_in"), report);
    Some(Password { key, asked_for, stored_in })
}

/// The stored hash must not be shown, and must outlive damage to one copy.
fn is_kept(key: &Key, path: &Path, report: &mut Report) {
    if key.secret != Secret::Whole || key.http || key.mqtt {
        wrong(key, "secret", "can be read: it needs `secret: true` and `transports: []`", path, report);
    }
    if !key.persist_twice {
        let what = "is stored once: without it the device would be open, so it needs `persist: twice`";
        wrong(key, "persist", what, path, report);
    }
}
