//! The `device` section, as far as somebody outside can tell. How many values are sent in one go is not compared.

use super::{Change, Place, Rule, compare::Comparison};
use crate::model::{Device, ErrorTexts, KeyId, Spec, Template, TemplatePart};

pub(super) fn compare(c: &mut Comparison<'_>) {
    names(c);
    http(c);
    mqtt(c);
    for ((part, was), (_, is)) in roles(&c.old.device).into_iter().zip(roles(&c.new.device)) {
        c.part(part, Rule::RoleChanged, was, is);
    }
    discovery(c);
    for ((name, was), (_, is)) in texts(&c.old.device.errors).into_iter().zip(texts(&c.new.device.errors)) {
        c.device(&format!("errors.{name}"), Rule::RefusalReworded, was, is);
    }
}

fn names(c: &mut Comparison<'_>) {
    c.device("name", Rule::DeviceRenamed, &c.old.device.name, &c.new.device.name);
    let (olds, news) = (&c.old.device.languages, &c.new.device.languages);
    for tag in olds.iter().filter(|tag| !news.contains(tag)) {
        c.push("languages", Rule::LanguageRemoved, Some(tag.clone()), None);
    }
    for tag in news.iter().filter(|tag| !olds.contains(tag)) {
        c.push("languages", Rule::LanguageAdded, None, Some(tag.clone()));
    }
}

fn http(c: &mut Comparison<'_>) {
    let (was, is) = (&c.old.device.http, &c.new.device.http);
    c.device("http.base", Rule::AddressChanged, &was.base, &is.base);
    let statuses = [
        ("http.disabled_status", was.disabled_status, is.disabled_status),
        ("http.refused_status", was.refused_status, is.refused_status),
    ];
    for (part, was, is) in statuses {
        c.device(part, Rule::AnswerChanged, &was.to_string(), &is.to_string());
    }
    c.device("http.disabled_text", Rule::RefusalReworded, &was.disabled_text, &is.disabled_text);
    match (was.unquoted_strings, is.unquoted_strings) {
        (true, false) => c.push("http.unquoted_strings", Rule::UnquotedRefused, None, None),
        (false, true) => c.push("http.unquoted_strings", Rule::UnquotedAccepted, None, None),
        _ => {}
    }
    match (was.quoted_values, is.quoted_values) {
        (true, false) => c.push("http.quoted_values", Rule::QuotedRefused, None, None),
        (false, true) => c.push("http.quoted_values", Rule::QuotedAccepted, None, None),
        _ => {}
    }
    c.switch("http.enabled_by", was.enabled_by, is.enabled_by);
}

