use super::{Category, HomeAssistant, KeyId};

/// The `device` section of a spec.
#[derive(Debug, Clone, PartialEq)]
pub struct Device {
    /// Product name, as it stands in documents and topics: `my-device`.
    pub name: String,
    /// Language tags in the order of the spec; the first is the default. Every text has one entry a language.
    pub languages: Vec<String>,
    /// The categories a key may have, in the order in which documents list them.
    pub categories: Vec<Category>,
    /// How the device speaks HTTP.
    pub http: Http,
    /// How the device speaks MQTT.
    pub mqtt: Mqtt,
    /// Texts of refusals, the same on every transport.
    pub errors: ErrorTexts,
    /// The string key that tells this device from others of its kind.
    pub serial: Option<KeyId>,
    /// The key that tells for how many milliseconds the device has been running.
    pub uptime: Option<KeyId>,
    /// The key that restarts the device.
    pub restart: Option<KeyId>,
    /// The keys that tell of damage to stored settings, if there are any.
    pub settings: Option<SettingsKeys>,
    /// How the device is found on the local network, if it is.
    pub discovery: Option<Discovery>,
}

/// The `device.settings` section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SettingsKeys {
    /// Names of settings whose stored value was damaged, until `true` is written.
    pub lost: KeyId,
    /// How many damaged places somebody has seen.
    pub seen: KeyId,
}

/// The `device.discovery` section: DNS-based service discovery over multicast DNS.
#[derive(Debug, Clone, PartialEq)]
pub struct Discovery {
    /// Instance name of all services.
    pub instance: Template,
    /// Host name, without `.local`; the instance name where it is empty.
    pub host: Template,
    /// Services, without `._tcp.local`: `_http`.
    pub services: Vec<Template>,
    /// Names and values of the TXT record.
    pub texts: Vec<(String, Template)>,
}

/// The `device.http` section.
#[derive(Debug, Clone, PartialEq)]
pub struct Http {
    /// Path under which the api lives, without a trailing slash: `/api`.
    pub base: String,
    /// A bool key that switches the api on and off.
    pub enabled_by: Option<KeyId>,
    /// Status and body while it is off.
    pub disabled_status: u16,
    /// See [`Http::disabled_status`].
    pub disabled_text: String,
    /// Status of an answer in which at least one key was refused.
    pub refused_status: u16,
    /// Whether text that is not JSON is taken as the string itself, for keys that take a string.
    pub unquoted_strings: bool,
    /// Whether a number, a bool or `null` may stand in quotes, for keys that take no string.
    pub quoted_values: bool,
    /// The keys of a password that requests have to bring, if the device asks for one.
    pub password: Option<Password>,
    /// The keys that let web pages of other sites set the device, if there are any.
    pub pages: Option<Pages>,
}

/// The `device.http.pages` section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pages {
    /// Origins whose pages may set the device.
    pub allowed: KeyId,
    /// Whether any page may.
    pub any: KeyId,
}

/// The `device.http.password` section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Password {
    /// Set with the password.
    pub key: KeyId,
    /// An enum: what asks for it.
    pub asked_for: KeyId,
    /// Holds what is stored of it.
    pub stored_in: KeyId,
}

