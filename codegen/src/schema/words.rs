//! Which texts and numbers are possible in a field.

use serde_json::{Value, json};

use super::require;
use crate::home_assistant::classes;
use crate::model::{Access, Component, IntKind, Style};
use crate::raw::TWICE;

pub(super) const LANGUAGE: &str = "^[a-z]{2}(-[A-Z]{2})?$";
pub(super) const SHORT_NAME: &str = r"^[A-Za-z][A-Za-z0-9_]*(\{[0-9]+\.\.[0-9]+\}[A-Za-z0-9_]*)?$";
pub(super) const TYPE_NAME: &str = "^[A-Z][A-Za-z0-9]*$";
pub(super) const FIELD_NAME: &str = "^[A-Za-z_][A-Za-z0-9_]*$";
/// Not only blanks.
pub(super) const FILLED: &str = r"\S";

const KEY: &str = "^[A-Za-z][A-Za-z0-9_]*$";
const NAME: &str = r"^[a-z][a-z0-9_]*(\{n\}[a-z0-9_]*)*$";
const RANGE: &str = r"^\s*(-?[0-9]+(\.[0-9]+)?\s*\.\.\s*(-?[0-9]+(\.[0-9]+)?)?|\.\.\s*-?[0-9]+(\.[0-9]+)?)\s*$";
const DURATION: &str = r"^\s*[0-9]+\s*(ms|s|min|h)\s*$";
const VERSION: &str = r"^[0-9]+(\.[0-9]+)*$";
const BASE: &str = "^(/[A-Za-z0-9_.~-]+)+$";

/// The property of that name. A schema that lacks it gets it, which the tests notice.
pub(super) fn property<'a>(schema: &'a mut Value, name: &str) -> &'a mut Value {
    &mut schema["properties"][name]
}

/// A text that says something.
pub(super) fn filled(property: &mut Value) {
    property["pattern"] = FILLED.into();
}

fn pattern(schema: &mut Value, name: &str, pattern: &str) {
    property(schema, name)["pattern"] = pattern.into();
}

/// A type is written as text; its schema takes the place of the plain one, but for what is said of the field.
fn typed(schema: &mut Value, name: &str) {
    let property = property(schema, name);
    let description = property["description"].take();
    *property = json!({ "description": description, "allOf": [{ "$ref": "#/definitions/expression" }] });
}

fn limits(schema: &mut Value) {
    filled(property(schema, "unit"));
    pattern(schema, "range", RANGE);
    property(schema, "pattern")["minLength"] = 1.into();
}

pub(super) fn of_key(schema: &mut Value) {
    for field in ["type", "get", "set"] {
        typed(schema, field);
    }
    limits(schema);
    pattern(schema, "name", NAME);
    property(schema, "access")["enum"] = [Access::Read, Access::ReadWrite, Access::Write].map(Access::as_str).into();
    filled(property(schema, "category"));
    let transports = property(schema, "transports");
    transports["items"]["enum"] = json!(["http", "mqtt"]);
    transports["uniqueItems"] = true.into();
    pattern(schema, "pace", DURATION);
    property(schema, "deadband")["exclusiveMinimum"] = 0.into();
    let persist = property(schema, "persist");
    let description = persist["description"].take();
    *persist = json!({
        "description": description,
        "anyOf": [{ "type": "boolean" }, { "const": TWICE }, { "type": "string", "pattern": DURATION }],
    });
    entity(&mut property(schema, "home_assistant")["anyOf"][1]);
    pattern(schema, "since", VERSION);
    pattern(schema, "until", VERSION);
}

/// How a key shows in Home Assistant.
fn entity(schema: &mut Value) {
    property(schema, "component")["enum"] = Component::ALL.map(Component::as_str).into();
    property(schema, "state_class")["enum"] = classes::STATE_CLASSES.into();
    property(schema, "entity_category")["enum"] = classes::ENTITY_CATEGORIES.into();
    pattern(schema, "icon", r"^[a-z0-9]+:[a-z0-9-]+$");
    let part = &mut property(schema, "parts")["items"];
    require(part, &["name"]);
    part["oneOf"] = ["item", "field"].map(|at| json!({ "required": [at] })).into();
    property(part, "state_class")["enum"] = classes::STATE_CLASSES.into();
}

