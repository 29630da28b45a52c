//! The `device` section, with everything that a spec may leave out.

use super::{
    field, home_assistant,
    text::{mapping, quoted},
};
use crate::model::{CategoryKind, Device, KeyId, Mqtt, MqttStatus, MqttTest, MqttTls, Spec, Template, TemplatePart};

pub(super) fn write(spec: &Spec, out: &mut String) {
    let device = &spec.device;
    out.push_str("device:\n");
    field(out, 2, "name", &quoted(&device.name));
    let languages: Vec<_> = device.languages.iter().map(|language| quoted(language)).collect();
    field(out, 2, "languages", &format!("[{}]", languages.join(", ")));
    let categories = device.categories.iter().map(|category| (quoted(&category.name), kind(category.kind).to_owned()));
    field(out, 2, "categories", &mapping(categories));
    own(spec, device, out);
    http(spec, device, out);
    mqtt(spec, device, out);
    errors(device, out);
}

fn kind(kind: CategoryKind) -> &'static str {
    match kind {
        CategoryKind::Constant => "Constant",
        CategoryKind::Config => "Config",
        CategoryKind::Status => "Status",
        CategoryKind::Other => "Other",
    }
}

fn key(spec: &Spec, out: &mut String, name: &str, id: Option<KeyId>) {
    if let Some(id) = id {
        field(out, 4, name, &quoted(&spec.key(id).short));
    }
}

pub(super) fn template(spec: &Spec, template: &Template) -> String {
    let parts = template.0.iter().map(|part| match part {
        TemplatePart::Text(text) => text.clone(),
        TemplatePart::Key(id) => format!("{{{}}}", spec.key(*id).short),
    });
    quoted(&parts.collect::<String>())
}

/// What the device is, how it is found, and what it tells of itself.
fn own(spec: &Spec, device: &Device, out: &mut String) {
    let named = |id: KeyId| quoted(&spec.key(id).short);
    let mut section = |name: &str, keys: &[(&str, Option<KeyId>)]| {
        let keys = keys.iter().filter_map(|(part, id)| Some(((*part).to_owned(), named((*id)?))));
        let keys: Vec<_> = keys.collect();
        if !keys.is_empty() {
            field(out, 2, name, &mapping(keys));
        }
    };
    section("identity", &[("serial", device.serial)]);
    section("clock", &[("uptime", device.uptime)]);
    section(
        "settings",
        &[("lost", device.settings.map(|keys| keys.lost)), ("seen", device.settings.map(|keys| keys.seen))],
    );
    if let Some(restart) = device.restart {
        field(out, 2, "restart", &named(restart));
    }
    if let Some(discovery) = &device.discovery {
        let services: Vec<_> = discovery.services.iter().map(|service| template(spec, service)).collect();
        let texts = discovery.texts.iter().map(|(name, text)| (quoted(name), template(spec, text)));
        let parts = [
            ("instance", template(spec, &discovery.instance)),
            ("host", template(spec, &discovery.host)),
            ("services", format!("[{}]", services.join(", "))),
            ("texts", mapping(texts)),
        ];
        field(out, 2, "discovery", &mapping(parts.map(|(name, value)| (name.to_owned(), value))));
    }
}

fn http(spec: &Spec, device: &Device, out: &mut String) {
    let http = &device.http;
    out.push_str("  http:\n");
    field(out, 4, "base", &quoted(&http.base));
    key(spec, out, "enabled_by", http.enabled_by);
    field(out, 4, "disabled_status", &http.disabled_status.to_string());
    field(out, 4, "disabled_text", &quoted(&http.disabled_text));
    field(out, 4, "refused_status", &http.refused_status.to_string());
    field(out, 4, "unquoted_strings", &http.unquoted_strings.to_string());
    field(out, 4, "quoted_values", &http.quoted_values.to_string());
    if let Some(password) = &http.password {
        let keys = [("key", password.key), ("asked_for", password.asked_for), ("stored_in", password.stored_in)];
        let keys = keys.map(|(name, id)| (name.to_owned(), quoted(&spec.key(id).short)));
        field(out, 4, "password", &mapping(keys));
    }
    if let Some(pages) = &http.pages {
        let keys = [("allowed", pages.allowed), ("any", pages.any)];
        let keys = keys.map(|(name, id)| (name.to_owned(), quoted(&spec.key(id).short)));
        field(out, 4, "pages", &mapping(keys));
    }
}