impl Password {
    /// Names of the values of [`Password::asked_for`].
    pub const ASKED_FOR: [&'static str; 3] = ["Nothing", "Writes", "Everything"];
}

/// The `device.mqtt` section.
#[derive(Debug, Clone, PartialEq)]
pub struct Mqtt {
    /// A bool key that switches MQTT on and off.
    pub enabled_by: Option<KeyId>,
    /// A bool key that forbids writing over MQTT.
    pub read_only_by: Option<KeyId>,
    /// The string key that holds the broker's URL.
    pub broker: Option<KeyId>,
    /// The string key that changes the topic prefix.
    pub prefix_key: Option<KeyId>,
    /// The prefix of a new device.
    pub prefix_default: Template,
    /// Client id for the broker.
    pub client_id: Template,
    /// Where values, writes, results and the availability stand.
    pub topics: TopicLayout,
    /// Least time between two values of one key, in milliseconds, where the key says nothing else.
    pub pace_ms: u32,
    /// Most values to send at once after a connect.
    pub batch: u16,
    /// Whether values are retained.
    pub retain: bool,
    /// QoS of values: 0, 1 or 2.
    pub qos: u8,
    /// Answer to a write that was taken.
    pub success: String,
    /// How the device announces its keys to Home Assistant, if it does.
    pub home_assistant: Option<HomeAssistant>,
    /// The keys that tell how the connection stands, if there are any.
    pub status: Option<MqttStatus>,
    /// The keys of an encrypted connection, if the device knows one.
    pub tls: Option<MqttTls>,
    /// The keys of a test of the connection settings, if there is one.
    pub test: Option<MqttTest>,
}

/// The `device.mqtt.status` section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MqttStatus {
    /// Whether the device is connected or tries to be.
    pub started: KeyId,
    /// Whether there is a connection.
    pub connected: KeyId,
    /// Since when.
    pub connected_at: KeyId,
    /// What went wrong last, in words.
    pub last_error: KeyId,
    /// When it did.
    pub last_error_at: KeyId,
}

/// The `device.mqtt.tls` section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MqttTls {
    /// Whether authorities that everybody knows are trusted.
    pub system_store: KeyId,
    /// A certificate that is trusted besides.
    pub certificate: KeyId,
    /// Whether the certificate may be made out to another name.
    pub skip_name: KeyId,
    /// Whether any certificate is taken.
    pub skip_verification: KeyId,
    /// The key of the device's own certificate.
    pub client_key: KeyId,
    /// The device's own certificate.
    pub client_certificate: KeyId,
}

/// The `device.mqtt.test` section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MqttTest {
    /// Starts a test.
    pub run: KeyId,
    /// How it stands.
    pub state: KeyId,
    /// Why the last one failed.
    pub reason: KeyId,
}

impl MqttTest {
    /// Names of the values of [`MqttTest::state`].
    pub const STATES: [&'static str; 4] = ["Idle", "Running", "Succeeded", "Failed"];
}

/// Topics, each with the placeholders `{prefix}` (at the start) and `{key}`.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicLayout {
    /// `{prefix}/{key}`
    pub value: String,
    /// `{prefix}/{key}/set`
    pub set: String,
    /// `{prefix}/{key}/result`
    pub result: String,
    /// `{prefix}/availability`, no `{key}`.
    pub availability: String,
}

/// A text with values of keys in it: `my-device/{serial}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Template(pub Vec<TemplatePart>);

/// A piece of a [`Template`].
#[derive(Debug, Clone, PartialEq)]
pub enum TemplatePart {
    /// Text, as it is.
    Text(String),
    /// The value of a string or integer key.
    Key(KeyId),
}

/// Texts of refusals. `{value}` is what was sent, `{type}` the type, `{limit}` the range, enum values or length,
/// `{reason}` what is wrong with the JSON, `{near}` the nearest known key (with the text around it left out when
/// there is none), `{by}` the key that allows it.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorTexts {
    /// The text is not JSON. `{reason}`, `{value}`
    pub invalid_json: String,
    /// JSON of another type. `{type}`, `{value}`
    pub wrong_type: String,
    /// A number outside its range, or a value that is none of the enum's. `{limit}`, `{value}`
    pub out_of_range: String,
    /// A string or list longer than its capacity. `{limit}`
    pub too_long: String,
    /// A string that is not of the pattern. `{limit}`, `{value}`
    pub pattern: String,
    /// The key can't be written. `{value}`
    pub read_only: String,
    /// There is no such key. `{value}` is what was asked for.
    pub unknown_key: String,
    /// Appended to `unknown_key` when a key of a like name exists. `{near}`
    pub did_you_mean: String,
    /// This transport may not write now. `{by}`
    pub locked: String,
    /// An object has a field that the type lacks. `{field}`
    pub unknown_field: String,
    /// An object lacks a field. `{field}`
    pub missing_field: String,
}
