//! A model that is written is read as the same model.

use std::{fs, path::Path};

use keywright_codegen::{
    Source, Spec, load,
    model::{
        Access, Bound, EntityWords, EnumValue, Family, Field, HomeAssistant, IntKind, Key, KeyId, Length, Limits,
        NamedKind, NamedType, PatternStep, Range, Secret, Style, Template, TemplatePart, Text, TextPattern, Type,
        TypeId, Value,
    },
    render, write,
};
use proptest::{collection::vec, option, prelude::*};

fn read(text: String) -> Spec {
    let source = Source { name: "written.yaml".to_owned(), text };
    let loaded = load(&source);
    loaded.spec.unwrap_or_else(|| panic!("{}\n{}", render(&loaded.diagnostics, &source, false), source.text))
}

fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_whole_spec_is_the_same_after_writing() {
    for path in ["../spec/spec.yaml", "runtime/tests/heat_pump/spec.yaml", "runtime/tests/common/oven.yaml"] {
        let spec = read(file(path));
        let again = read(write::yaml(&spec));
        for (key, same) in spec.keys.iter().zip(&again.keys) {
            assert_eq!(key, same, "{path}");
        }
        assert_eq!(spec, again, "{path}");
    }
}

#[test]
fn what_is_written_is_stable() {
    let once = write::yaml(&read(file("runtime/tests/heat_pump/spec.yaml")));
    assert_eq!(write::yaml(&read(once.clone())), once);
}

/// Types that stand before all others.
fn named() -> Vec<NamedType> {
    let texts = || vec!["one line: \"quoted\" #1".to_owned(), "eine Zeile".to_owned()];
    let value = |name: &str, value| EnumValue { name: name.to_owned(), value, texts: texts() };
    let member =
        |name: &str, ty, limits, omit_null| Field { name: name.to_owned(), ty, limits, omit_null, texts: texts() };
    let range = Range { min: Some(Bound::Int(1)), max: None };
    vec![
        NamedType {
            name: "Item1".to_owned(),
            texts: texts(),
            kind: NamedKind::Enum { repr: IntKind::I16, values: vec![value("Low", -300), value("High", 300)] },
        },
        NamedType {
            name: "Bits".to_owned(),
            texts: texts(),
            kind: NamedKind::Flags { repr: IntKind::U8, values: vec![value("One", 1), value("Top", 128)] },
        },
        NamedType {
            name: "Thing".to_owned(),
            texts: texts(),
            kind: NamedKind::Object {
                any_case: true,
                fields: vec![
                    member("null", Type::Bool, Limits::default(), false),
                    member("I1", Type::Optional(Box::new(Type::Named(TypeId(0)))), Limits::default(), true),
                    member("count", Type::Int(IntKind::U32), Limits { range: Some(range), ..Limits::default() }, false),
                ],
            },
        },
    ]
}

fn words() -> impl Strategy<Value = String> {
    "[ -~äß€😀\u{ad}\n\t]{0,12}[a-z][ -~äß€]{0,6}".prop_map(|text| text.replace(['{', '}'], "("))
}

