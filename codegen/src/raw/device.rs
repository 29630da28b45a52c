//! What stands under `device`.

use serde::Deserialize;

use super::connection::{RawMqttStatus, RawMqttTest, RawMqttTls};
use super::discovery::{RawClock, RawDiscovery, RawIdentity, RawSettings};
use super::home_assistant::RawHomeAssistant;

/// What is particular to this device.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawDevice {
    /// Name of the product: documents and topics are named after it.
    pub(crate) name: Option<String>,
    /// Languages of all texts, the first one first: `[en, de]`.
    pub(crate) languages: Option<Vec<String>>,
    /// The device's own categories, each with what it means: `Constant` never changes, `Config` is a setting, `Status`
    /// is what the device finds, `Other` the rest.
    #[serde(deserialize_with = "in_order")]
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<String, String>"))]
    pub(crate) categories: Option<Vec<(String, String)>>,
    /// How the device speaks HTTP.
    pub(crate) http: RawHttp,
    /// How the device speaks MQTT.
    pub(crate) mqtt: RawMqtt,
    /// Texts of refusals, the same on HTTP and MQTT. A text that is left out is the usual one.
    pub(crate) errors: RawErrors,
    /// Which device of its kind this is.
    pub(crate) identity: RawIdentity,
    /// The keys of its clock.
    pub(crate) clock: RawClock,
    /// The key that restarts the device: a command that takes `true`, or `true` or 1.
    pub(crate) restart: Option<String>,
    /// The keys that tell of damage to stored settings.
    pub(crate) settings: Option<RawSettings>,
    /// How the device is found on the local network (mDNS). Without this section it is not announced.
    pub(crate) discovery: Option<RawDiscovery>,
}

pub(super) fn in_order<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<(String, String)>>, D::Error> {
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

/// How the device speaks HTTP.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawHttp {
    /// Path under which the api lives. `/api` unless said otherwise.
    pub(crate) base: Option<String>,
    /// The bool key that switches the api on and off.
    pub(crate) enabled_by: Option<String>,
    /// Status of every answer while the api is off. 404 unless said otherwise.
    pub(crate) disabled_status: Option<u16>,
    /// Body of every answer while the api is off.
    pub(crate) disabled_text: Option<String>,
    /// Status of an answer in which a key was refused. 400 unless said otherwise.
    pub(crate) refused_status: Option<u16>,
    /// Whether text that is not JSON is taken as the string itself, for keys that take a string.
    pub(crate) unquoted_strings: Option<bool>,
    /// Whether a number, a bool or `null` may stand in quotes, for keys that take no string: `"7.74"`.
    pub(crate) quoted_values: Option<bool>,
    /// The keys of a password that requests have to bring. Without this section the device asks for none.
    pub(crate) password: Option<RawPassword>,
    /// The keys that let web pages of other sites set the device. Without this section none may.
    pub(crate) pages: Option<RawPages>,
}

/// The keys that let web pages of other sites set the device.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawPages {
    /// An array of strings: origins, such as `http://192.168.0.5:3000`.
    pub(crate) allowed: Option<String>,
    /// A bool: whether any page may.
    pub(crate) any: Option<String>,
}

/// The keys of a password.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawPassword {
    /// The key that is set with the password, a string that is secret.
    pub(crate) key: Option<String>,
    /// The enum key that says what asks for it. Its values are named `Nothing`, `Writes`, `Everything`.
    pub(crate) asked_for: Option<String>,
    /// The string key that holds what is stored of it. Secret, on no transport, and stored twice.
    pub(crate) stored_in: Option<String>,
}

/// How the device speaks MQTT.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawMqtt {
    /// The bool key that switches MQTT on and off.
    pub(crate) enabled_by: Option<String>,
    /// The bool key that forbids writing over MQTT.
    pub(crate) read_only_by: Option<String>,
    /// The string key that holds the URL of the broker.
    pub(crate) broker: Option<String>,
    /// What every topic begins with.
    pub(crate) prefix: RawPrefix,
    /// Name of the device for the broker, with keys in braces: `my-device_{serial}`.
    pub(crate) client_id: Option<String>,
    /// Where values, writes, their results and the availability stand.
    pub(crate) topics: RawTopics,
    /// Least time between two values of one key: `500ms`, `1s`, `5min`. `1s` unless said otherwise.
    pub(crate) pace: Option<String>,
    /// Most values to send at once after a connect. 16 unless said otherwise.
    pub(crate) batch: Option<u16>,
    /// Whether the broker keeps values for those who subscribe later. It does, unless said otherwise.
    pub(crate) retain: Option<bool>,
    /// Quality of service of values: 0, 1 or 2. 0 unless said otherwise.
    pub(crate) qos: Option<u8>,
    /// Answer to a write that was taken. `success` unless said otherwise.
    pub(crate) success: Option<String>,
    /// How the device announces its keys to Home Assistant. Without this section it does not.
    pub(crate) home_assistant: Option<RawHomeAssistant>,
    /// The keys that tell how the connection stands.
    pub(crate) status: Option<RawMqttStatus>,
    /// The keys of an encrypted connection.
    pub(crate) tls: Option<RawMqttTls>,
    /// The keys of a test of the connection settings.
    pub(crate) test: Option<RawMqttTest>,
}

/// What every topic begins with.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawPrefix {
    /// The string key that changes the prefix.
    pub(crate) key: Option<String>,
    /// The prefix of a new device, with keys in braces: `my-device/{serial}`.
    #[serde(rename = "default")]
    pub(crate) template: Option<String>,
}

/// Topics. Each begins with `{prefix}/`; all but that of the availability name the key, `{key}`.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawTopics {
    /// Topic of a value. `{prefix}/{key}` unless said otherwise.
    pub(crate) value: Option<String>,
    /// Topic of a write. `{prefix}/{key}/set` unless said otherwise.
    pub(crate) set: Option<String>,
    /// Topic of the answer to a write. `{prefix}/{key}/result` unless said otherwise.
    pub(crate) result: Option<String>,
    /// Topic of `online` and `offline`. `{prefix}/availability` unless said otherwise.
    pub(crate) availability: Option<String>,
}

/// Texts of refusals.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawErrors {
    /// What was sent is not JSON. `{reason}`, `{value}`
    pub(crate) invalid_json: Option<String>,
    /// JSON of another type. `{type}`, `{value}`
    pub(crate) wrong_type: Option<String>,
    /// A number outside its range, or none of the values of an enum. `{limit}`, `{value}`
    pub(crate) out_of_range: Option<String>,
    /// A string or list longer than the device can hold. `{limit}`
    pub(crate) too_long: Option<String>,
    /// A string that does not match. `{limit}`, `{value}`
    pub(crate) pattern: Option<String>,
    /// The key can't be written. `{value}`
    pub(crate) read_only: Option<String>,
    /// There is no such key. `{value}` is what was asked for.
    pub(crate) unknown_key: Option<String>,
    /// Added where a key of a like name exists. `{near}`
    pub(crate) did_you_mean: Option<String>,
    /// This transport may not write now. `{by}` is the key that allows it.
    pub(crate) locked: Option<String>,
    /// An object has a field that its type lacks. `{field}`
    pub(crate) unknown_field: Option<String>,
    /// An object lacks a field. `{field}`
    pub(crate) missing_field: Option<String>,
}
