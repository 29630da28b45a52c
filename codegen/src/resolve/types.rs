//! Named types: enums, bit sets, objects; and aliases, which are replaced by what they stand for.

use std::collections::{HashMap, HashSet};

use super::{Alias, expr, limits::limits};
use crate::{
    diagnostic::{Code, Diagnostic, Path, Report, list, quoted},
    model::{EnumValue, Field, IntKind, Limits, NamedKind, NamedType, Type, TypeId},
    raw::{Given, Raw, RawType, RawValue},
};

/// What a name under `types` stands for.
enum Entry {
    Named(TypeId),
    Alias,
    /// It says nothing of itself that could be used; reported.
    Broken,
}

/// The names under `types`.
pub(super) struct Names<'r> {
    raw: &'r Raw,
    entries: HashMap<&'r str, (usize, Entry)>,
    aliases: HashMap<&'r str, Option<(Type, Limits)>>,
    /// Aliases that are being looked up right now.
    open: Vec<&'r str>,
    used: HashSet<String>,
}

impl<'r> Names<'r> {
    pub(super) fn new(raw: &'r Raw, report: &mut Report) -> Self {
        let mut next = 0;
        let mut entries = HashMap::new();
        for (i, given) in raw.types.iter().enumerate() {
            let kinds: Vec<&str> =
                ["enum", "flags", "fields", "type"].into_iter().filter(|kind| given.has(kind)).collect();
            let entry = match kinds.as_slice() {
                ["type"] => Entry::Alias,
                [_] => {
                    next += 1;
                    Entry::Named(TypeId(next - 1))
                }
                [] => {
                    let message = format!("the type `{}` does not say what it is", given.name);
                    report.push(
                        Diagnostic::key(Code::TypeKind, &given.path, message)
                            .help("give it `enum`, `flags`, `fields`, or `type` with limits"),
                    );
                    Entry::Broken
                }
                many => {
                    let message = format!(
                        "the type `{}` says more than one thing of itself: {}",
                        given.name,
                        list(many.iter().copied())
                    );
                    report.push(Diagnostic::key(Code::TypeKind, &given.path, message).help("keep one of them"));
                    Entry::Broken
                }
            };
            entries.insert(given.name.as_str(), (i, entry));
        }
        Self { raw, entries, aliases: HashMap::new(), open: Vec::new(), used: HashSet::new() }
    }

    /// The names that anything refers to, and the aliases.
    pub(super) fn finish(mut self) -> (HashSet<String>, Vec<Alias>) {
        let aliases = self.raw.types.iter().filter_map(|given| {
            let (ty, limits) = self.aliases.remove(given.name.as_str())??;
            Some(Alias { path: given.path.clone(), ty, limits })
        });
        (self.used, aliases.collect())
    }

    /// Every enum, bit set and object. Aliases are looked up once, so that their mistakes are seen.
    pub(super) fn resolve_all(&mut self, report: &mut Report) -> Vec<NamedType> {
        let mut types = Vec::new();
        for given in &self.raw.types {
            let named = match self.entries.get(given.name.as_str()) {
                Some((_, Entry::Named(_))) => true,
                Some((_, Entry::Alias)) => {
                    self.alias(&given.name, report);
                    false
                }
                _ => false,
            };
            self.stray(given, named, report);
            if named {
                let kind = self.kind(given, report);
                types.push(NamedType { name: given.name.clone(), texts: lines(given, &self.raw.languages), kind });
            }
        }
        types
    }

    /// Fields that say nothing of a type of this kind.
    fn stray(&self, given: &Given<RawType, String>, named: bool, report: &mut Report) {
        let object = given.has("fields");
        let stray: &[&str] = match (named, object) {
            (true, true) => &["values", "unit", "range", "pattern"],
            (true, false) => &["fields", "any_case", "unit", "range", "pattern"],
            (false, _) => &["values", "any_case"],
        };
        let broken = matches!(self.entries.get(given.name.as_str()), Some((_, Entry::Broken)) | None);
        for field in stray.iter().filter(|field| !broken && given.has(field)) {
            let message = format!("`{field}` means nothing in the type `{}`", given.name);
            report.push(Diagnostic::key(Code::TypeKind, &given.path.key(field), message).help(match *field {
                "values" => "only an `enum` and `flags` have values",
                "any_case" => "only an object, one with `fields`, has names",
                _ => "only an alias, one with `type`, has limits",
            }));
        }
    }

