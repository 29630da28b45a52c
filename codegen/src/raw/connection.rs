//! The keys that tell of the connection to a broker, encrypt it, and test it.

use serde::Deserialize;

/// The keys that tell how the connection stands.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawMqttStatus {
    /// A bool: whether the device is connected or tries to be.
    pub(crate) started: Option<String>,
    /// A bool: whether there is a connection.
    pub(crate) connected: Option<String>,
    /// Milliseconds since the start of the device, `null` without a connection.
    pub(crate) connected_at: Option<String>,
    /// A string: what went wrong last, in words.
    pub(crate) last_error: Option<String>,
    /// Milliseconds since the start of the device.
    pub(crate) last_error_at: Option<String>,
}

/// The keys of an encrypted connection. Without this section the device knows none.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawMqttTls {
    /// A bool: whether authorities that everybody knows are trusted.
    pub(crate) system_store: Option<String>,
    /// A string: a certificate that is trusted besides, in PEM form.
    pub(crate) certificate: Option<String>,
    /// A bool: whether the certificate may be made out to another name.
    pub(crate) skip_name: Option<String>,
    /// A bool: whether any certificate is taken.
    pub(crate) skip_verification: Option<String>,
    /// A secret string: the key of the device's own certificate, in PEM form.
    pub(crate) client_key: Option<String>,
    /// A string: the device's own certificate, in PEM form.
    pub(crate) client_certificate: Option<String>,
}

/// The keys of a test of the connection settings.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawMqttTest {
    /// A bool: `true` starts a test.
    pub(crate) run: Option<String>,
    /// An enum with the values `Idle`, `Running`, `Succeeded` and `Failed`.
    pub(crate) state: Option<String>,
    /// A string: why the last test failed, in words.
    pub(crate) reason: Option<String>,
}
