//! A small device for the tests: every kind of key that the documents treat in a way of its own.

use crate::model::*;

fn both(text: &str) -> Vec<String> {
    vec![text.to_owned(), format!("{text} (de)")]
}

fn plain(short: &str, ty: Type, access: Access, category: usize) -> Key {
    Key {
        short: short.to_owned(),
        name: format!("readable_{short}"),
        read: ty,
        write: None,
        access,
        category,
        limits: Limits::default(),
        default: None,
        example: None,
        persist: category == 1,
        persist_ms: PERSIST_MS,
        persist_twice: false,
        secret: Secret::Nothing,
        reboot: false,
        http: true,
        mqtt: true,
        pace_ms: 1_000,
        deadband: None,
        home_assistant: EntityWords::default(),
        since: None,
        until: None,
        texts: vec![
            Text { title: format!("Title {short}"), text: format!("Text of {short} | with <b>.") },
            Text { title: format!("Titel {short}"), text: format!("Text zu {short} | mit <b>.") },
        ],
        family: None,
    }
}

fn config(short: &str, ty: Type, default: Value) -> Key {
    Key { default: Some(default), ..plain(short, ty, Access::ReadWrite, 1) }
}

fn value(name: &str, value: i128) -> EnumValue {
    EnumValue { name: name.to_owned(), value, texts: both("means | something") }
}

fn field(name: &str, ty: Type) -> Field {
    Field { name: name.to_owned(), ty, limits: Limits::default(), omit_null: false, texts: both("a field") }
}

fn types() -> Vec<NamedType> {
    let named = |name: &str, kind| NamedType { name: name.to_owned(), texts: both("A type."), kind };
    let point = vec![field("x", Type::Int(IntKind::U8)), field("y", Type::Optional(Box::new(Type::Float)))];
    let area = vec![field("from", Type::Named(TypeId(2))), field("name", Type::Text(8))];
    vec![
        named("Mode", NamedKind::Enum { repr: IntKind::U8, values: vec![value("Off", 0), value("On", 1)] }),
        named("Faults", NamedKind::Flags { repr: IntKind::U8, values: vec![value("Hot", 1), value("Wet", 2)] }),
        named("Point", NamedKind::Object { any_case: false, fields: point }),
        named("Area", NamedKind::Object { any_case: true, fields: area }),
        named("Unused", NamedKind::Enum { repr: IntKind::U8, values: vec![value("Only", 0)] }),
    ]
}

fn keys() -> Vec<Key> {
    let text = |text: &str| Value::Text(text.to_owned());
    let current = Limits {
        unit: Some("A".to_owned()),
        range: Some(Range { min: Some(Bound::Int(6)), max: Some(Bound::Int(32)) }),
        pattern: None,
    };
    let member = |number| Key {
        family: Some(Family { pattern: "c{0..1}i".to_owned(), number, first: 0, last: 1 }),
        write: Some(Type::Text(20)),
        ..plain(&format!("c{number}i"), Type::Bool, Access::ReadWrite, 1)
    };
    vec![
        Key { example: Some(text("123456")), ..plain("ser", Type::Text(12), Access::Read, 0) },
        Key { example: Some(Value::Bool(true)), ..plain("lit", Type::Bool, Access::Read, 2) },
        Key { limits: current, since: Some("1.2".to_owned()), ..config("amp", Type::Int(IntKind::U8), Value::Int(16)) },
        config("nam", Type::Text(32), text("a|lamp")),
        Key { example: Some(Value::Int(50)), ..config("dim", Type::Optional(Box::new(Type::Double)), Value::Null) },
        config("mod", Type::Named(TypeId(0)), Value::Int(1)),
        Key {
            pace_ms: 10_000,
            ..plain(
                "wat",
                Type::Array { item: Box::new(Type::Float), limits: Limits::default(), length: Length::Exactly(2) },
                Access::Read,
                2,
            )
        },
        Key { secret: Secret::Whole, ..config("pwd", Type::Text(32), text("hunter2")) },
        plain("go", Type::Either(Box::new(Type::Bool), Box::new(Type::Int(IntKind::U8))), Access::Write, 3),
        config("hai", Type::Bool, Value::Bool(true)),
        config("mce", Type::Bool, Value::Bool(false)),
        config("mcr", Type::Bool, Value::Bool(true)),
        config("mcu", Type::Text(128), text("mqtt://192.0.2.1")),
        Key { write: Some(Type::Optional(Box::new(Type::Text(64)))), ..config("mtp", Type::Text(64), text("")) },
        Key { reboot: true, mqtt: false, ..config("box", Type::Named(TypeId(3)), Value::Null) },
        plain("flt", Type::Named(TypeId(1)), Access::Read, 2),
        Key {
            http: false,
            until: Some("9.1".to_owned()),
            deadband: Some(0.5),
            ..plain("old", Type::Seconds, Access::Read, 2)
        },
        Key { http: false, mqtt: false, ..plain("hid", Type::Bool, Access::Read, 2) },
        member(0),
        member(1),
    ]
}

