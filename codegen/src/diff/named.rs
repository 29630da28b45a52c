//! Enums, bit sets and objects, each compared once however many keys use it.

use std::collections::HashMap;

use super::{
    Change, Place, Rule,
    compare::Comparison,
    key::clients,
    types::{self, Clients, Shape, each, inner},
};
use crate::model::{EnumValue, Field, Key, NamedKind, NamedType, Spec, Type, TypeId};

/// Two named types that stand at the same place, and who uses them there.
struct Use {
    old: TypeId,
    new: TypeId,
    clients: Clients,
    keys: Vec<String>,
}

pub(super) fn compare(c: &mut Comparison<'_>, keys: &[(&Key, &Key)]) {
    let mut uses = Uses { old: c.old, new: c.new, found: Vec::new(), at: HashMap::new() };
    for (was, is) in keys {
        let [read, write] = clients(was, is);
        if let Some(clients) = read {
            uses.of(&was.read, &is.read, clients, is.spec_key());
        }
        if let Some(clients) = write {
            uses.of(was.written(), is.written(), clients, is.spec_key());
        }
    }
    for same in &uses.found {
        pair(c, same);
    }
}

/// Collects which named types meet.
struct Uses<'a> {
    old: &'a Spec,
    new: &'a Spec,
    found: Vec<Use>,
    at: HashMap<(TypeId, TypeId), usize>,
}

impl Uses<'_> {
    fn of(&mut self, old: &Type, new: &Type, clients: Clients, key: &str) {
        match (inner(old), inner(new)) {
            (Type::Array { item: was, .. }, Type::Array { item: is, .. }) => self.of(was, is, clients, key),
            (Type::Named(was), Type::Named(is)) => self.named(*was, *is, clients, key),
            // The alternatives of either side are of different kinds, so at most one meets one.
            (was @ Type::Either(..), is) | (was, is @ Type::Either(..)) => {
                for was in each(was) {
                    for is in each(is) {
                        self.of(was, is, clients, key);
                    }
                }
            }
            _ => {}
        }
    }

    fn named(&mut self, old: TypeId, new: TypeId, clients: Clients, key: &str) {
        let index = *self.at.entry((old, new)).or_insert_with(|| {
            let clients = Clients { read: false, write: false };
            self.found.push(Use { old, new, clients, keys: Vec::new() });
            self.found.len() - 1
        });
        if let Some(found) = self.found.get_mut(index) {
            found.clients.read |= clients.read;
            found.clients.write |= clients.write;
            // Keys come in order, the members of a family one after the other.
            if found.keys.last().is_none_or(|last| last != key) {
                found.keys.push(key.to_owned());
            }
        }
        let (was, is) = (&self.old.named(old).kind, &self.new.named(new).kind);
        if let (NamedKind::Object { fields: was, .. }, NamedKind::Object { fields: is, .. }) = (was, is) {
            for (was, is) in both_fields(was, is) {
                self.of(&was.ty, &is.ty, clients, key);
            }
        }
    }
}

fn both_fields<'a>(old: &'a [Field], new: &'a [Field]) -> Vec<(&'a Field, &'a Field)> {
    new.iter().filter_map(|is| Some((old.iter().find(|was| was.name == is.name)?, is))).collect()
}

fn pair(c: &mut Comparison<'_>, same: &Use) {
    let (was, is) = (c.old.named(same.old), c.new.named(same.new));
    let mut site = Site { c, ty: is, same };
    match (&was.kind, &is.kind) {
        (NamedKind::Enum { values: old, .. }, NamedKind::Enum { values: new, .. })
        | (NamedKind::Flags { values: old, .. }, NamedKind::Flags { values: new, .. }) => site.values(old, new),
        (NamedKind::Object { fields: old, any_case: was }, NamedKind::Object { fields: new, any_case: is }) => {
            if was != is && same.clients.write {
                let rule = if *is { Rule::AnyCaseAdded } else { Rule::AnyCaseRemoved };
                site.push(None, rule, None, None);
            }
            site.fields(old, new);
        }
        // The keys that use them say so.
        _ => return,
    }
    if was.name != is.name {
        site.push(None, Rule::TypeRenamed, Some(was.name.clone()), Some(is.name.clone()));
    }
    site.texts(None, &was.texts, &is.texts);
}

