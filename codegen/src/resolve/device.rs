//! The `device` section, with defaults for all that it leaves out.

use super::{
    connection, discovery, duration, home_assistant, password,
    template::{find, read as template},
};
use crate::{
    diagnostic::{Code, Diagnostic, Path, Report, did_you_mean, list, quoted},
    model::{
        Category, CategoryKind, Device, ErrorTexts, HomeAssistant, Http, KeyId, Mqtt, NamedKind, Spec, Template,
        TemplatePart, TopicLayout, Type,
    },
    raw::{Raw, RawDevice, RawErrors},
};

const KINDS: [(&str, CategoryKind); 4] = [
    ("Constant", CategoryKind::Constant),
    ("Config", CategoryKind::Config),
    ("Status", CategoryKind::Status),
    ("Other", CategoryKind::Other),
];

/// Least time between two values of one key, unless the spec says otherwise.
const PACE_MS: u32 = 1000;

fn path() -> Path {
    Path::section("device")
}

/// The categories that keys may have.
pub(super) fn categories(raw: &RawDevice, report: &mut Report) -> Vec<Category> {
    let Some(given) = &raw.categories else {
        return KINDS.map(|(name, kind)| Category { name: name.to_owned(), kind }).to_vec();
    };
    let mut categories = Vec::new();
    for (name, kind) in given {
        match KINDS.iter().find(|(known, _)| known == kind) {
            Some((_, kind)) => categories.push(Category { name: name.clone(), kind: *kind }),
            None => {
                let names = KINDS.iter().map(|(name, _)| *name);
                let path = path().key("categories").key(name);
                report.push(
                    Diagnostic::value(Code::CategoryKind, &path, format!("{} is no kind of category", quoted(kind)))
                        .note(format!("the kinds are {}", list(names.clone())))
                        .help_if(did_you_mean(kind, names)),
                );
            }
        }
    }
    categories
}

/// The pace of keys that say nothing of their own.
pub(super) fn pace(raw: &RawDevice, report: &mut Report) -> u32 {
    let pace = raw.mqtt.pace.as_ref();
    pace.and_then(|pace| duration::milliseconds(pace, &path().key("mqtt").key("pace"), report)).unwrap_or(PACE_MS)
}

/// Stands in until the keys are known.
pub(super) fn empty() -> Device {
    let raw = Raw::default();
    Device {
        languages: Vec::new(),
        categories: Vec::new(),
        http: http(&raw, None, None),
        mqtt: mqtt(&raw, &Keys::default(), Template(Vec::new()), Template(Vec::new()), PACE_MS, None),
        errors: errors(&raw.device.errors),
        name: String::new(),
        serial: None,
        uptime: None,
        restart: None,
        settings: None,
        discovery: None,
    }
}

/// Keys that the `mqtt` section names.
#[derive(Default)]
struct Keys {
    enabled_by: Option<KeyId>,
    read_only_by: Option<KeyId>,
    broker: Option<KeyId>,
    prefix: Option<KeyId>,
}

pub(super) fn resolve(raw: &Raw, spec: &Spec, categories: Vec<Category>, pace_ms: u32, report: &mut Report) -> Device {
    let device = &raw.device;
    let name = device.name.clone().unwrap_or_default();
    let is_bool = |ty: &Type| matches!(ty, Type::Bool);
    let is_enum = |ty: &Type| match ty {
        Type::Named(id) => matches!(spec.named(*id).kind, NamedKind::Enum { .. }),
        _ => false,
    };
    let is_text = |ty: &Type| match ty {
        Type::Optional(inner) => matches!(**inner, Type::Text(_)),
        ty => matches!(ty, Type::Text(_)),
    };
    let mut key = |short: &Option<String>, path: Path, fits: &dyn Fn(&Type) -> bool, what: &str| -> Option<KeyId> {
        let short = short.as_ref()?;
        let id = find(short, &path, raw, spec, report)?;
        let ty = &spec.key(id).read;
        if fits(ty) {
            return Some(id);
        }
        report.push(Diagnostic::value(Code::KeyOfOtherType, &path, format!("the key `{short}` is not {what}")).also(
            &Path::of_key(spec.key(id).spec_key()).key("type"),
            crate::diagnostic::At::Value,
            "its type",
        ));
        None
    };
    let mqtt_path = path().key("mqtt");
    let prefix_path = mqtt_path.key("prefix");
    let http_switch = key(&device.http.enabled_by, path().key("http").key("enabled_by"), &is_bool, "a bool");
    let keys = Keys {
        enabled_by: key(&device.mqtt.enabled_by, mqtt_path.key("enabled_by"), &is_bool, "a bool"),
        read_only_by: key(&device.mqtt.read_only_by, mqtt_path.key("read_only_by"), &is_bool, "a bool"),
        broker: key(&device.mqtt.broker, mqtt_path.key("broker"), &is_text, "a string"),
        prefix: key(&device.mqtt.prefix.key, prefix_path.key("key"), &is_text, "a string"),
    };
    let announced = device.mqtt.home_assistant.as_ref().map(|given| {
        let path = mqtt_path.key("home_assistant");
        let keys = home_assistant::Keys {
            enabled_by: key(&given.enabled_by, path.key("enabled_by"), &is_bool, "a bool"),
            remembered_by: key(&given.remembered_by, path.key("remembered_by"), &is_text, "a string"),
            prefix: key(&given.prefix.key, path.key("prefix").key("key"), &is_text, "a string"),
            style_by: key(&given.style_by, path.key("style_by"), &is_enum, "an enum"),
            language_by: key(&given.language_by, path.key("language_by"), &is_enum, "an enum"),
        };
        (given, keys)
    });
    let mut text = |given: &Option<String>, path: Path| match given {
        Some(text) => template(text, &path, raw, spec, report),
        None => Template(vec![TemplatePart::Text(name.clone())]),
    };
    let prefix = text(&device.mqtt.prefix.template, prefix_path.key("default"));
    let client_id = text(&device.mqtt.client_id, mqtt_path.key("client_id"));
    let announced = announced.map(|(given, keys)| home_assistant::device(given, &keys, &client_id, raw, spec, report));
    let serial = discovery::serial(raw, spec, report);
    Device {
        languages: raw.languages.clone(),
        categories,
        http: Http {
            password: device.http.password.as_ref().and_then(|given| password::resolve(given, raw, spec, report)),
            pages: device.http.pages.as_ref().and_then(|given| discovery::pages(given, raw, spec, report)),
            ..http(raw, http_switch, device.http.base.as_deref())
        },
        mqtt: Mqtt {
            status: device.mqtt.status.as_ref().and_then(|given| connection::status(given, raw, spec, report)),
            tls: device.mqtt.tls.as_ref().and_then(|given| connection::tls(given, raw, spec, report)),
            test: device.mqtt.test.as_ref().and_then(|given| connection::test(given, raw, spec, report)),
            ..mqtt(raw, &keys, prefix, client_id, pace_ms, announced)
        },
        errors: errors(&device.errors),
        name,
        serial,
        uptime: discovery::uptime(raw, spec, report),
        restart: discovery::restart(raw, spec, report),
        settings: device.settings.as_ref().and_then(|given| discovery::settings(given, raw, spec, report)),
        discovery: device.discovery.as_ref().map(|given| discovery::discovery(given, serial, raw, spec, report)),
    }
}

