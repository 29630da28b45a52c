//! The serde picture of a spec: what people wrote, nothing looked up yet.

pub(crate) mod read;
mod section;
mod value;

use serde::Deserialize;
use serde_yaml::{Number, Value};

use crate::diagnostic::Path;

/// A whole spec. What could not be read is left out, and reported.
#[derive(Debug, Default)]
pub(crate) struct Raw {
    /// Whether there is a `device` section at all.
    pub(crate) has_device: bool,
    pub(crate) device: RawDevice,
    /// Languages of the device; empty when that could not be read, and nothing is then said about languages.
    pub(crate) languages: Vec<String>,
    pub(crate) types: Vec<Given<RawType, String>>,
    pub(crate) keys: Vec<Given<RawKey, RawText>>,
}

/// A part of the spec that has a name of its own.
#[derive(Debug)]
pub(crate) struct Given<T, X> {
    pub(crate) name: String,
    pub(crate) path: Path,
    pub(crate) fields: T,
    /// Every field that is there, the unreadable ones included: nobody wants to hear that those are missing.
    pub(crate) present: Vec<String>,
    /// Texts by language.
    pub(crate) texts: Vec<(String, X)>,
}

impl<T, X> Given<T, X> {
    pub(crate) fn has(&self, field: &str) -> bool {
        self.present.iter().any(|present| present == field)
    }

    /// The text in a language.
    pub(crate) fn text(&self, language: &str) -> Option<&X> {
        self.texts.iter().find(|(given, _)| given == language).map(|(_, text)| text)
    }
}

/// `format: 1`
pub(crate) const FORMAT: u64 = 1;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawKey {
    pub(crate) name: Option<String>,
    #[serde(rename = "type")]
    pub(crate) ty: Option<String>,
    pub(crate) get: Option<String>,
    pub(crate) set: Option<String>,
    pub(crate) access: Option<String>,
    pub(crate) category: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) range: Option<String>,
    pub(crate) pattern: Option<String>,
    #[serde(deserialize_with = "given")]
    pub(crate) default: Option<Value>,
    #[serde(deserialize_with = "given")]
    pub(crate) example: Option<Value>,
    pub(crate) persist: Option<bool>,
    pub(crate) secret: Option<bool>,
    pub(crate) reboot: Option<bool>,
    pub(crate) transports: Option<Vec<String>>,
    pub(crate) pace: Option<String>,
    pub(crate) since: Option<String>,
    pub(crate) until: Option<String>,
}

/// A `null` that is there is another thing than nothing.
fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawText {
    pub(crate) title: Option<String>,
    pub(crate) text: Option<String>,
}

#[derive(Debug, Default)]
pub(crate) struct RawType {
    pub(crate) head: RawTypeHead,
    pub(crate) values: Vec<Given<RawValue, String>>,
    pub(crate) fields: Vec<Given<RawField, String>>,
}

/// What a named type is, without its values and fields: these are read one by one.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawTypeHead {
    #[serde(rename = "enum")]
    pub(crate) enumeration: Option<String>,
    pub(crate) flags: Option<String>,
    pub(crate) any_case: Option<bool>,
    #[serde(rename = "type")]
    pub(crate) ty: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) range: Option<String>,
    pub(crate) pattern: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawValue {
    pub(crate) value: Option<Number>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawField {
    #[serde(rename = "type")]
    pub(crate) ty: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) range: Option<String>,
    pub(crate) pattern: Option<String>,
    pub(crate) omit_null: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawDevice {
    pub(crate) name: Option<String>,
    pub(crate) languages: Option<Vec<String>>,
    #[serde(deserialize_with = "in_order")]
    pub(crate) categories: Option<Vec<(String, String)>>,
    pub(crate) http: RawHttp,
    pub(crate) mqtt: RawMqtt,
    pub(crate) errors: RawErrors,
}

fn in_order<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<(String, String)>>, D::Error> {
    struct Pairs;
    impl<'de> serde::de::Visitor<'de> for Pairs {
        type Value = Vec<(String, String)>;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a mapping")
        }
        fn visit_map<M: serde::de::MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
            let mut pairs = Vec::new();
            while let Some(pair) = map.next_entry()? {
                pairs.push(pair);
            }
            Ok(pairs)
        }
    }
    deserializer.deserialize_map(Pairs).map(Some)
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawHttp {
    pub(crate) base: Option<String>,
    pub(crate) enabled_by: Option<String>,
    pub(crate) disabled_status: Option<u16>,
    pub(crate) disabled_text: Option<String>,
    pub(crate) refused_status: Option<u16>,
    pub(crate) unquoted_strings: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawMqtt {
    pub(crate) enabled_by: Option<String>,
    pub(crate) read_only_by: Option<String>,
    pub(crate) broker: Option<String>,
    pub(crate) prefix: RawPrefix,
    pub(crate) client_id: Option<String>,
    pub(crate) topics: RawTopics,
    pub(crate) pace: Option<String>,
    pub(crate) batch: Option<u16>,
    pub(crate) retain: Option<bool>,
    pub(crate) qos: Option<u8>,
    pub(crate) success: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawPrefix {
    pub(crate) key: Option<String>,
    #[serde(rename = "default")]
    pub(crate) template: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawTopics {
    pub(crate) value: Option<String>,
    pub(crate) set: Option<String>,
    pub(crate) result: Option<String>,
    pub(crate) availability: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawErrors {
    pub(crate) invalid_json: Option<String>,
    pub(crate) wrong_type: Option<String>,
    pub(crate) out_of_range: Option<String>,
    pub(crate) too_long: Option<String>,
    pub(crate) pattern: Option<String>,
    pub(crate) read_only: Option<String>,
    pub(crate) unknown_key: Option<String>,
    pub(crate) did_you_mean: Option<String>,
    pub(crate) locked: Option<String>,
    pub(crate) unknown_field: Option<String>,
    pub(crate) missing_field: Option<String>,
}
