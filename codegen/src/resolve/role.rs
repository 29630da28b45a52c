//! Roles: sections of the device that name one key for each part that has to be played. Each key is looked at: what plays a
//! part wrongly would fail on the device, long after the spec was written.

use super::{chooses, template::find};
use crate::{
    diagnostic::{At, Code, Diagnostic, Path, Report, list},
    model::{Key, KeyId, NamedKind, Secret, Spec, Type},
    raw::Raw,
};

/// One part, and who plays it.
pub(super) struct Part<'a> {
    pub(super) field: &'static str,
    pub(super) key: &'a Option<String>,
    pub(super) access: Needs,
    pub(super) is: Is,
    pub(super) secret: bool,
}

/// What has to be possible with a key.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Needs {
    /// It is read.
    Read,
    /// It is read and set.
    Set,
    /// Nothing from outside: it is kept.
    Kept,
    /// It is set, to have something done.
    Do,
}

/// What a key has to be: as it is set, where it is set.
#[derive(Clone, Copy)]
pub(super) enum Is {
    Bool,
    /// A string of at least so many bytes. It may be optional.
    Text(u32),
    /// A whole number.
    Count,
    /// A list of strings.
    Texts,
    /// A bool, or a bool or a whole number.
    Switch,
    /// Milliseconds since the start, or `null`.
    When,
    /// An enum whose values are named so.
    OneOf(&'static [&'static str]),
}

/// The keys of a role, one a part. Nothing, where a part is not played.
pub(super) fn keys<const N: usize>(
    section: &Path,
    parts: [Part<'_>; N],
    raw: &Raw,
    spec: &Spec,
    report: &mut Report,
) -> Option<[KeyId; N]> {
    let names = list(parts.iter().map(|part| part.field));
    let mut all = [KeyId(0); N];
    let mut played = true;
    for (place, part) in all.iter_mut().zip(&parts) {
        let path = section.key(part.field);
        let Some(short) = part.key else {
            report.push(
                Diagnostic::key(Code::MissingField, section, format!("`{section}` has no `{}`", part.field))
                    .help(format!("it names a key for each of {names}")),
            );
            played = false;
            continue;
        };
        match find(short, &path, raw, spec, report) {
            Some(id) => {
                fits(part, id, &path, spec, report);
                *place = id;
            }
            None => played = false,
        }
    }
    played.then_some(all)
}

/// A key that plays a part by itself.
pub(super) fn single(part: &Part<'_>, path: &Path, raw: &Raw, spec: &Spec, report: &mut Report) -> Option<KeyId> {
    let id = find(part.key.as_ref()?, path, raw, spec, report)?;
    fits(part, id, path, spec, report);
    Some(id)
}

fn fits(part: &Part<'_>, id: KeyId, path: &Path, spec: &Spec, report: &mut Report) {
    let key = spec.key(id);
    let possible = match part.access {
        Needs::Read => key.readable(),
        Needs::Set => key.readable() && key.writable(),
        Needs::Kept => true,
        Needs::Do => key.is_command(),
    };
    if !possible {
        let what = match part.access {
            Needs::Read => "can't be read",
            Needs::Set => "can't be read and set",
            Needs::Do if key.writable() => "is stored as it is written: it needs `access: W`, or `get` and `set`",
            Needs::Kept | Needs::Do => "can't be set",
        };
        wrong(key, "access", what, path, report);
        return;
    }
    let set = matches!(part.access, Needs::Set | Needs::Do);
    let ty = if set { key.written() } else { &key.read };
    let field = if set && key.write.is_some() { "set" } else { "type" };
    match part.is {
        Is::Bool if !matches!(ty, Type::Bool) => wrong(key, field, "is not a bool", path, report),
        Is::Text(least) if !matches!(bare(ty), Type::Text(capacity) if *capacity >= least) => {
            let what =
                if least > 1 { format!("is not a string of {least} bytes") } else { "is not a string".to_owned() };
            wrong(key, field, &what, path, report);
        }
        Is::Count if !matches!(ty, Type::Int(_)) => wrong(key, field, "is not a whole number", path, report),
        Is::Texts if !matches!(ty, Type::Array { item, .. } if matches!(**item, Type::Text(_))) => {
            wrong(key, field, "is not an array of strings", path, report);
        }
        Is::Switch if !is_switch(ty) => wrong(key, field, "is neither a bool nor a bool or a number", path, report),
        Is::When if !matches!(bare(ty), Type::Milliseconds) => wrong(key, field, "is not milliseconds", path, report),
        Is::OneOf(values) => {
            if !matches!(ty, Type::Named(id) if matches!(spec.named(*id).kind, NamedKind::Enum { .. })) {
                wrong(key, field, "is not an enum", path, report);
            }
            chooses(Some(id), &|value| values.contains(&value), &list(values.iter().copied()), path, spec, report);
        }
        _ => {}
    }
    if part.secret && !matches!(key.secret, Secret::Whole | Secret::Written) {
        wrong(key, "secret", "is not secret: what it holds would be shown", path, report);
    }
}

fn is_switch(ty: &Type) -> bool {
    match ty {
        Type::Bool => true,
        Type::Either(a, b) => matches!((&**a, &**b), (Type::Bool, Type::Int(_)) | (Type::Int(_), Type::Bool)),
        _ => false,
    }
}

fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Optional(inner) => inner,
        ty => ty,
    }
}

/// The key does not fit the part, because of what stands in its field.
pub(super) fn wrong(key: &Key, field: &str, what: &str, path: &Path, report: &mut Report) {
    report.push(Diagnostic::value(Code::KeyOfOtherType, path, format!("the key `{}` {what}", key.short)).also(
        &Path::of_key(key.spec_key()).key(field),
        At::Value,
        "the key",
    ));
}
