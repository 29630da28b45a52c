//! Which device this is, how it is found, and what it tells of its settings.

use serde::Deserialize;

use super::device::in_order;

/// Which device of its kind this is.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawIdentity {
    /// The string key that holds the serial number.
    pub(crate) serial: Option<String>,
}

/// The keys of the device's clock.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawClock {
    /// The key that tells for how many milliseconds the device has been running.
    pub(crate) uptime: Option<String>,
}

/// The keys that tell of damage to stored settings.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawSettings {
    /// A string that names the lost settings; setting it to `true` says that somebody has looked.
    pub(crate) lost: Option<String>,
    /// A stored whole number: how many damaged places somebody has seen.
    pub(crate) seen: Option<String>,
}

/// How the device is found on the local network.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawDiscovery {
    /// Name of this device among others of its kind, with keys in braces: `my-device_{serial}`. The name and the serial
    /// number unless said otherwise.
    pub(crate) instance: Option<String>,
    /// Host name without `.local`, with keys in braces. The name of this device unless said otherwise.
    pub(crate) host: Option<String>,
    /// Services, with keys in braces: `_http`, which is announced unless said otherwise.
    pub(crate) services: Option<Vec<String>>,
    /// What the announcement tells, by name, with keys in braces: `{ serial: "{serial}" }`.
    #[serde(deserialize_with = "in_order")]
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<String, String>"))]
    pub(crate) texts: Option<Vec<(String, String)>>,
}
