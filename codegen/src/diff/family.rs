//! A change that every member of a family has is told once, of the family.

use std::collections::HashMap;

use super::{Change, Place, Rule};
use crate::model::{Family, Spec};

/// What the members of a family have in common that are told of together.
type Group = (String, Rule, Option<String>);

/// Puts the changes of a whole family together, where they differ in nothing but the member's number.
pub(super) fn gather(old: &Spec, new: &Spec, changes: &mut Vec<Change>) {
    let (olds, news) = (families(old), families(new));
    let mut groups: HashMap<Group, Vec<(usize, &Family)>> = HashMap::new();
    for (index, change) in changes.iter().enumerate() {
        let Place::Key(short) = &change.place else { continue };
        let families = if change.rule == Rule::KeyRemoved { &olds } else { &news };
        if let Some(family) = families.get(short.as_str()) {
            let group = (family.pattern.clone(), change.rule, change.language.clone());
            groups.entry(group).or_default().push((index, family));
        }
    }

    let mut gone = vec![false; changes.len()];
    for ((pattern, ..), members) in groups {
        let Some((first, family)) = members.first() else { continue };
        let size = usize::try_from(family.last.saturating_sub(family.first)).map_or(usize::MAX, |more| more + 1);
        if members.len() != size {
            continue;
        }
        let told: Vec<_> =
            members.iter().filter_map(|(index, family)| Some((changes.get(*index)?, family.number))).collect();
        let Some(mut one) = joined(&told) else { continue };
        one.place = Place::Key(pattern.clone());
        one.keys = vec![pattern];
        for (index, _) in &members {
            if let Some(gone) = gone.get_mut(*index) {
                *gone = index != first;
            }
        }
        if let Some(change) = changes.get_mut(*first) {
            *change = one;
        }
    }
    let mut gone = gone.into_iter();
    changes.retain(|_| !gone.next().unwrap_or(false));
}

fn families(spec: &Spec) -> HashMap<&str, &Family> {
    spec.keys.iter().filter_map(|key| Some((key.short.as_str(), key.family.as_ref()?))).collect()
}

/// One change that stands for all, if they say the same.
fn joined(members: &[(&Change, u32)]) -> Option<Change> {
    let (first, _) = members.first()?;
    let mut one = Change::new(first.place.clone(), first.rule, None, None);
    one.language.clone_from(&first.language);
    one.old = same(members, |change| change.old.as_deref())?;
    one.new = same(members, |change| change.new.as_deref())?;
    for language in first.titles.keys() {
        let title = same(members, |change| change.titles.get(language).map(String::as_str))?;
        one.titles.insert(language.clone(), title.unwrap_or_default());
    }
    Some(one)
}

/// The text that all have: as it is, or with `{n}` in place of each one's number.
fn same(members: &[(&Change, u32)], text: impl Fn(&Change) -> Option<&str>) -> Option<Option<String>> {
    let all_are = |texts: Vec<Option<String>>| {
        let first = texts.first()?.clone();
        texts.iter().all(|text| *text == first).then_some(first)
    };
    let plain = members.iter().map(|(change, _)| text(change).map(str::to_owned)).collect();
    let numbered =
        |(change, number): &(&Change, u32)| text(change).map(|text| text.replace(&number.to_string(), "{n}"));
    all_are(plain).or_else(|| all_are(members.iter().map(numbered).collect()))
}