/// A lamp with an api.
pub fn spec() -> Spec {
    let keys = keys();
    let id = |short: &str| keys.iter().position(|key| key.short == short).map(KeyId);
    let category = |name: &str, kind| Category { name: name.to_owned(), kind };
    let device = Device {
        name: "Lamp".to_owned(),
        languages: vec!["en".to_owned(), "de".to_owned()],
        categories: vec![
            category("Constant", CategoryKind::Constant),
            category("Config", CategoryKind::Config),
            category("Status", CategoryKind::Status),
            category("Other", CategoryKind::Other),
        ],
        http: Http {
            base: "/api".to_owned(),
            enabled_by: id("hai"),
            disabled_status: 404,
            disabled_text: "off".to_owned(),
            refused_status: 500,
            unquoted_strings: true,
            quoted_values: true,
            password: None,
            pages: None,
        },
        mqtt: Mqtt {
            enabled_by: id("mce"),
            read_only_by: id("mcr"),
            broker: id("mcu"),
            prefix_key: id("mtp"),
            prefix_default: Template(vec![TemplatePart::Text("lamp/".to_owned()), TemplatePart::Key(KeyId(0))]),
            client_id: Template(vec![TemplatePart::Text("lamp_".to_owned()), TemplatePart::Key(KeyId(0))]),
            topics: TopicLayout {
                value: "{prefix}/{key}".to_owned(),
                set: "{prefix}/{key}/set".to_owned(),
                result: "{prefix}/{key}/result".to_owned(),
                availability: "{prefix}/availability".to_owned(),
            },
            pace_ms: 1_000,
            batch: 16,
            retain: true,
            qos: 0,
            success: "success".to_owned(),
            home_assistant: None,
            status: None,
            tls: None,
            test: None,
        },
        errors: ErrorTexts {
            invalid_json: "invalid json {reason}: {value}".to_owned(),
            wrong_type: "value must be {type} {value}".to_owned(),
            out_of_range: "value must be {limit}, not {value}".to_owned(),
            too_long: "value must be {limit}".to_owned(),
            pattern: "value must match {limit}, not {value}".to_owned(),
            read_only: "tried to set api key without setter ({value})".to_owned(),
            unknown_key: "unknown api key {value}".to_owned(),
            did_you_mean: ", did you mean {near}?".to_owned(),
            locked: "writing is not allowed, set {by} to allow it".to_owned(),
            unknown_field: "unknown field {field}".to_owned(),
            missing_field: "missing field {field}".to_owned(),
        },
        serial: None,
        uptime: None,
        restart: None,
        settings: None,
        discovery: None,
    };
    Spec { device, types: types(), keys }
}

/// The key with this short name.
pub fn key<'a>(spec: &'a Spec, short: &str) -> &'a Key {
    spec.key(spec.find(short).unwrap_or_else(|| panic!("no key {short}")))
}
