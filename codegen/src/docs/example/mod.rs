//! Every request and every message that the documents show, as data: the pages are made of exactly these, and a test
//! of the firmware can run each.

mod http;
mod key;
mod mqtt;
mod pick;

use crate::model::{KeyId, Spec, Value};

pub(super) use http::HttpExamples;
pub use http::{AppExamples, app_examples};
pub(super) use key::KeyExamples;
pub(super) use mqtt::MqttExamples;

/// Something to do with a device, and what comes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// The page that shows it, without the folder of its language: `http.md`, `config.md`.
    pub page: String,
    /// The key that it is about, where it is about one.
    pub key: Option<KeyId>,
    /// What has to be set before. Everything else is as on a new device whose constants are the spec's examples.
    pub given: Vec<(KeyId, Value)>,
    /// What is done.
    pub act: Act,
}

/// What is done, and what comes of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// An HTTP request.
    Http {
        /// How.
        method: Method,
        /// The request target, as it stands in the request line.
        target: String,
        /// The body, of a POST.
        body: Option<String>,
        /// Status of the answer.
        status: u16,
        /// Body of the answer.
        answer: Answer,
    },
    /// A value that the device publishes by itself after it has connected.
    Value {
        /// Where.
        topic: String,
        /// What.
        payload: Answer,
    },
    /// A message to the device.
    Write {
        /// Where it is sent.
        topic: String,
        /// What is sent.
        payload: String,
        /// Where the device answers.
        result_topic: String,
        /// What it answers.
        result: String,
    },
}

/// How an HTTP request is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
}

impl Method {
    /// As it stands in the request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// What an answer holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// These bytes and no others.
    Exactly(String),
    /// JSON such as this. An object has these fields in this order; the values are those of the moment.
    Like(String),
    /// Server-sent events such as this one; the answer does not end.
    Events(String),
    /// More than a document would show.
    Long,
}

impl Answer {
    /// What a page shows.
    pub fn shown(&self) -> Option<&str> {
        match self {
            Self::Exactly(text) | Self::Like(text) | Self::Events(text) => Some(text),
            Self::Long => None,
        }
    }
}

/// Every example in the documents, in the order of the pages: HTTP, MQTT, then key by key in device order.
pub fn examples(spec: &Spec) -> Vec<Example> {
    let mut all = HttpExamples::of(spec).into_list();
    all.extend(MqttExamples::of(spec).into_list());
    for (index, key) in spec.keys.iter().enumerate() {
        all.extend(KeyExamples::of(spec, KeyId(index), key).into_list());
    }
    all
}

/// Puts values into the places of a text: `{value}`.
fn filled(text: &str, places: &[(&str, &str)]) -> String {
    places.iter().fold(text.to_owned(), |text, (place, value)| text.replace(&format!("{{{place}}}"), value))
}

/// A JSON object of finished JSON values.
fn object(fields: &[(&str, &str)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(name, json)| format!("{}:{json}", quoted(name))).collect();
    format!("{{{}}}", fields.join(","))
}

/// Text as a JSON string.
fn quoted(text: &str) -> String {
    Value::Text(text.to_owned()).to_string()
}

/// The JSON text of a value of this key: for a `json` type the value is JSON already.
fn json(value: &Value, is_json: bool) -> String {
    match value {
        Value::Text(text) if is_json => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docs::fixture;

    #[test]
    fn every_documented_key_has_an_example_on_each_of_its_transports() {
        let spec = fixture::spec();
        let all = examples(&spec);
        for (index, key) in spec.keys.iter().enumerate() {
            let of_key = || all.iter().filter(move |example| example.key == Some(KeyId(index)));
            let http = of_key().any(|example| matches!(example.act, Act::Http { .. }));
            let mqtt = of_key().any(|example| !matches!(example.act, Act::Http { .. }));
            assert_eq!((http, mqtt), (key.http, key.mqtt), "{}", key.short);
        }
    }

    #[test]
    fn no_example_holds_a_secret() {
        let shown = format!("{:?}", examples(&fixture::spec()));
        assert!(!shown.contains("hunter2"));
    }

    #[test]
    fn an_object_is_compact_json() {
        assert_eq!(object(&[("a", "1"), ("b", "\"x\"")]), r#"{"a":1,"b":"x"}"#);
    }
}