/// Of a named type, or a part of one: whatever it has.
pub(super) fn of_type(schema: &mut Value) {
    let has = |schema: &Value, name: &str| schema["properties"].get(name).is_some();
    for field in ["enum", "flags"] {
        if has(schema, field) {
            property(schema, field)["enum"] = IntKind::ALL.map(IntKind::spec_name).into();
        }
    }
    if has(schema, "type") {
        typed(schema, "type");
        limits(schema);
    }
}

pub(super) fn of_device(schema: &mut Value) {
    filled(property(schema, "name"));
    let languages = property(schema, "languages");
    languages["items"]["pattern"] = LANGUAGE.into();
    languages["minItems"] = 1.into();
    languages["uniqueItems"] = true.into();
    let categories = property(schema, "categories");
    categories["additionalProperties"]["enum"] = json!(["Constant", "Config", "Status", "Other"]);
    categories["minProperties"] = 1.into();

    let http = property(schema, "http");
    pattern(http, "base", BASE);
    pattern(http, "enabled_by", KEY);
    for field in ["key", "asked_for", "stored_in"] {
        pattern(property(http, "password"), field, KEY);
    }
    require(property(http, "password"), &["key", "asked_for", "stored_in"]);
    let settings = property(schema, "settings");
    ["lost", "seen"].iter().for_each(|part| pattern(settings, part, KEY));
    require(settings, &["lost", "seen"]);
    pattern(property(schema, "identity"), "serial", KEY);
    pattern(property(schema, "clock"), "uptime", KEY);
    pattern(schema, "restart", KEY);
    let http = property(schema, "http");
    ["allowed", "any"].iter().for_each(|part| pattern(property(http, "pages"), part, KEY));
    require(property(http, "pages"), &["allowed", "any"]);
    for status in ["disabled_status", "refused_status"] {
        between(property(http, status), 200, 599);
    }

    let mqtt = property(schema, "mqtt");
    for field in ["enabled_by", "read_only_by", "broker"] {
        pattern(mqtt, field, KEY);
    }
    pattern(property(mqtt, "prefix"), "key", KEY);
    for (role, parts) in [
        ("status", &["started", "connected", "connected_at", "last_error", "last_error_at"][..]),
        ("tls", &["system_store", "certificate", "skip_name", "skip_verification", "client_key", "client_certificate"]),
        ("test", &["run", "state", "reason"]),
    ] {
        let role = property(mqtt, role);
        for part in parts {
            pattern(role, part, KEY);
        }
        require(role, parts);
    }
    let home_assistant = property(mqtt, "home_assistant");
    property(home_assistant, "style")["enum"] = Style::ALL.map(Style::as_str).into();
    for field in ["enabled_by", "remembered_by", "style_by", "language_by"] {
        pattern(home_assistant, field, KEY);
    }
    pattern(property(home_assistant, "prefix"), "key", KEY);
    pattern(mqtt, "pace", DURATION);
    between(property(mqtt, "batch"), 1, u16::MAX);
    between(property(mqtt, "qos"), 0, 2);
    let topics = property(mqtt, "topics");
    for field in ["value", "set", "result"] {
        pattern(topics, field, r"^\{prefix\}/[^+#]*\{key\}[^+#]*$");
    }
    pattern(topics, "availability", r"^\{prefix\}/[^+#{}]*$");
}

fn between(property: &mut Value, min: u16, max: u16) {
    property["minimum"] = min.into();
    property["maximum"] = max.into();
}

/// A type expression. How types nest is more than a schema can tell: it knows the outermost one.
pub(super) fn expression() -> Value {
    let whole = IntKind::ALL.map(IntKind::spec_name);
    let simple = ["bool"].into_iter().chain(whole).chain(["float", "double", "milliseconds", "seconds"]);
    json!({
        "type": "string",
        "anyOf": [
            { "enum": simple.collect::<Vec<_>>() },
            {
                "description": "`string(N)` or `json(N)`: N is the capacity in bytes.",
                "pattern": r"^\s*(string|json)\s*\(\s*[0-9]+\s*\)\s*$",
            },
            {
                "description": "`optional<T>`, `array<T, N>`, `array<T, ..N>`, or `either<A, B>`.",
                "pattern": r"^\s*(optional\s*<.+>|(array|either)\s*<.+,.+>)\s*$",
            },
            { "description": "A name under `types`.", "pattern": TYPE_NAME },
        ],
    })
}
