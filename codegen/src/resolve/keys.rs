//! The keys, in device order.

use serde_yaml::Value as Yaml;

use super::{
    duration, expr,
    family::{self, Member},
    home_assistant,
    limits::limits,
    types::Names,
    value,
};
use crate::{
    diagnostic::{Code, Diagnostic, Path, Report, did_you_mean, list, quoted},
    model::{Access, Category, CategoryKind, Family, Key, Limits, NamedType, PERSIST_MS, Secret, Text, Value},
    raw::{Given, Persist, Raw, RawKey, RawSecret, RawSecretPart, RawText},
};

/// Most keys of a device: their numbers are 16 bits wide.
const MAX_KEYS: usize = 65_534;

/// What a key is resolved against.
pub(super) struct Context<'a> {
    pub(super) raw: &'a Raw,
    pub(super) types: &'a [NamedType],
    pub(super) categories: &'a [Category],
    pub(super) pace_ms: u32,
}

/// Every key. Families that stand side by side and have the same numbers interleave: `c0n`, `c0e`, `c1n`, `c1e`.
pub(super) fn resolve(context: &Context<'_>, names: &mut Names<'_>, report: &mut Report) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut open: Vec<std::vec::IntoIter<Key>> = Vec::new();
    let mut numbers = None;
    let most = members_each(context.raw, report);
    for given in &context.raw.keys {
        let members = family::members(&given.name, most, &given.path, report);
        let now = members.first().and_then(|member| member.family.as_ref()).map(|family| (family.first, family.last));
        if now != numbers || now.is_none() {
            interleave(&mut open, &mut keys);
            numbers = now;
        }
        open.push(one(context, given, members, names, report).into_iter());
    }
    interleave(&mut open, &mut keys);
    keys
}

/// How many members of each family are made: all of them, or, where that is too many for a device, the first one,
/// so that at least its mistakes are seen.
fn members_each(raw: &Raw, report: &mut Report) -> usize {
    let mut count: usize = 0;
    for given in &raw.keys {
        count = count.saturating_add(family::count(&given.name));
        if count > MAX_KEYS {
            let message = format!("the spec has more than {MAX_KEYS} keys");
            report.push(Diagnostic::key(Code::TooManyKeys, &given.path, message));
            return 1;
        }
    }
    MAX_KEYS
}

fn interleave(open: &mut Vec<std::vec::IntoIter<Key>>, keys: &mut Vec<Key>) {
    while open.iter().any(|members| members.len() > 0) {
        keys.extend(open.iter_mut().filter_map(Iterator::next));
    }
    open.clear();
}

/// The keys that one entry stands for.
fn one(
    context: &Context<'_>,
    given: &Given<RawKey, RawText>,
    members: Vec<Member>,
    names: &mut Names<'_>,
    report: &mut Report,
) -> Vec<Key> {
    let fields = &given.fields;
    let path = &given.path;
    missing(given, report);
    let access = access(given, report);
    let category = category(context, given, report);
    let mut ty = |field: &str, text: &Option<String>| {
        text.as_ref().map(|text| expr::parse(text, &path.key(field), names, report))
    };
    // All three are read, so that each one's mistakes are seen.
    let (plain, get, set) = (ty("type", &fields.ty), ty("get", &fields.get), ty("set", &fields.set));
    let (read, write) = match (plain.or(get), set) {
        (Some(read), set) => (read, set),
        (None, Some(set)) => (set, None),
        (None, None) => return Vec::new(),
    };
    let Some((read, inherited)) = read else { return Vec::new() };
    let write = match write {
        Some(None) => return Vec::new(),
        Some(Some(write)) => Some(write),
        None => None,
    };
    let inherited = join(inherited, write.as_ref().map(|(_, limits)| limits));
    let limits = limits(fields.unit.as_ref(), fields.range.as_ref(), fields.pattern.as_ref(), inherited, path, report);
    let transports = transports(given, report);
    let pace = fields.pace.as_ref().and_then(|pace| duration::milliseconds(pace, &path.key("pace"), report));
    let stored = match &fields.persist {
        Some(Persist::Every(pace)) => duration::milliseconds(pace, &path.key("persist"), report),
        _ => None,
    };
    let config = context.categories.get(category).is_some_and(|category| category.kind == CategoryKind::Config);
    let template = Key {
        short: String::new(),
        name: String::new(),
        read,
        write: write.map(|(ty, _)| ty),
        access,
        category,
        limits,
        default: None,
        example: None,
        persist: fields.persist.as_ref().map_or(config && access != Access::Read, Persist::is_on),
        persist_ms: stored.unwrap_or(PERSIST_MS),
        persist_twice: fields.persist == Some(Persist::Twice),
        secret: match &fields.secret {
            Some(RawSecret::Whole(true)) => Secret::Whole,
            Some(RawSecret::Part(RawSecretPart::UrlPassword)) => Secret::UrlPassword,
            Some(RawSecret::Part(RawSecretPart::Written)) => Secret::Written,
            Some(RawSecret::Whole(false)) | None => Secret::Nothing,
        },
        reboot: fields.reboot.unwrap_or(false),
        http: transports.0,
        mqtt: transports.1,
        pace_ms: pace.unwrap_or(context.pace_ms),
        deadband: fields.deadband,
        home_assistant: home_assistant::words(
            fields.home_assistant.as_ref(),
            &context.raw.languages,
            &path.key("home_assistant"),
            report,
        ),
        since: fields.since.clone(),
        until: fields.until.clone(),
        texts: Vec::new(),
        family: None,
    };
    members.into_iter().map(|member| fill(context, given, &template, member, report)).collect()
}

