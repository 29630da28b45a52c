//! Which keys of a device the pages on HTTP and MQTT show.

use crate::model::{Bound, CategoryKind, IntKind, Key, KeyId, Range, Spec, Type, Value};

/// Keys that make good examples on one transport, each the first of its kind in device order.
pub struct Picks<'a> {
    /// Up to three short values that the device finds itself, or whatever can be read, in device order.
    pub status: Vec<&'a Key>,
    /// A setting that is a number, with a range where there is one.
    pub number: Option<&'a Key>,
    /// A setting that is a bool and switches nothing of the api itself.
    pub switch: Option<&'a Key>,
    /// A setting that takes any text.
    pub text: Option<&'a Key>,
    /// A setting that can be `null`.
    pub optional: Option<&'a Key>,
    /// A bool that can only be read.
    pub read_only: Option<&'a Key>,
    /// A key with its range in words, and a whole number beyond it that its type still holds.
    pub beyond: Option<(&'a Key, String, String)>,
    /// The name of no key.
    pub unknown: String,
    /// Two words that the text key takes.
    pub two_words: String,
    /// One word that it takes.
    pub word: String,
}

impl<'a> Picks<'a> {
    pub fn of(spec: &'a Spec, exposed: fn(&Key) -> bool) -> Self {
        let keys = || spec.keys.iter().filter(move |key| exposed(key) && !key.is_secret());
        let settings = || {
            keys().filter(|key| {
                key.writable()
                    && !key.is_command()
                    && !key.reboot
                    && spec.device.categories.get(key.category).is_some_and(|c| c.kind == CategoryKind::Config)
                    && !is_switch_of_the_api(spec, key)
            })
        };
        let texts = || {
            settings().filter(|key| {
                matches!(key.read, Type::Text(capacity) if capacity >= 12) && key.limits.pattern.is_none()
            })
        };
        // Any words will do as a name.
        let text = texts().find(|key| key.name.ends_with("name")).or_else(|| texts().next());
        let ranged = || settings().filter(|key| beyond(key).is_some());
        let number = ranged()
            .find(|key| key.read == Type::Int(IntKind::U8) && key.limits.unit.is_some() && least(key) > Some(0))
            .or_else(|| ranged().next())
            .or_else(|| settings().find(|key| is_number(&key.read)));
        Self {
            status: status(spec, keys().filter(|key| key.readable()).collect()),
            number,
            switch: settings().find(|key| key.read == Type::Bool),
            text,
            optional: settings().find(|key| matches!(key.read, Type::Optional(_))),
            read_only: keys()
                .find(|key| !key.writable() && key.read == Type::Bool)
                .or_else(|| keys().find(|key| !key.writable() && is_number(&key.read))),
            beyond: number.and_then(|key| beyond(key).map(|(limit, wrong)| (key, limit, wrong))),
            unknown: unknown(spec),
            two_words: "front door".to_owned(),
            word: "garage".to_owned(),
        }
    }
}

/// Whether a key is of some kind.
type Kind<'a> = &'a dyn Fn(&Key) -> bool;

/// The first bool, the first enum or optional, the first number or list among the values that the device finds.
fn status<'a>(spec: &Spec, readable: Vec<&'a Key>) -> Vec<&'a Key> {
    let found = |key: &&&'a Key| {
        spec.device.categories.get(key.category).is_some_and(|category| category.kind == CategoryKind::Status)
    };
    let is_short = |key: &Key| key.example.as_ref().is_some_and(|value| matches!(value, Value::Int(_)));
    let is_named = |ty: &Type| matches!(ty, Type::Named(_));
    let may_be_named = |ty: &Type| matches!(ty, Type::Optional(inner) if is_named(inner));
    // For each of the three the first kind of which there is a key.
    let kinds: [&[Kind<'_>]; 3] = [
        &[&|key| key.read == Type::Bool],
        &[&|key| may_be_named(&key.read) && is_short(key), &|key| is_named(&key.read) && is_short(key)],
        &[&|key| is_number(&key.read) && key.limits.unit.is_some(), &|key| matches!(&key.read, Type::Array { .. })],
    ];
    let first = |kind: &Kind<'_>| readable.iter().filter(found).find(|key| kind(key)).copied();
    let mut picked: Vec<&'a Key> = kinds.iter().filter_map(|kinds| kinds.iter().find_map(first)).collect();
    if picked.is_empty() {
        picked.extend(readable.iter().take(2));
    }
    picked.sort_by_key(|key| spec.find(&key.short).map(|KeyId(index)| index));
    picked.dedup_by(|a, b| a.short == b.short);
    picked
}

fn is_number(ty: &Type) -> bool {
    matches!(ty, Type::Int(_) | Type::Float | Type::Double | Type::Milliseconds | Type::Seconds)
}

/// The range of a whole number as a refusal words it, and the number after its end.
fn beyond(key: &Key) -> Option<(String, String)> {
    let Type::Int(kind) = key.read else { return None };
    let Some(Range { min: Some(Bound::Int(min)), max: Some(Bound::Int(max)) }) = key.limits.range else { return None };
    let unit = key.limits.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
    (max < IntKind::bounds(kind).1).then(|| (format!("{min} to {max}{unit}"), (max + 1).to_string()))
}

fn least(key: &Key) -> Option<i128> {
    match key.limits.range {
        Some(Range { min: Some(Bound::Int(min)), .. }) => Some(min),
        _ => None,
    }
}

fn is_switch_of_the_api(spec: &Spec, key: &Key) -> bool {
    let device = &spec.device;
    [
        device.http.enabled_by,
        device.mqtt.enabled_by,
        device.mqtt.read_only_by,
        device.mqtt.broker,
        device.mqtt.prefix_key,
    ]
    .into_iter()
    .flatten()
    .any(|id| spec.key(id).short == key.short)
}

fn unknown(spec: &Spec) -> String {
    let mut name = "nosuchkey".to_owned();
    while spec.find(&name).is_some() {
        name.push('x');
    }
    name
}

/// A mistyped name of `key` and the key that a refusal then proposes; none where another key is as near.
pub fn unknown_near(spec: &Spec, key: &Key) -> Option<(String, String)> {
    let last = key.short.chars().last()?;
    let wrong = format!("{}{last}", key.short);
    let others = spec.keys.iter().filter(|other| other.short != key.short);
    let unique = spec.find(&wrong).is_none()
        && key.short.len() >= 2
        && others.map(|other| strsim::levenshtein(&wrong, &other.short)).all(|distance| distance > 1);
    unique.then(|| (wrong, key.short.clone()))
}