    fn kind(&mut self, given: &Given<RawType, String>, report: &mut Report) -> NamedKind {
        let head = &given.fields.head;
        let enumeration = given.has("enum");
        if enumeration || given.has("flags") {
            let (field, repr) = if enumeration { ("enum", &head.enumeration) } else { ("flags", &head.flags) };
            let repr = repr.as_ref().map_or(IntKind::U8, |text| repr_of(text, field, &given.path, report));
            let values =
                given.fields.values.iter().filter_map(|value| enum_value(value, &self.raw.languages, report)).collect();
            return if enumeration { NamedKind::Enum { repr, values } } else { NamedKind::Flags { repr, values } };
        }
        let mut fields = Vec::new();
        for field in &given.fields.fields {
            let Some(text) = &field.fields.ty else {
                if !field.has("type") {
                    let message = format!("the field `{}` has no `type`", field.name);
                    report.push(Diagnostic::key(Code::MissingField, &field.path, message));
                }
                continue;
            };
            let Some((ty, inherited)) = expr::parse(text, &field.path.key("type"), self, report) else { continue };
            let given = &field.fields;
            let limits = limits(
                given.unit.as_ref(),
                given.range.as_ref(),
                given.pattern.as_ref(),
                inherited,
                &field.path,
                report,
            );
            let omit_null = given.omit_null.unwrap_or(false);
            let texts = lines(field, &self.raw.languages);
            fields.push(Field { name: field.name.clone(), ty, limits, omit_null, texts });
        }
        NamedKind::Object { any_case: head.any_case.unwrap_or(false), fields }
    }

    fn alias(&mut self, name: &str, report: &mut Report) -> Option<(Type, Limits)> {
        let (name, (at, _)) = self.entries.get_key_value(name)?;
        let (name, given) = (*name, self.raw.types.get(*at)?);
        if let Some(known) = self.aliases.get(name) {
            return known.clone();
        }
        let path = given.path.key("type");
        if self.open.contains(&name) {
            let around = list(self.open.iter().copied());
            report.push(
                Diagnostic::value(Code::RecursiveType, &path, format!("the type `{name}` stands for itself"))
                    .note(format!("it is looked up through {around}")),
            );
            return None;
        }
        self.open.push(name);
        let head = &given.fields.head;
        let read = head.ty.as_ref().and_then(|text| expr::parse(text, &path, self, report)).map(|(ty, inherited)| {
            let limits =
                limits(head.unit.as_ref(), head.range.as_ref(), head.pattern.as_ref(), inherited, &given.path, report);
            (ty, limits)
        });
        self.open.pop();
        self.aliases.insert(name, read.clone());
        read
    }
}

impl expr::Lookup for Names<'_> {
    fn named(&mut self, name: &str, report: &mut Report) -> Option<Result<(Type, Limits), ()>> {
        let (_, entry) = self.entries.get(name)?;
        let found = match entry {
            Entry::Named(id) => Some((Type::Named(*id), Limits::default())),
            Entry::Alias => self.alias(name, report),
            Entry::Broken => None,
        };
        if !self.used.contains(name) {
            self.used.insert(name.to_owned());
        }
        Some(found.ok_or(()))
    }

    fn names(&self) -> Vec<String> {
        self.raw.types.iter().map(|given| given.name.clone()).collect()
    }
}

fn repr_of(text: &str, field: &str, path: &Path, report: &mut Report) -> IntKind {
    let found = IntKind::ALL.into_iter().find(|kind| kind.spec_name() == text);
    found.unwrap_or_else(|| {
        let known = list(IntKind::ALL.map(IntKind::spec_name));
        let message = format!("`{field}` is stored as a whole number, not as {}", quoted(text));
        report.push(Diagnostic::value(Code::EnumRepr, &path.key(field), message).help(format!("one of {known}")));
        // Wide enough not to say of each value that it does not fit.
        IntKind::I64
    })
}

fn enum_value(given: &Given<RawValue, String>, languages: &[String], report: &mut Report) -> Option<EnumValue> {
    let path = given.path.key("value");
    let Some(number) = &given.fields.value else {
        if !given.has("value") {
            let message = format!("`{}` has no `value`", given.name);
            report.push(
                Diagnostic::key(Code::MissingField, &given.path, message)
                    .help("say which number stands for it: `{ value: 1, … }`"),
            );
        }
        return None;
    };
    let whole = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    let Some(value) = whole else {
        let message = format!("the value of `{}` is no whole number", given.name);
        report.push(Diagnostic::value(Code::EnumValue, &path, message));
        return None;
    };
    Some(EnumValue { name: given.name.clone(), value, texts: lines(given, languages) })
}

/// One line for each language; an empty one where it is missing, which a rule reports.
fn lines<T>(given: &Given<T, String>, languages: &[String]) -> Vec<String> {
    languages.iter().map(|language| given.text(language).cloned().unwrap_or_default()).collect()
}