fn http(raw: &Raw, enabled_by: Option<KeyId>, base: Option<&str>) -> Http {
    let http = &raw.device.http;
    Http {
        base: base.unwrap_or("/api").to_owned(),
        enabled_by,
        disabled_status: http.disabled_status.unwrap_or(404),
        disabled_text: http.disabled_text.clone().unwrap_or_else(|| "This URI does not exist".to_owned()),
        refused_status: http.refused_status.unwrap_or(400),
        unquoted_strings: http.unquoted_strings.unwrap_or(false),
        quoted_values: http.quoted_values.unwrap_or(false),
        password: None,
        pages: None,
    }
}

fn mqtt(
    raw: &Raw,
    keys: &Keys,
    prefix_default: Template,
    client_id: Template,
    pace_ms: u32,
    home_assistant: Option<HomeAssistant>,
) -> Mqtt {
    let mqtt = &raw.device.mqtt;
    let topic = |given: &Option<String>, usual: &str| given.clone().unwrap_or_else(|| usual.to_owned());
    Mqtt {
        enabled_by: keys.enabled_by,
        read_only_by: keys.read_only_by,
        broker: keys.broker,
        prefix_key: keys.prefix,
        prefix_default,
        client_id,
        topics: TopicLayout {
            value: topic(&mqtt.topics.value, "{prefix}/{key}"),
            set: topic(&mqtt.topics.set, "{prefix}/{key}/set"),
            result: topic(&mqtt.topics.result, "{prefix}/{key}/result"),
            availability: topic(&mqtt.topics.availability, "{prefix}/availability"),
        },
        pace_ms,
        batch: mqtt.batch.unwrap_or(16),
        retain: mqtt.retain.unwrap_or(true),
        qos: mqtt.qos.unwrap_or(0),
        success: mqtt.success.clone().unwrap_or_else(|| "success".to_owned()),
        home_assistant,
        status: None,
        tls: None,
        test: None,
    }
}

fn errors(raw: &RawErrors) -> ErrorTexts {
    let text = |given: &Option<String>, usual: &str| given.clone().unwrap_or_else(|| usual.to_owned());
    ErrorTexts {
        invalid_json: text(&raw.invalid_json, "invalid json {reason}: {value}"),
        wrong_type: text(&raw.wrong_type, "value must be {type} {value}"),
        out_of_range: text(&raw.out_of_range, "value must be {limit}, not {value}"),
        too_long: text(&raw.too_long, "value must be {limit}"),
        pattern: text(&raw.pattern, "value must match {limit}, not {value}"),
        read_only: text(&raw.read_only, "tried to set api key without setter ({value})"),
        unknown_key: text(&raw.unknown_key, "unknown api key {value}"),
        did_you_mean: text(&raw.did_you_mean, ", did you mean {near}?"),
        locked: text(&raw.locked, "writing is not allowed, set {by} to allow it"),
        unknown_field: text(&raw.unknown_field, "unknown field {field}"),
        missing_field: text(&raw.missing_field, "missing field {field}"),
    }
}
