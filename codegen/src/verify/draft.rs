//! An entry for the spec, made out of a value: a beginning for whoever knows what the key means.

use std::collections::HashSet;

use serde::Serialize;

use super::infer::{Kind, Shape};
use crate::{
    model::{CategoryKind, IntKind, Spec, Value},
    rust_names,
};

/// What stands where only a person can say more.
const TODO: &str = "TODO";

/// A draft of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Draft {
    /// Its type: `uint8`.
    #[serde(rename = "type")]
    pub ty: String,
    /// The entry, as it stands under `keys:`.
    pub key: String,
    /// The types that it needs, as they stand under `types:`.
    pub types: Vec<String>,
}

/// Several drafts as one part of a spec.
pub fn yaml<'a>(drafts: impl Iterator<Item = &'a Draft> + Clone) -> String {
    let types: Vec<&str> = drafts.clone().flat_map(|draft| &draft.types).map(String::as_str).collect();
    let keys: Vec<&str> = drafts.map(|draft| draft.key.as_str()).collect();
    let section = |name: &str, entries: &[&str]| match entries {
        [] => String::new(),
        entries => format!("{name}:\n{}", entries.join("\n")),
    };
    [section("types", &types), section("keys", &keys)]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Makes drafts whose names don't clash with each other, nor with those of the spec.
pub(super) struct Drafter<'a> {
    spec: &'a Spec,
    names: HashSet<String>,
    types: HashSet<String>,
}

impl<'a> Drafter<'a> {
    /// `unknown` are the short names of all keys that get a draft.
    pub(super) fn new(spec: &'a Spec, unknown: impl Iterator<Item = &'a str>) -> Self {
        let mut names: HashSet<String> = unknown.map(str::to_owned).collect();
        names.extend(spec.keys.iter().flat_map(|key| [key.short.clone(), key.name.clone()]));
        let types = spec.types.iter().map(|named| named.name.clone()).collect();
        Self { spec, names, types }
    }

    pub(super) fn draft(&mut self, short: &str, value: &Value) -> Draft {
        let mut types = Vec::new();
        let ty = self.ty(&Shape::of(value), &pascal(short), &mut types);
        let category = self.spec.device.categories.iter().find(|category| category.kind == CategoryKind::Status);
        let category = category.or(self.spec.device.categories.first()).map_or("Status", |category| &category.name);
        let mut key = format!("  {short}:\n    name: {}\n", self.name(short));
        key.push_str(&format!("    type: {}{}\n    access: R\n", quoted(&ty), seen(value)));
        key.push_str(&format!("    category: {}\n", quoted(category)));
        for language in &self.spec.device.languages {
            key.push_str(&format!("    {language}: {{ title: {TODO}, text: {TODO} }}\n"));
        }
        key.push_str("    todo: all of this was inferred from one value of a device\n");
        Draft { ty, key, types }
    }

    /// A readable name that nothing else has; a person finds a better one.
    fn name(&mut self, short: &str) -> String {
        let snake = snake(short);
        let free = |name: &String| {
            !self.names.contains(name) && rust_names::is_identifier(name) && !rust_names::is_method_of_generated(name)
        };
        let name = if snake == short && !rust_names::is_method_of_generated(short) && rust_names::is_identifier(short) {
            // Its own short name may be a key's readable name.
            snake
        } else {
            let tries = (2..).map(|number| format!("{snake}_{number}"));
            std::iter::once(snake.clone()).chain(tries).find(free).unwrap_or(snake)
        };
        self.names.insert(name.clone());
        name
    }

    /// The type as the spec writes it; `name` is for the object that it may be.
    fn ty(&mut self, shape: &Shape, name: &str, types: &mut Vec<String>) -> String {
        let ty = match &shape.kind {
            Kind::Unknown => return "json(64)".to_owned(),
            // `null` is JSON, too.
            Kind::Any(bytes) => return format!("json({})", capacity(*bytes, 64)),
            Kind::Bool => "bool".to_owned(),
            Kind::Int(least, most) => int(*least, *most).to_owned(),
            Kind::Float(most) => if *most > 16_777_216.0 { "double" } else { "float" }.to_owned(),
            Kind::Text(bytes) => format!("string({})", capacity(*bytes, 16)),
            Kind::Array(items, item) => format!("array<{}, ..{}>", self.ty(item, name, types), (*items).max(1)),
            Kind::Object(fields) => self.object(fields, name, types),
        };
        if shape.null { format!("optional<{ty}>") } else { ty }
    }