/// A type with limits that fit, and values that fit both.
fn limited() -> impl Strategy<Value = (Type, Limits, Option<Value>)> {
    let unit = || option::of(prop_oneof!["A", "°C", "1/min", "%"]);
    let whole = (proptest::sample::select(IntKind::ALL.to_vec()), option::of(-3i128..3), unit(), any::<bool>())
        .prop_map(|(kind, default, unit, limited)| {
            let (least, most) = kind.bounds();
            let ends = (least.max(-3), most.min(7));
            let range = limited.then_some(Range { min: Some(Bound::Int(ends.0)), max: Some(Bound::Int(ends.1)) });
            let default = default.map(|value| Value::Int(value.max(ends.0)));
            (Type::Int(kind), Limits { unit, range, pattern: None }, default)
        });
    let real = (any::<bool>(), option::of(-1e9f64..1e9), option::of(-1e12f64..-1e9), unit()).prop_map(
        |(double, default, min, unit)| {
            let range = min.map(|min| Range { min: Some(Bound::Float(min)), max: None });
            let ty = if double { Type::Double } else { Type::Float };
            (ty, Limits { unit, range, pattern: None }, default.map(Value::Float))
        },
    );
    let pattern = TextPattern {
        source: "#[0-9a-f]{2,}".to_owned(),
        steps: vec![
            PatternStep { class: vec![('#', '#')], min: 1, max: 1 },
            PatternStep { class: vec![('0', '9'), ('a', 'f')], min: 2, max: u32::MAX },
        ],
    };
    let text = (option::of(words()), any::<bool>()).prop_map(move |(default, limited)| {
        let default = if limited { default.map(|_| "#0f".to_owned()) } else { default };
        let pattern = limited.then(|| pattern.clone());
        (Type::Text(100), Limits { pattern, ..Limits::default() }, default.map(Value::Text))
    });
    let simple = prop_oneof![
        Just((Type::Bool, Some(Value::Bool(true)))),
        Just((Type::Milliseconds, Some(Value::Int(u64::MAX.into())))),
        Just((Type::Seconds, None)),
        Just((Type::Json(64), Some(Value::Text("{\"a\":[1,null]}".to_owned())))),
        Just((Type::Named(TypeId(0)), Some(Value::Int(-300)))),
        Just((Type::Named(TypeId(1)), Some(Value::Int(129)))),
        Just((
            Type::Named(TypeId(2)),
            Some(Value::Object(vec![("null".to_owned(), Value::Bool(false)), ("count".to_owned(), Value::Int(2))]))
        )),
    ]
    .prop_map(|(ty, default)| (ty, Limits::default(), default));
    let one = prop_oneof![whole, real, text, simple].boxed();
    let optional = |(ty, limits, default): (Type, Limits, Option<Value>)| {
        (Type::Optional(Box::new(ty)), limits, default.or(Some(Value::Null)))
    };
    let one = prop_oneof![3 => one.clone(), 1 => one.prop_map(optional)].boxed();
    let list = (one.clone(), 1u32..5, any::<bool>()).prop_map(|((item, limits, value), count, exactly)| {
        let length = if exactly { Length::Exactly(count) } else { Length::UpTo(count) };
        let whole = Limits { unit: limits.unit.clone(), ..Limits::default() };
        let default = value.map(|value| Value::Array(vec![value; count as usize]));
        (Type::Array { item: Box::new(item), limits, length }, whole, default)
    });
    prop_oneof![3 => one, 1 => list]
}

/// What a key says of Home Assistant. Nothing that depends on the type of the key.
fn entity() -> impl Strategy<Value = EntityWords> {
    let said =
        (option::of(any::<bool>()), option::of("[a-z]{3}:[a-z-]{1,8}"), option::of(Just("none".to_owned()))).prop_map(
            |(enabled, icon, entity_category)| EntityWords { enabled, icon, entity_category, ..EntityWords::default() },
        );
    prop_oneof![Just(EntityWords::default()), Just(EntityWords { hidden: true, ..EntityWords::default() }), said]
}

