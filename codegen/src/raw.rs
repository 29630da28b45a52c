//! The serde picture of a spec: what people wrote, nothing looked up yet.
//!
//! What is said of a field here is what an editor shows of it: the JSON Schema of the format is made of this.

mod connection;
mod device;
mod discovery;
mod home_assistant;
mod persist;
pub(crate) mod read;
mod secret;
mod section;
mod types;
mod value;

pub(crate) use connection::{RawMqttStatus, RawMqttTest, RawMqttTls};
pub(crate) use device::{RawDevice, RawErrors, RawPages, RawPassword};
pub(crate) use discovery::{RawDiscovery, RawSettings};
pub(crate) use home_assistant::{RawEntity, RawHomeAssistant, RawName, RawPart};
pub(crate) use persist::{Persist, TWICE};
pub(crate) use secret::{RawSecret, RawSecretPart};
pub(crate) use types::{RawField, RawType, RawTypeHead, RawValue};

use serde::Deserialize;
use serde_yaml::Value;

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

/// One api key, or a family of them.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawKey {
    /// Readable name, which names accessors in Rust: `requested_current`. snake_case, different from every other name.
    pub(crate) name: Option<String>,
    /// Type of the value: `uint8`, `string(32)`, `optional<float>`, `array<uint8, ..5>`, or a name under `types`.
    #[serde(rename = "type")]
    pub(crate) ty: Option<String>,
    /// Type as the value is read, where it is written as another one.
    pub(crate) get: Option<String>,
    /// Type as the value is written, where it is read as another one. The firmware then decides what to store.
    pub(crate) set: Option<String>,
    /// Who may do what: `R` can be read, `W` can be written, `R/W` both.
    pub(crate) access: Option<String>,
    /// One of the categories of the device: `Constant`, `Config`, `Status` or `Other`, unless it names its own.
    pub(crate) category: Option<String>,
    /// Unit of the number: `A`, `Wh`, `°C`. Left out where there is none.
    pub(crate) unit: Option<String>,
    /// Least and greatest number allowed, both included; one may be missing: `6..32`, `0..`, `..10`, `-1.5..2`.
    pub(crate) range: Option<String>,
    /// What the whole string has to match: characters and classes, each with `?`, `*`, `+` or `{2,4}` if need be:
    /// `#[0-9a-f]{6}`.
    pub(crate) pattern: Option<String>,
    /// Value of a new device. Of an enum, the name of the value; without one, `null`, zero or empty.
    #[serde(deserialize_with = "given")]
    #[cfg_attr(feature = "schema", schemars(with = "serde_json::Value"))]
    pub(crate) default: Option<Value>,
    /// A realistic value for the documents, where the default shows nothing.
    #[serde(deserialize_with = "given")]
    #[cfg_attr(feature = "schema", schemars(with = "serde_json::Value"))]
    pub(crate) example: Option<Value>,
    /// Whether the value survives a restart. Without this, what is of kind Config and can be written does. A changed
    /// value is stored within a second; a duration makes it less often, which a counter needs: `1min`. `twice`
    /// is for what protects the device, such as a password: it is stored twice, and the device learns when both are lost.
    #[cfg_attr(feature = "schema", schemars(with = "Option<bool>"))]
    pub(crate) persist: Option<Persist>,
    /// Whether the value can be written, but is never read back; `url_password` if that is so of the password in a URL
    /// alone; `written` if the value is read as something else that tells nothing, and is hidden in refusals only.
    pub(crate) secret: Option<RawSecret>,
    /// Whether a change takes effect after a restart only.
    pub(crate) reboot: Option<bool>,
    /// Where the key is exposed: `http`, `mqtt`. Both unless said otherwise; `[]` keeps it inside the device.
    pub(crate) transports: Option<Vec<String>>,
    /// Least time between two values on MQTT, where it is another than that of the device: `10s`.
    pub(crate) pace: Option<String>,
    /// Smallest difference from the value last published that is published over MQTT, in the unit of the key: `0.5`.
    /// Without one, every change is.
    pub(crate) deadband: Option<f64>,
    /// How the key shows in Home Assistant: `false` not at all, `true` from the start, or what is derived wrongly.
    pub(crate) home_assistant: Option<RawEntity>,
    /// First version that had the key, in quotes: `"51.3"`.
    pub(crate) since: Option<String>,
    /// Last version that had the key, in quotes.
    pub(crate) until: Option<String>,
    /// What a person has still to decide, as `keywright import` writes it; `check` shows it.
    pub(crate) todo: Option<String>,
}

/// A `null` that is there is another thing than nothing.
fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// What a person reads of a key, in one language.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawText {
    /// Two to five words.
    pub(crate) title: Option<String>,
    /// One or two sentences, for somebody who has never heard of the key.
    pub(crate) text: Option<String>,
}
