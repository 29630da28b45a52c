//! Two keys that are one and the same.

use std::cmp::Ordering;

use super::{
    Rule,
    compare::{Comparison, type_of},
    types::{self, Clients, Shape},
};
use crate::home_assistant::{Entity, entities_of};
use crate::model::{Access, Key, KeyId, Secret};

pub(super) fn compare(c: &mut Comparison<'_>, was: &Key, is: &Key) {
    if was.short != is.short {
        c.key(c.new, is, Rule::KeyRenamed, Some(was.short.clone()), Some(is.short.clone()));
    }
    if was.name != is.name {
        c.key(c.new, is, Rule::NameChanged, Some(was.name.clone()), Some(is.name.clone()));
    }
    access(c, was, is);
    value(c, was, is);
    category(c, was, is);
    stated(c, was, is);
    flags(c, was, is);
    entities(c, was, is);
    texts(c, was, is);
}

fn access(c: &mut Comparison<'_>, was: &Key, is: &Key) {
    let rule = match (was.access, is.access) {
        (was, is) if was == is => return,
        (Access::Read, Access::ReadWrite) => Rule::WritingAdded,
        (Access::Write, Access::ReadWrite) => Rule::ReadingAdded,
        (Access::Read | Access::ReadWrite, Access::Write) => Rule::ReadingRemoved,
        (_, _) => Rule::WritingRemoved,
    };
    c.key(c.new, is, rule, Some(was.access.as_str().to_owned()), Some(is.access.as_str().to_owned()));
}

/// Who meets the values of both keys, in each of the two types that a key may have.
pub(super) fn clients(was: &Key, is: &Key) -> [Option<Clients>; 2] {
    let read = was.readable() && is.readable();
    let write = was.writable() && is.writable();
    // One type for both says everything once.
    if was.write.is_none() && is.write.is_none() {
        return [Some(Clients { read, write }), None];
    }
    [read.then_some(Clients { read: true, write: false }), write.then_some(Clients { read: false, write: true })]
}

fn value(c: &mut Comparison<'_>, was: &Key, is: &Key) {
    let [read, write] = clients(was, is);
    if c.sides.0.has_no_type(was) != c.sides.1.has_no_type(is) {
        c.key(c.new, is, Rule::TypeUndecided, Some(type_of(c.old, was)), Some(type_of(c.new, is)));
        return;
    }
    let types = [(read, &was.read, &is.read), (write, was.written(), is.written())];
    let mut found = Vec::new();
    for (clients, old, new) in types {
        let Some(clients) = clients else { continue };
        let old = Shape { spec: c.old, ty: old, limits: &was.limits };
        let new = Shape { spec: c.new, ty: new, limits: &is.limits };
        for finding in types::compare(old, new, clients) {
            // Unit and pattern belong to both types.
            if !found.contains(&finding) {
                found.push(finding);
            }
        }
    }
    for (rule, old, new) in found {
        c.key(c.new, is, rule, old, new);
    }
}

fn category(c: &mut Comparison<'_>, was: &Key, is: &Key) {
    let (Some(old), Some(new)) = (c.old.device.categories.get(was.category), c.new.device.categories.get(is.category))
    else {
        return;
    };
    if old == new {
        return;
    }
    let rule = if old.kind == new.kind { Rule::CategoryRenamed } else { Rule::CategoryChanged };
    c.key(c.new, is, rule, Some(old.name.clone()), Some(new.name.clone()));
}

/// Values and versions that the spec states.
fn stated(c: &mut Comparison<'_>, was: &Key, is: &Key) {
    if was.default != is.default {
        let shown = |key: &Key| key.default.as_ref().map(ToString::to_string);
        c.key(c.new, is, Rule::DefaultChanged, shown(was), shown(is));
    }
    if was.example != is.example {
        let shown = |key: &Key| key.example.as_ref().map(ToString::to_string);
        c.key(c.new, is, Rule::ExampleChanged, shown(was), shown(is));
    }
    if (&was.since, &was.until) != (&is.since, &is.until) {
        let versions = |key: &Key| {
            let end = |version: &Option<String>| version.clone().unwrap_or_default();
            Some(format!("{}..{}", end(&key.since), end(&key.until)))
        };
        c.key(c.new, is, Rule::HistoryChanged, versions(was), versions(is));
    }
}