    fn object(&mut self, fields: &[(String, Shape, bool)], name: &str, types: &mut Vec<String>) -> String {
        let tries = (2..).map(|number| format!("{name}Draft{number}"));
        let free = |name: &String| !self.types.contains(name);
        let name = std::iter::once(format!("{name}Draft")).chain(tries).find(free).unwrap_or_default();
        self.types.insert(name.clone());
        let mut text = format!("  {name}:\n");
        let languages = &self.spec.device.languages;
        for language in languages {
            text.push_str(&format!("    {language}: {TODO}\n"));
        }
        text.push_str("    fields:\n");
        let todo: Vec<_> = languages.iter().map(|language| format!("{language}: {TODO}")).collect();
        for (field, shape, always) in fields {
            let ty = self.ty(shape, &format!("{}{}", name.trim_end_matches("Draft"), pascal(field)), types);
            let ty = match (always, ty.starts_with("optional<")) {
                (true, _) => quoted(&ty),
                (false, true) => format!("{}, omit_null: true", quoted(&ty)),
                (false, false) => format!("{}, omit_null: true", quoted(&format!("optional<{ty}>"))),
            };
            text.push_str(&format!("      {}: {{ type: {ty}, {} }}\n", quoted(field), todo.join(", ")));
        }
        types.push(text);
        name
    }
}

/// The smallest type that holds both.
fn int(least: i128, most: i128) -> &'static str {
    let holds = |kind: &&IntKind| {
        let (min, max) = kind.bounds();
        min <= least && most <= max
    };
    IntKind::ALL.iter().find(holds).map_or("double", |kind| kind.spec_name())
}

/// A power of two with some room above what was seen.
fn capacity(bytes: usize, least: usize) -> usize {
    bytes.max(least).checked_next_power_of_two().map_or(65_535, |bytes| bytes.min(65_535))
}

/// What the type was inferred from. Text may be somebody's own, and does not go into a spec.
fn seen(value: &Value) -> String {
    match value {
        Value::Null => "                  # only `null` was seen".to_owned(),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => format!("                  # seen: {value}"),
        _ => String::new(),
    }
}

/// In quotes where YAML or a flow mapping would read it as something else.
fn quoted(text: &str) -> String {
    let odd = text.contains([',', '{', '[', ' ', ':', '#', '"'])
        || matches!(text.to_ascii_lowercase().as_str(), "null" | "true" | "false");
    if odd { serde_json::to_string(text).unwrap_or_default() } else { text.to_owned() }
}

/// `modelStatus` → `model_status`
fn snake(short: &str) -> String {
    let mut name = String::new();
    for char in short.chars() {
        if (char.is_ascii_uppercase() || char == '_') && !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
        if char != '_' {
            name.push(char.to_ascii_lowercase());
        }
    }
    name.trim_end_matches('_').to_owned()
}

/// `eto_mid` → `EtoMid`
fn pascal(short: &str) -> String {
    let upper = |part: &str| part.chars().take(1).flat_map(char::to_uppercase).chain(part.chars().skip(1)).collect();
    let name: String = short.split('_').map(|part| -> String { upper(part) }).collect();
    if name.starts_with(|first: char| first.is_ascii_alphabetic()) { name } else { format!("X{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::{fixture, value};

    fn ty(json: &str) -> String {
        let spec = fixture::spec();
        Drafter::new(&spec, std::iter::once("new")).draft("new", &value(json).unwrap()).ty
    }

    #[test]
    fn whole_numbers_get_the_smallest_type() {
        assert_eq!([ty("16"), ty("-3"), ty("256"), ty("1718446555000")], ["uint8", "int8", "uint16", "uint64"]);
    }

    #[test]
    fn text_gets_some_room() {
        assert_eq!([ty("\"\""), ty("\"0123456789abcdefg\"")], ["string(16)", "string(32)"]);
    }

    #[test]
    fn a_list_has_the_items_that_were_seen() {
        assert_eq!([ty("[]"), ty("[1,null]")], ["array<json(64), ..1>", "array<optional<uint8>, ..2>"]);
    }

    #[test]
    fn names_are_readable_and_free() {
        let spec = fixture::spec();
        let mut drafter = Drafter::new(&spec, ["modelStatus", "clone", "type"].into_iter());
        let name = |drafter: &mut Drafter<'_>, short| drafter.name(short);
        assert_eq!(name(&mut drafter, "modelStatus"), "model_status");
        assert_eq!(name(&mut drafter, "clone"), "clone_2");
        assert_eq!(name(&mut drafter, "type"), "type");
        assert_eq!(name(&mut drafter, "Bri"), "bri_2");
    }

    #[test]
    fn a_draft_holds_no_text_of_the_device() {
        let spec = fixture::spec();
        let draft = Drafter::new(&spec, std::iter::once("new")).draft("new", &Value::Text("my own".to_owned()));
        assert!(!yaml(std::iter::once(&draft)).contains("my own"));
    }
}