/// Which key plays which part, apart from those that switch a transport.
fn roles(device: &Device) -> [(&'static str, Option<KeyId>); 24] {
    let Device { http, mqtt, .. } = device;
    [
        ("identity.serial", device.serial),
        ("clock.uptime", device.uptime),
        ("restart", device.restart),
        ("settings.lost", device.settings.map(|keys| keys.lost)),
        ("settings.seen", device.settings.map(|keys| keys.seen)),
        ("http.password.key", http.password.map(|keys| keys.key)),
        ("http.password.asked_for", http.password.map(|keys| keys.asked_for)),
        ("http.password.stored_in", http.password.map(|keys| keys.stored_in)),
        ("http.pages.allowed", http.pages.map(|keys| keys.allowed)),
        ("http.pages.any", http.pages.map(|keys| keys.any)),
        ("mqtt.status.started", mqtt.status.map(|keys| keys.started)),
        ("mqtt.status.connected", mqtt.status.map(|keys| keys.connected)),
        ("mqtt.status.connected_at", mqtt.status.map(|keys| keys.connected_at)),
        ("mqtt.status.last_error", mqtt.status.map(|keys| keys.last_error)),
        ("mqtt.status.last_error_at", mqtt.status.map(|keys| keys.last_error_at)),
        ("mqtt.tls.system_store", mqtt.tls.map(|keys| keys.system_store)),
        ("mqtt.tls.certificate", mqtt.tls.map(|keys| keys.certificate)),
        ("mqtt.tls.skip_name", mqtt.tls.map(|keys| keys.skip_name)),
        ("mqtt.tls.skip_verification", mqtt.tls.map(|keys| keys.skip_verification)),
        ("mqtt.tls.client_key", mqtt.tls.map(|keys| keys.client_key)),
        ("mqtt.tls.client_certificate", mqtt.tls.map(|keys| keys.client_certificate)),
        ("mqtt.test.run", mqtt.test.map(|keys| keys.run)),
        ("mqtt.test.state", mqtt.test.map(|keys| keys.state)),
        ("mqtt.test.reason", mqtt.test.map(|keys| keys.reason)),
    ]
}

fn discovery(c: &mut Comparison<'_>) {
    let (old, new) = (c.old, c.new);
    let (was, is) = match (&old.device.discovery, &new.device.discovery) {
        (Some(was), Some(is)) => (was, is),
        (Some(_), None) => return c.push("discovery", Rule::AnnouncementRemoved, None, None),
        (None, Some(_)) => return c.push("discovery", Rule::AnnouncementAdded, None, None),
        (None, None) => return,
    };
    for (field, was, is) in [("instance", &was.instance, &is.instance), ("host", &was.host, &is.host)] {
        c.device(&format!("discovery.{field}"), Rule::AddressChanged, &template(old, was), &template(new, is));
    }
    let services = |spec, of: &[Template]| of.iter().map(|service| template(spec, service)).collect::<Vec<_>>();
    let (olds, news) = (services(old, &was.services), services(new, &is.services));
    for service in olds.iter().filter(|service| !news.contains(service)) {
        c.push("discovery.services", Rule::AnnouncementRemoved, Some(service.clone()), None);
    }
    for service in news.iter().filter(|service| !olds.contains(service)) {
        c.push("discovery.services", Rule::AnnouncementAdded, None, Some(service.clone()));
    }
    for (name, text) in &was.texts {
        let part = format!("discovery.texts.{name}");
        match is.texts.iter().find(|(other, _)| other == name) {
            Some((_, is)) => c.device(&part, Rule::AnnouncementChanged, &template(old, text), &template(new, is)),
            None => c.push(&part, Rule::AnnouncementRemoved, Some(template(old, text)), None),
        }
    }
    for (name, text) in is.texts.iter().filter(|(name, _)| was.texts.iter().all(|(other, _)| other != name)) {
        c.push(&format!("discovery.texts.{name}"), Rule::AnnouncementAdded, None, Some(template(new, text)));
    }
}

fn mqtt(c: &mut Comparison<'_>) {
    let (was, is) = (&c.old.device.mqtt, &c.new.device.mqtt);
    let topics = [
        ("mqtt.topics.value", &was.topics.value, &is.topics.value),
        ("mqtt.topics.set", &was.topics.set, &is.topics.set),
        ("mqtt.topics.result", &was.topics.result, &is.topics.result),
        ("mqtt.topics.availability", &was.topics.availability, &is.topics.availability),
    ];
    for (part, was, is) in topics {
        c.device(part, Rule::AddressChanged, was, is);
    }
    let (old, new) = (c.old, c.new);
    c.device(
        "mqtt.prefix",
        Rule::AddressChanged,
        &template(old, &was.prefix_default),
        &template(new, &is.prefix_default),
    );
    c.device("mqtt.client_id", Rule::DeliveryChanged, &template(old, &was.client_id), &template(new, &is.client_id));
    c.device("mqtt.success", Rule::AnswerChanged, &was.success, &is.success);
    c.device("mqtt.retain", Rule::DeliveryChanged, &was.retain.to_string(), &is.retain.to_string());
    c.device("mqtt.qos", Rule::DeliveryChanged, &was.qos.to_string(), &is.qos.to_string());
    c.switch("mqtt.enabled_by", was.enabled_by, is.enabled_by);
    c.switch("mqtt.read_only_by", was.read_only_by, is.read_only_by);
    c.switch("mqtt.broker", was.broker, is.broker);
    c.switch("mqtt.prefix.key", was.prefix_key, is.prefix_key);
    home_assistant(c);
}

fn home_assistant(c: &mut Comparison<'_>) {
    let part = "mqtt.home_assistant";
    let (Some(was), Some(is)) = (&c.old.device.mqtt.home_assistant, &c.new.device.mqtt.home_assistant) else {
        match (&c.old.device.mqtt.home_assistant, &c.new.device.mqtt.home_assistant) {
            (None, Some(_)) => c.push(part, Rule::EntityAdded, None, None),
            (Some(_), None) => c.push(part, Rule::EntityRemoved, None, None),
            _ => {}
        }
        return;
    };
    let (old, new) = (c.old, c.new);
    for (field, was, is) in [("prefix", &was.prefix_default, &is.prefix_default), ("node", &was.node, &is.node)] {
        let part = format!("{part}.{field}");
        c.device(&part, Rule::AddressChanged, &template(old, was), &template(new, is));
    }
    c.switch("mqtt.home_assistant.enabled_by", was.enabled_by, is.enabled_by);
    c.switch("mqtt.home_assistant.prefix.key", was.prefix_key, is.prefix_key);
    c.switch("mqtt.home_assistant.style_by", was.style_by, is.style_by);
    c.switch("mqtt.home_assistant.language_by", was.language_by, is.language_by);
}

/// As the spec writes it: `my-device/{serial}`.
fn template(spec: &Spec, template: &Template) -> String {
    template
        .0
        .iter()
        .map(|part| match part {
            TemplatePart::Text(text) => text.clone(),
            TemplatePart::Key(key) => format!("{{{}}}", spec.key(*key).short),
        })
        .collect()
}

fn texts(errors: &ErrorTexts) -> [(&'static str, &str); 11] {
    [
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
    ]
}

impl Comparison<'_> {
    fn device(&mut self, part: &str, rule: Rule, was: &str, is: &str) {
        if was != is {
            self.push(part, rule, Some(was.to_owned()), Some(is.to_owned()));
        }
    }

    fn switch(&mut self, part: &str, was: Option<KeyId>, is: Option<KeyId>) {
        self.part(part, Rule::SwitchChanged, was, is);
    }

    fn part(&mut self, part: &str, rule: Rule, was: Option<KeyId>, is: Option<KeyId>) {
        let was = was.map(|key| self.old.key(key).short.clone());
        let is = is.map(|key| self.new.key(key).short.clone());
        if was != is {
            self.push(part, rule, was, is);
        }
    }

    fn push(&mut self, part: &str, rule: Rule, old: Option<String>, new: Option<String>) {
        self.changes.push(Change::new(Place::Device(part.to_owned()), rule, old, new));
    }
}
