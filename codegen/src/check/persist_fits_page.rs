//! What is stored fits into one page of flash at its longest.

use super::Context;
use crate::{
    diagnostic::{Code, Diagnostic, Report},
    model::{Field, Key, Length, Limits, NamedKind, Spec, Type},
};

/// The runtime's `LONGEST_ENTRY`, less the length byte of the name.
const LONGEST: u64 = 3967;
/// More than any number takes, `-1.7976931348623157e308` included.
const REAL: u64 = 32;
/// Objects that contain themselves are reported elsewhere.
const DEEPEST: u32 = 16;

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for (key, given) in context.keys().filter(|(key, _)| key.persist) {
        let longest = longest(context.spec, key);
        if longest <= LONGEST {
            continue;
        }
        let message = format!(
            "`{}` takes up to {longest} bytes in flash, its name included; a page has room for {LONGEST}",
            given.name
        );
        let path = if given.has("persist") { given.path.key("persist") } else { given.path.clone() };
        report.push(Diagnostic::key(Code::Persist, &path, message).help(
            "make it shorter, or say `persist: false`; in a list or an object a character takes up to six bytes, as in \
             `\\u0007`, where no `pattern` leaves such out",
        ));
    }
}

/// Bytes of the name and of the value as the runtime stores it: a string as it is, all else as JSON.
fn longest(spec: &Spec, key: &Key) -> u64 {
    let value = match &key.read {
        Type::Text(capacity) => u64::from(*capacity) + 1,
        Type::Optional(inner) => match **inner {
            Type::Text(capacity) => u64::from(capacity) + 4,
            _ => json(spec, &key.read, &key.limits, 0),
        },
        ty => json(spec, ty, &key.limits, 0),
    };
    value + key.short.len() as u64
}

fn json(spec: &Spec, ty: &Type, limits: &Limits, depth: u32) -> u64 {
    if depth > DEEPEST {
        return 0;
    }
    let of = |ty: &Type| json(spec, ty, limits, depth + 1);
    match ty {
        Type::Bool => 5,
        Type::Int(_) | Type::Milliseconds | Type::Seconds => 20,
        Type::Float | Type::Double => REAL,
        Type::Text(capacity) => u64::from(*capacity) * escaped(limits) + 2,
        Type::Json(capacity) => u64::from(*capacity).max(4),
        Type::Optional(inner) => of(inner).max(4),
        Type::Array { item, limits, length: Length::Exactly(items) | Length::UpTo(items) } => {
            u64::from(*items).saturating_mul(json(spec, item, limits, depth + 1) + 1) + 2
        }
        Type::Either(a, b) => of(a).max(of(b)),
        Type::Named(id) => match &spec.named(*id).kind {
            NamedKind::Enum { .. } | NamedKind::Flags { .. } => 20,
            NamedKind::Object { fields, .. } => {
                let of = |field: &Field| json(spec, &field.ty, &field.limits, depth + 1);
                let fields = fields.iter().map(|field| field.name.len() as u64 + 4 + of(field));
                fields.fold(2, u64::saturating_add)
            }
        },
    }
}

/// How many bytes a byte of a string becomes at most.
fn escaped(limits: &Limits) -> u64 {
    let Some(pattern) = &limits.pattern else { return 6 };
    let may_be = |from: char, to: char| {
        let mut ranges = pattern.steps.iter().flat_map(|step| &step.class);
        ranges.any(|(first, last)| *first <= to && from <= *last)
    };
    match () {
        () if may_be('\0', '\x1f') => 6,
        () if may_be('"', '"') || may_be('\\', '\\') => 2,
        () => 1,
    }
}