/// One member: the template with its number filled in.
fn fill(
    context: &Context<'_>,
    given: &Given<RawKey, RawText>,
    template: &Key,
    member: Member,
    report: &mut Report,
) -> Key {
    let family = member.family.as_ref();
    let mut stated = |yaml: &Option<Yaml>, field: &str, code: Code| -> Option<Value> {
        let yaml = family::fill_value(yaml.as_ref()?, family);
        value::read(&yaml, &template.read, context.types, &given.path.key(field), code, report)
    };
    let default = stated(&given.fields.default, "default", Code::DefaultType);
    let example = stated(&given.fields.example, "example", Code::ExampleType);
    let name = given.fields.name.as_ref().map_or_else(|| member.short.clone(), |name| family::fill(name, family));
    Key {
        name,
        default,
        example,
        texts: texts(context, given, family),
        short: member.short,
        family: member.family,
        ..template.clone()
    }
}

fn texts(context: &Context<'_>, given: &Given<RawKey, RawText>, family: Option<&Family>) -> Vec<Text> {
    let fill = |text: Option<&String>| text.map(|text| family::fill(text, family)).unwrap_or_default();
    context
        .raw
        .languages
        .iter()
        .map(|language| match given.text(language) {
            Some(text) => Text { title: fill(text.title.as_ref()), text: fill(text.text.as_ref()) },
            None => Text { title: String::new(), text: String::new() },
        })
        .collect()
}

/// A written type's limits count where the read type has none.
fn join(read: Limits, write: Option<&Limits>) -> Limits {
    let write = write.cloned().unwrap_or_default();
    Limits {
        unit: read.unit.or(write.unit),
        range: read.range.or(write.range),
        pattern: read.pattern.or(write.pattern),
    }
}

fn missing(given: &Given<RawKey, RawText>, report: &mut Report) {
    let typed = ["type", "get", "set"].iter().any(|field| given.has(field));
    let missing: Vec<&str> = ["name", "type", "access", "category"]
        .into_iter()
        .filter(|field| if *field == "type" { !typed } else { !given.has(field) })
        .collect();
    if !missing.is_empty() {
        let message = format!("the key `{}` has no `{}`", given.name, missing.join("`, no `"));
        report.push(
            Diagnostic::key(Code::MissingField, &given.path, message).help(
                "a key has `name`, `type` (or `get` and `set`), `access`, `category`, and a text in each language",
            ),
        );
    }
}

fn access(given: &Given<RawKey, RawText>, report: &mut Report) -> Access {
    let Some(text) = &given.fields.access else { return Access::ReadWrite };
    let known = [Access::Read, Access::ReadWrite, Access::Write];
    known.into_iter().find(|access| access.as_str() == text).unwrap_or_else(|| {
        report.push(
            Diagnostic::value(Code::AccessWord, &given.path.key("access"), format!("{} is no access", quoted(text)))
                .help("`R` can be read, `W` can be written, `R/W` both"),
        );
        Access::ReadWrite
    })
}

fn category(context: &Context<'_>, given: &Given<RawKey, RawText>, report: &mut Report) -> usize {
    let Some(text) = &given.fields.category else { return usize::MAX };
    let known = context.categories;
    // A category of the device that is itself wrong is reported there.
    let broken = context
        .raw
        .device
        .categories
        .as_ref()
        .is_some_and(|given| given.is_empty() || given.iter().any(|(name, _)| name == text));
    if broken && !known.iter().any(|category| category.name == *text) {
        return usize::MAX;
    }
    known.iter().position(|category| category.name == *text).unwrap_or_else(|| {
        let names = known.iter().map(|category| category.name.as_str());
        let path = given.path.key("category");
        report.push(
            Diagnostic::value(Code::CategoryWord, &path, format!("there is no category {}", quoted(text)))
                .note(format!("the categories are {}", list(names.clone())))
                .help_if(did_you_mean(text, names)),
        );
        usize::MAX
    })
}

/// Whether on HTTP, and whether on MQTT.
fn transports(given: &Given<RawKey, RawText>, report: &mut Report) -> (bool, bool) {
    let Some(transports) = &given.fields.transports else { return (true, true) };
    let path: Path = given.path.key("transports");
    for (i, transport) in transports.iter().enumerate() {
        if !matches!(transport.as_str(), "http" | "mqtt") {
            report.push(
                Diagnostic::value(
                    Code::Transport,
                    &path.index(i),
                    format!("there is no transport {}", quoted(transport)),
                )
                .help("`http` and `mqtt` are the transports; `[]` keeps the key inside"),
            );
        }
    }
    let has = |name: &str| transports.iter().any(|transport| transport == name);
    (has("http"), has("mqtt"))
}
