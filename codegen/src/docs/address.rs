//! Topics and request targets.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::sample;
use crate::model::{Key, Spec, Template, TemplatePart, Value};

/// What can't stand in a query as it is. A comma, a colon and a slash can, and stay readable.
const QUERY: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'\'')
    .add(b'+')
    .add(b';')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A value as it stands in a query.
pub fn encoded(value: &str) -> String {
    utf8_percent_encode(value, QUERY).to_string()
}

/// `/api/status?filter=…`, for keys in this order.
pub fn status(spec: &Spec, filter: &str) -> String {
    format!("{}/status?filter={}", spec.device.http.base, encoded(filter))
}

/// `/api/set?amp=16&…`
pub fn set(spec: &Spec, values: &[(&str, &str)]) -> String {
    let mut target = format!("{}/set", spec.device.http.base);
    for (i, (key, value)) in values.iter().enumerate() {
        target.push(if i == 0 { '?' } else { '&' });
        target.push_str(key);
        target.push('=');
        target.push_str(&encoded(value));
    }
    target
}

/// The topic prefix of the device in the examples: the prefix of a new device, with the example values of the keys in it.
pub fn prefix(spec: &Spec) -> String {
    template(spec, &spec.device.mqtt.prefix_default)
}

/// The client id of the device in the examples.
pub fn client_id(spec: &Spec) -> String {
    template(spec, &spec.device.mqtt.client_id)
}

/// A text with the example values of the keys in it.
pub fn template(spec: &Spec, template: &Template) -> String {
    template
        .0
        .iter()
        .map(|part| match part {
            TemplatePart::Text(text) => text.clone(),
            TemplatePart::Key(id) => plain(sample::read(spec, spec.key(*id))),
        })
        .collect()
}

/// A template as the spec writes it: `my-device/{serial}`.
pub fn template_form(spec: &Spec, template: &Template) -> String {
    template
        .0
        .iter()
        .map(|part| match part {
            TemplatePart::Text(text) => text.clone(),
            TemplatePart::Key(id) => format!("{{{}}}", spec.key(*id).short),
        })
        .collect()
}

fn plain(value: Value) -> String {
    match value {
        Value::Text(text) => text,
        other => other.to_string(),
    }
}

/// A topic of the layout, for one key of the device in the examples.
pub fn topic(spec: &Spec, layout: &str, key: Option<&Key>) -> String {
    let topic = layout.replace("{prefix}", &prefix(spec));
    match key {
        Some(key) => topic.replace("{key}", &key.short),
        None => topic,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docs::fixture;

    #[test]
    fn a_query_value_keeps_commas_and_encodes_quotes() {
        assert_eq!(encoded("\"a b\",[1]+ü"), "%22a%20b%22,%5B1%5D%2B%C3%BC");
    }

    #[test]
    fn a_topic_has_the_default_prefix() {
        let spec = fixture::spec();
        let topic = topic(&spec, &spec.device.mqtt.topics.set, Some(fixture::key(&spec, "amp")));
        assert_eq!(topic, "lamp/123456/amp/set");
    }

    #[test]
    fn several_keys_are_joined_in_one_query() {
        let spec = fixture::spec();
        assert_eq!(set(&spec, &[("a", "1"), ("b", "true")]), "/api/set?a=1&b=true");
    }
}
