//! The `device` section, as far as somebody outside can tell. How many values are sent in one go is not compared.

use super::{Change, Place, Rule, compare::Comparison};
use crate::model::{ErrorTexts, KeyId, Spec, Template, TemplatePart};

pub(super) fn compare(c: &mut Comparison<'_>) {
    names(c);
    http(c);
    mqtt(c);
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
    c.switch("http.password.key", was.password.map(|keys| keys.key), is.password.map(|keys| keys.key));
    c.switch(
        "http.password.asked_for",
        was.password.map(|keys| keys.asked_for),
        is.password.map(|keys| keys.asked_for),
    );
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
        let was = was.map(|key| self.old.key(key).short.clone());
        let is = is.map(|key| self.new.key(key).short.clone());
        if was != is {
            self.push(part, Rule::SwitchChanged, was, is);
        }
    }

    fn push(&mut self, part: &str, rule: Rule, old: Option<String>, new: Option<String>) {
        self.changes.push(Change::new(Place::Device(part.to_owned()), rule, old, new));
    }
}