prop_compose! {
    fn key()(
        (read, limits, default) in limited(),
        writable in any::<bool>(),
        either in any::<bool>(),
        category in 0usize..4,
        secret in prop_oneof![Just(Secret::Nothing), Just(Secret::UrlPassword), Just(Secret::Whole)],
        reboot in any::<bool>(),
        (http, mqtt) in any::<(bool, bool)>(),
        pace_ms in prop_oneof![Just(1000u32), 0u32..100_000],
        deadband in option::of(1e-9f64..1e9),
        home_assistant in entity(),
        texts in vec((words(), words()), 2),
        since in option::of("[0-9]{1,3}(\\.[0-9]{1,3}){0,2}"),
        keep in any::<bool>(),
        persist_ms in prop_oneof![Just(1000u32), 1000u32..100_000_000],
        family in option::of((0u32..12, 0u32..4)),
    ) -> Vec<Key> {
        let write = (writable && either).then(|| {
            Type::Either(Box::new(Type::Bool), Box::new(Type::Text(8)))
        });
        let number = match &read {
            Type::Optional(inner) => inner,
            read => read,
        };
        let number = matches!(number, Type::Int(_) | Type::Float | Type::Double | Type::Milliseconds | Type::Seconds);
        let key = Key {
            // Only what is measured and published has one.
            deadband: deadband.filter(|_| number && mqtt && (!writable || either)),
            short: String::new(),
            name: String::new(),
            secret: match secret {
                // A command holds no URL.
                Secret::UrlPassword if write.is_some() => Secret::Written,
                secret if matches!(read, Type::Text(_)) => secret,
                _ => Secret::Nothing,
            },
            read,
            write,
            access: if writable { Access::ReadWrite } else { Access::Read },
            category,
            limits,
            // One that holds a password is refused.
            default: default.filter(|_| secret != Secret::UrlPassword),
            example: None,
            // A constant is never stored.
            persist: keep && category != 0,
            persist_ms: if keep && category != 0 { persist_ms } else { 1_000 },
            persist_twice: keep && category != 0 && persist_ms == 1_000 && reboot,
            reboot,
            http,
            mqtt,
            pace_ms,
            home_assistant,
            since,
            until: None,
            texts: texts.into_iter().map(|(title, text)| Text { title, text }).collect(),
            family: None,
        };
        let Some((first, more)) = family else { return vec![key] };
        (first..=first + more)
            .map(|number| {
                let family = Family { pattern: String::new(), number, first, last: first + more };
                let texts = key.texts.iter().map(|text| {
                    Text { title: format!("{} {number}", text.title), text: format!("{number}{}{number}", text.text) }
                });
                Key { texts: texts.collect(), family: Some(family), ..key.clone() }
            })
            .collect()
    }
}

prop_compose! {
    fn spec()(entries in vec(key(), 1..8), prefix in "[a-z/]{1,8}", retain in any::<bool>(), qos in 0u8..3) -> Spec {
        let mut spec = read("format: 1\ndevice: { name: \"a \\\"b\\\"\", languages: [en, de-AT] }\nkeys: {}".to_owned());
        spec.types = named();
        let mut before = None;
        for (i, entry) in entries.into_iter().enumerate() {
            let numbers = entry.first().and_then(|key| key.family.as_ref()).map(|family| (family.first, family.last));
            // Families side by side with the same numbers would take turns.
            if numbers.is_some() && numbers == before {
                continue;
            }
            before = numbers;
            for mut key in entry {
                (key.short, key.name) = (format!("k{i}x"), format!("name_{i}"));
                if let Some(family) = &mut key.family {
                    family.pattern = format!("k{i}x{{{}..{}}}_", family.first, family.last);
                    (key.short, key.name) = (format!("k{i}x{}_", family.number), format!("name_{i}_{}", family.number));
                }
                spec.keys.push(key);
            }
        }
        let serial = spec.keys.iter().position(|key| {
            key.secret == Secret::Nothing && matches!(key.read, Type::Text(_) | Type::Int(_))
        });
        let serial = serial.map(|at| TemplatePart::Key(KeyId(at)));
        spec.device.mqtt.prefix_default = Template([TemplatePart::Text(prefix)].into_iter().chain(serial).collect());
        (spec.device.mqtt.retain, spec.device.mqtt.qos) = (retain, qos);
        spec.device.mqtt.home_assistant = retain.then(|| HomeAssistant {
            enabled_by: None,
            remembered_by: None,
            prefix_key: None,
            prefix_default: spec.device.mqtt.prefix_default.clone(),
            node: spec.device.mqtt.client_id.clone(),
            name: spec.device.mqtt.client_id.clone(),
            manufacturer: Some(Template(vec![TemplatePart::Text("a \"b\"".to_owned())])),
            model: None,
            version: None,
            serial: Some(spec.device.mqtt.prefix_default.clone()),
            url: None,
            enabled: qos == 0,
            style: if qos == 1 { Style::DeviceWithChildren } else { Style::Entity },
            style_by: None,
            language_by: None,
        });
        spec
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_model_is_the_same_after_writing(spec in spec()) {
        let again = read(write::yaml(&spec));
        prop_assert_eq!(again, spec);
    }
}