/// A type at which changes are found.
struct Site<'a, 'c> {
    c: &'a mut Comparison<'c>,
    ty: &'a NamedType,
    same: &'a Use,
}

impl Site<'_, '_> {
    fn push(&mut self, part: Option<&str>, rule: Rule, old: Option<String>, new: Option<String>) {
        self.change(part, rule, old, new, None);
    }

    fn change(
        &mut self,
        part: Option<&str>,
        rule: Rule,
        old: Option<String>,
        new: Option<String>,
        language: Option<&str>,
    ) {
        let place = Place::Type { name: self.ty.name.clone(), part: part.map(str::to_owned) };
        let language = language.map(str::to_owned);
        self.c.changes.push(Change { keys: self.same.keys.clone(), language, ..Change::new(place, rule, old, new) });
    }

    fn texts(&mut self, part: Option<&str>, old: &[String], new: &[String]) {
        for (tag, was, is) in self.c.languages() {
            let (Some(was), Some(is)) = (old.get(was), new.get(is)) else { continue };
            if was != is {
                self.change(part, Rule::TextChanged, Some(was.clone()), Some(is.clone()), Some(tag));
            }
        }
    }

    /// Compares the values of an enum or the bits of a bit set: by name, and a value without its old name by number.
    fn values(&mut self, old: &[EnumValue], new: &[EnumValue]) {
        let shown = |value: &EnumValue| Some(format!("{} = {}", value.name, value.value));
        let by_name = |values: &[EnumValue], name: &str| values.iter().any(|value| value.name == name);
        let mut kept = Vec::new();
        for is in new {
            let same_name = old.iter().find(|was| was.name == is.name);
            let same_number = || old.iter().find(|was| was.value == is.value && !by_name(new, &was.name));
            let Some(was) = same_name.or_else(same_number) else {
                let rule = if self.same.clients.read { Rule::EnumValueAdded } else { Rule::EnumValueAccepted };
                self.push(Some(&is.name), rule, None, shown(is));
                continue;
            };
            kept.push(was.name.as_str());
            if was.value != is.value {
                self.push(Some(&is.name), Rule::EnumValueRenumbered, shown(was), shown(is));
            } else if was.name != is.name {
                self.push(Some(&is.name), Rule::EnumValueRenamed, shown(was), shown(is));
            }
            self.texts(Some(&is.name), &was.texts, &is.texts);
        }
        for was in old.iter().filter(|was| !kept.contains(&was.name.as_str())) {
            self.push(Some(&was.name), Rule::EnumValueRemoved, shown(was), None);
        }
    }

    fn fields(&mut self, old: &[Field], new: &[Field]) {
        for is in new.iter().filter(|is| old.iter().all(|was| was.name != is.name)) {
            let required = self.same.clients.write && !matches!(is.ty, Type::Optional(_));
            let rule = if required { Rule::FieldRequired } else { Rule::FieldAdded };
            self.push(Some(&is.name), rule, None, Some(self.c.new.form(&is.ty)));
        }
        for was in old.iter().filter(|was| new.iter().all(|is| was.name != is.name)) {
            self.push(Some(&was.name), Rule::FieldRemoved, Some(self.c.old.form(&was.ty)), None);
        }
        for (was, is) in both_fields(old, new) {
            let found = types::compare(
                Shape { spec: self.c.old, ty: &was.ty, limits: &was.limits },
                Shape { spec: self.c.new, ty: &is.ty, limits: &is.limits },
                self.same.clients,
            );
            for (rule, old, new) in found {
                self.push(Some(&is.name), rule, old, new);
            }
            match (was.omit_null, is.omit_null) {
                (false, true) if self.same.clients.read => self.push(Some(&is.name), Rule::FieldLeftOut, None, None),
                (true, false) if self.same.clients.read => {
                    self.push(Some(&is.name), Rule::FieldAlwaysThere, None, None);
                }
                _ => {}
            }
            self.texts(Some(&is.name), &was.texts, &is.texts);
        }
    }
}
