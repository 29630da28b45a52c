//! Which key of the new spec is which key of the old one.

use std::collections::{HashMap, HashSet};

use crate::model::{Key, Spec};

/// What became of the keys.
pub(super) struct Pairs<'a> {
    /// Keys of both specs, in the order of the new one.
    pub both: Vec<(&'a Key, &'a Key)>,
    /// Keys of the old spec only.
    pub removed: Vec<&'a Key>,
    /// Keys of the new spec only.
    pub added: Vec<&'a Key>,
}

/// Pairs keys of the same short name; then, of what is left, those of the same readable name; then those that are
/// the same in all but their names, where there is only one of the kind on either side.
pub(super) fn pair<'a>(old: &'a Spec, new: &'a Spec) -> Pairs<'a> {
    let by_short: HashMap<&str, &Key> = old.keys.iter().map(|key| (key.short.as_str(), key)).collect();
    let mut found: HashMap<&str, &Key> = HashMap::new();
    for key in &new.keys {
        if let Some(was) = by_short.get(key.short.as_str()) {
            found.insert(&key.short, was);
        }
    }
    match_left(old, new, &mut found, |_, key| Some(key.name.clone()));
    match_left(old, new, &mut found, likeness);

    let taken: HashSet<&str> = found.values().map(|was| was.short.as_str()).collect();
    Pairs {
        both: new.keys.iter().filter_map(|key| Some((*found.get(key.short.as_str())?, key))).collect(),
        removed: old.keys.iter().filter(|key| !taken.contains(key.short.as_str())).collect(),
        added: new.keys.iter().filter(|key| !found.contains_key(key.short.as_str())).collect(),
    }
}

/// Pairs keys without a partner that have the same mark, where each side has exactly one with that mark.
fn match_left<'a>(
    old: &'a Spec,
    new: &'a Spec,
    found: &mut HashMap<&'a str, &'a Key>,
    mark: fn(&Spec, &Key) -> Option<String>,
) {
    let taken: HashSet<&str> = found.values().map(|was| was.short.as_str()).collect();
    let left = |spec: &'a Spec, is_taken: &dyn Fn(&str) -> bool| {
        let mut marks: HashMap<String, Vec<&'a Key>> = HashMap::new();
        for key in spec.keys.iter().filter(|key| !is_taken(&key.short)) {
            if let Some(mark) = mark(spec, key) {
                marks.entry(mark).or_default().push(key);
            }
        }
        marks
    };
    let olds = left(old, &|short| taken.contains(short));
    let news = left(new, &|short| found.contains_key(short));
    for (mark, keys) in news {
        if let ([key], Some([was])) = (keys.as_slice(), olds.get(&mark).map(Vec::as_slice)) {
            found.insert(&key.short, was);
        }
    }
}

/// All that a key is besides its names. A key that nobody described is like too many others.
fn likeness(spec: &Spec, key: &Key) -> Option<String> {
    let said: Vec<_> = key.texts.iter().map(|text| (&text.title, &text.text)).collect();
    if said.iter().any(|(title, text)| title.is_empty() || text.is_empty()) {
        return None;
    }
    let category = spec.device.categories.get(key.category).map(|category| &category.name);
    Some(format!(
        "{:?}",
        (
            said,
            spec.form(&key.read),
            key.write.as_ref().map(|write| spec.form(write)),
            key.access,
            category,
            &key.limits,
            &key.default,
            (key.persist, key.persist_ms, key.secret, key.reboot, key.http, key.mqtt, key.pace_ms, key.deadband),
        )
    ))
}
