//! The whole comparison: device, keys, and the named types that keys use.

use std::collections::BTreeMap;

use super::{Change, Place, Rule, Side, device, key, named, pair};
use crate::model::{Key, Spec};

/// Two specs, and what was found so far.
pub(super) struct Comparison<'a> {
    pub old: &'a Spec,
    pub new: &'a Spec,
    /// The same with what is not decided in them.
    pub sides: (&'a Side<'a>, &'a Side<'a>),
    pub changes: Vec<Change>,
}

pub(super) fn compare(was: &Side<'_>, is: &Side<'_>) -> Vec<Change> {
    let (old, new) = (was.spec, is.spec);
    let mut comparison = Comparison { old, new, sides: (was, is), changes: Vec::new() };
    device::compare(&mut comparison);
    let pairs = pair::pair(old, new);
    for was in &pairs.removed {
        comparison.whole_key(old, was, Rule::KeyRemoved);
    }
    for is in &pairs.added {
        comparison.whole_key(new, is, Rule::KeyAdded);
    }
    for (was, is) in &pairs.both {
        key::compare(&mut comparison, was, is);
    }
    named::compare(&mut comparison, &pairs.both);
    comparison.changes
}

impl<'a> Comparison<'a> {
    /// A change of a key; what it is called is read from `spec`.
    pub fn key(&mut self, spec: &Spec, key: &Key, rule: Rule, old: Option<String>, new: Option<String>) {
        let change = of_key(spec, key, rule, old, new);
        self.changes.push(change);
    }

    /// A change of a text of a key.
    pub fn key_text(&mut self, key: &Key, rule: Rule, language: &str, old: &str, new: &str) {
        let mut change = of_key(self.new, key, rule, Some(old.to_owned()), Some(new.to_owned()));
        change.language = Some(language.to_owned());
        self.changes.push(change);
    }

    fn whole_key(&mut self, spec: &Spec, key: &Key, rule: Rule) {
        let category = spec.device.categories.get(key.category).map_or("", |category| &category.name);
        let shown = Some(format!("{}, {}, {category}", type_of(spec, key), key.access.as_str()));
        let (old, new) = if rule == Rule::KeyRemoved { (shown, None) } else { (None, shown) };
        self.key(spec, key, rule, old, new);
    }

    /// The languages that both have texts in, each with its place in the old and in the new list.
    pub fn languages(&self) -> Vec<(&'a str, usize, usize)> {
        let (old, new) = (self.old, self.new);
        let olds = &old.device.languages;
        new.device
            .languages
            .iter()
            .enumerate()
            .filter_map(|(is, tag)| Some((tag.as_str(), olds.iter().position(|old| old == tag)?, is)))
            .collect()
    }
}

/// The type as the spec writes it, both types where they differ.
pub(super) fn type_of(spec: &Spec, key: &Key) -> String {
    match &key.write {
        Some(write) => format!("get {} set {}", spec.form(&key.read), spec.form(write)),
        None => spec.form(&key.read),
    }
}

fn of_key(spec: &Spec, key: &Key, rule: Rule, old: Option<String>, new: Option<String>) -> Change {
    let titles: BTreeMap<_, _> =
        spec.device.languages.iter().cloned().zip(key.texts.iter().map(|text| text.title.clone())).collect();
    let place = Place::Key(key.short.clone());
    Change { keys: vec![key.short.clone()], titles, ..Change::new(place, rule, old, new) }
}
