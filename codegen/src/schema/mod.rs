//! The JSON Schema of the spec format: with it, an editor completes fields, types and values and shows their text.
//!
//! Fields and what is said of them come from the structs that read a spec, so that no field can be forgotten. What
//! those can't tell is added here: which fields are needed, which texts are possible, and that a mapping has names
//! of its own.

mod plain;
mod words;

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use crate::modules::MODULES;
use crate::raw::{FORMAT, RawDevice, RawField, RawKey, RawText, RawTypeHead, RawValue};

/// The schema as it stands in a file: formatted, with a line break at its end.
pub fn text() -> String {
    // A schema is made of plain JSON values, which can always be written.
    serde_json::to_string_pretty(&schema()).unwrap_or_default() + "\n"
}

/// The schema. Draft 7, which every YAML language server knows.
pub fn schema() -> Value {
    let mut device = section::<RawDevice>();
    words::of_device(&mut device);
    require(&mut device, &["name", "languages"]);
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "keywright spec",
        "description": "The api of a device: its keys and their types. The registry, the handlers and the documents \
                        are made of it.",
        "type": "object",
        "required": ["format", "device", "keys"],
        "additionalProperties": false,
        "properties": {
            "format": { "description": "The version of the spec format.", "const": FORMAT },
            "use": uses(),
            "device": device,
            "types": {
                "description": "Named types: enums, bit sets, objects, and aliases for a type with limits.",
                // A spec that has no types yet may leave the section empty.
                "type": ["object", "null"],
                "propertyNames": { "pattern": words::TYPE_NAME },
                "additionalProperties": { "$ref": "#/definitions/type" },
            },
            "keys": {
                "description": "Every key under its short name, or a family of them: `c{0..9}n`.",
                "type": ["object", "null"],
                "propertyNames": { "pattern": words::SHORT_NAME },
                "additionalProperties": { "$ref": "#/definitions/key" },
            },
        },
        "definitions": {
            "key": key(),
            "type": named_type(),
            "expression": words::expression(),
        },
    })
}

fn uses() -> Value {
    let names: Vec<_> = MODULES.iter().map(|(name, _)| *name).collect();
    json!({
        "description": "Ready-made keys with their roles: a list of modules, or a mapping that renames keys of them.",
        "anyOf": [
            { "type": "array", "items": { "enum": names } },
            {
                "type": "object",
                "propertyNames": { "enum": names },
                "additionalProperties": {
                    "description": "Keys of the module with another name in this spec.",
                    "type": ["object", "null"],
                    "additionalProperties": { "type": "string", "pattern": words::SHORT_NAME },
                },
            },
        ],
    })
}

fn key() -> Value {
    let mut key = section::<RawKey>();
    words::of_key(&mut key);
    require(&mut key, &["name", "access", "category"]);
    let mut text = section::<RawText>();
    require(&mut text, &["title", "text"]);
    for field in ["title", "text"] {
        words::filled(words::property(&mut text, field));
    }
    texts(&mut key, text);
    // One type, or one to read and one to write; what can't be read has only the latter.
    key["anyOf"] = json!([{ "required": ["type"] }, { "required": ["set"] }]);
    key["dependencies"] = json!({
        "type": { "not": { "anyOf": [{ "required": ["get"] }, { "required": ["set"] }] } },
        "get": ["set"],
    });
    key
}

fn named_type() -> Value {
    let mut named = section::<RawTypeHead>();
    words::of_type(&mut named);
    named["description"] = json!("A named type: an enum, a bit set, an object, or an alias for a type with limits.");
    let part = |mut schema: Value, needed: &str| {
        words::of_type(&mut schema);
        require(&mut schema, &[needed]);
        texts(&mut schema, line());
        schema
    };
    let (value, field) = (part(section::<RawValue>(), "value"), part(section::<RawField>(), "type"));
    named["properties"]["values"] = json!({
        "description": "The values of an enum, or the bits of a bit set, by name.",
        "type": "object",
        "minProperties": 1,
        "propertyNames": { "pattern": words::TYPE_NAME },
        "additionalProperties": value,
    });
    named["properties"]["fields"] = json!({
        "description": "Makes it an object: its fields, named and ordered as on the wire.",
        "type": "object",
        "minProperties": 1,
        "propertyNames": { "pattern": words::FIELD_NAME },
        "additionalProperties": field,
    });
    texts(&mut named, line());
    named["oneOf"] = ["enum", "flags", "fields", "type"].map(|kind| json!({ "required": [kind] })).into();
    named["dependencies"] = json!({
        "enum": ["values"],
        "flags": ["values"],
        "values": { "anyOf": [{ "required": ["enum"] }, { "required": ["flags"] }] },
        "any_case": ["fields"],
        "unit": ["type"],
        "range": ["type"],
        "pattern": ["type"],
    });
    named
}

/// What a struct says of itself, with everything in place and nothing that only Rust knows.
fn section<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    plain::make(&mut schema);
    schema
}

fn require(schema: &mut Value, fields: &[&str]) {
    schema["required"] = fields.into();
}

/// Texts stand beside the fields, under the tag of their language.
fn texts(schema: &mut Value, text: Value) {
    let mut languages = Map::new();
    languages.insert(words::LANGUAGE.to_owned(), text);
    schema["patternProperties"] = languages.into();
}

fn line() -> Value {
    json!({ "description": "One line of text in this language.", "type": "string", "pattern": words::FILLED })
}