fn mqtt(spec: &Spec, device: &Device, out: &mut String) {
    let mqtt = &device.mqtt;
    out.push_str("  mqtt:\n");
    key(spec, out, "enabled_by", mqtt.enabled_by);
    key(spec, out, "read_only_by", mqtt.read_only_by);
    key(spec, out, "broker", mqtt.broker);
    let prefix_key = mqtt.prefix_key.map(|id| ("key".to_owned(), quoted(&spec.key(id).short)));
    let prefix = prefix_key.into_iter().chain([("default".to_owned(), template(spec, &mqtt.prefix_default))]);
    field(out, 4, "prefix", &mapping(prefix));
    field(out, 4, "client_id", &template(spec, &mqtt.client_id));
    let topics = &mqtt.topics;
    let topics = [
        ("value", &topics.value),
        ("set", &topics.set),
        ("result", &topics.result),
        ("availability", &topics.availability),
    ];
    field(out, 4, "topics", &mapping(topics.map(|(name, topic)| (name.to_owned(), quoted(topic)))));
    field(out, 4, "pace", &format!("{}ms", mqtt.pace_ms));
    field(out, 4, "batch", &mqtt.batch.to_string());
    field(out, 4, "retain", &mqtt.retain.to_string());
    field(out, 4, "qos", &mqtt.qos.to_string());
    field(out, 4, "success", &quoted(&mqtt.success));
    for (name, keys) in roles(mqtt) {
        let keys = keys.into_iter().map(|(part, id)| (part.to_owned(), quoted(&spec.key(id).short)));
        field(out, 4, name, &mapping(keys));
    }
    if let Some(info) = &mqtt.home_assistant {
        field(out, 4, "home_assistant", &home_assistant::device(spec, info));
    }
}

/// The sections that name keys alone, each with its parts.
fn roles(mqtt: &Mqtt) -> impl Iterator<Item = (&'static str, Vec<(&'static str, KeyId)>)> {
    let status = mqtt.status.map(|keys| {
        let MqttStatus { started, connected, connected_at, last_error, last_error_at } = keys;
        vec![
            ("started", started),
            ("connected", connected),
            ("connected_at", connected_at),
            ("last_error", last_error),
            ("last_error_at", last_error_at),
        ]
    });
    let tls = mqtt.tls.map(|keys| {
        let MqttTls { system_store, certificate, skip_name, skip_verification, client_key, client_certificate } = keys;
        vec![
            ("system_store", system_store),
            ("certificate", certificate),
            ("skip_name", skip_name),
            ("skip_verification", skip_verification),
            ("client_key", client_key),
            ("client_certificate", client_certificate),
        ]
    });
    let test =
        mqtt.test.map(|MqttTest { run, state, reason }| vec![("run", run), ("state", state), ("reason", reason)]);
    [("status", status), ("tls", tls), ("test", test)].into_iter().filter_map(|(name, keys)| Some((name, keys?)))
}

fn errors(device: &Device, out: &mut String) {
    let errors = &device.errors;
    out.push_str("  errors:\n");
    for (name, text) in [
        ("invalid_json", &errors.invalid_json),
        ("wrong_type", &errors.wrong_type),
        ("out_of_range", &errors.out_of_range),
        ("too_long", &errors.too_long),
        ("pattern", &errors.pattern),
        ("read_only", &errors.read_only),
        ("unknown_key", &errors.unknown_key),
        ("did_you_mean", &errors.did_you_mean),
        ("locked", &errors.locked),
        ("unknown_field", &errors.unknown_field),
        ("missing_field", &errors.missing_field),
    ] {
        field(out, 4, name, &quoted(text));
    }
}