fn flags(c: &mut Comparison<'_>, was: &Key, is: &Key) {
    // What is never read anyway is hidden from nobody.
    let secret = |key: &Key| match key.secret {
        Secret::UrlPassword | Secret::Whole if was.readable() && is.readable() => key.secret,
        _ => Secret::Nothing,
    };
    match secret(was).cmp(&secret(is)) {
        Ordering::Less => c.key(c.new, is, Rule::SecretAdded, None, None),
        Ordering::Greater => c.key(c.new, is, Rule::SecretRemoved, None, None),
        Ordering::Equal => {}
    }
    let flags = [
        (was.persist, is.persist, Rule::PersistAdded, Rule::PersistRemoved),
        (was.reboot, is.reboot, Rule::RebootAdded, Rule::RebootRemoved),
    ];
    for (was, now, added, removed) in flags {
        match (was, now) {
            (false, true) => c.key(c.new, is, added, None, None),
            (true, false) => c.key(c.new, is, removed, None, None),
            _ => {}
        }
    }
    for (was, now, name) in [(was.http, is.http, "HTTP"), (was.mqtt, is.mqtt, "MQTT")] {
        match (was, now) {
            (false, true) => c.key(c.new, is, Rule::TransportAdded, None, Some(name.to_owned())),
            (true, false) => c.key(c.new, is, Rule::TransportRemoved, Some(name.to_owned()), None),
            _ => {}
        }
    }
    if was.persist && is.persist && was.persist_ms != is.persist_ms {
        let rule = if is.persist_ms > was.persist_ms { Rule::PersistSlower } else { Rule::PersistFaster };
        c.key(c.new, is, rule, Some(was.persist_ms.to_string()), Some(is.persist_ms.to_string()));
    }
    if was.pace_ms != is.pace_ms {
        let rule = if is.pace_ms > was.pace_ms { Rule::PaceSlower } else { Rule::PaceFaster };
        c.key(c.new, is, rule, Some(was.pace_ms.to_string()), Some(is.pace_ms.to_string()));
    }
    if was.deadband != is.deadband {
        // Without one, every change is published.
        let [was, now] = [was, is].map(|key| key.deadband.unwrap_or(0.0));
        let rule = if now > was { Rule::DeadbandWider } else { Rule::DeadbandNarrower };
        c.key(c.new, is, rule, Some(was.to_string()), Some(now.to_string()));
    }
}

/// Entities in Home Assistant, where both devices announce any.
fn entities(c: &mut Comparison<'_>, was: &Key, is: &Key) {
    if c.old.device.mqtt.home_assistant.is_none() || c.new.device.mqtt.home_assistant.is_none() {
        return;
    }
    let kinds = |spec, key| {
        let entities = entities_of(spec, KeyId(0), key, true);
        let one = |entity: &Entity| {
            let words = [&entity.device_class, &entity.state_class, &entity.unit];
            let words = words.into_iter().flatten().map(String::as_str);
            [entity.component.as_str()].into_iter().chain(words).collect::<Vec<_>>().join(" ") + &entity.part
        };
        entities.iter().map(one).collect::<Vec<_>>()
    };
    let (old, new) = (kinds(c.old, was), kinds(c.new, is));
    for gone in old.iter().filter(|_| new.is_empty()) {
        c.key(c.new, is, Rule::EntityRemoved, Some(gone.clone()), None);
    }
    for added in new.iter().filter(|_| old.is_empty()) {
        c.key(c.new, is, Rule::EntityAdded, None, Some(added.clone()));
    }
    if !old.is_empty() && !new.is_empty() && old != new {
        c.key(c.new, is, Rule::EntityChanged, Some(old.join(", ")), Some(new.join(", ")));
    }
}

fn texts(c: &mut Comparison<'_>, was: &Key, is: &Key) {
    for (tag, old, new) in c.languages() {
        let (Some(old), Some(new)) = (was.texts.get(old), is.texts.get(new)) else { continue };
        if old.title != new.title {
            c.key_text(is, Rule::TitleChanged, tag, &old.title, &new.title);
        }
        if old.text != new.text {
            c.key_text(is, Rule::TextChanged, tag, &old.text, &new.text);
        }
    }
}
