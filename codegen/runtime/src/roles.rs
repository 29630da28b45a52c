//! Which key plays which part in what every connected device does. A part that the spec gives to no key is [`None`] in
//! [`Tables`](crate::Tables), and is a feature that the device does not have.

use crate::table::{KeyId, Part};

/// The spec's `device.http.password`.
#[derive(Debug)]
pub struct Password {
    /// A command that takes the password.
    pub key: KeyId,
    /// An enum: what asks for it.
    pub asked_for: KeyId,
    /// Its values for nothing, writes and everything, where it has them.
    pub values: [Option<i64>; 3],
    /// Holds what is stored of it.
    pub stored_in: KeyId,
}

/// The spec's `device.http.pages`.
#[derive(Debug)]
pub struct Pages {
    /// A list of origins whose pages may set the device.
    pub allowed: KeyId,
    /// A bool: any page may.
    pub any: KeyId,
}

/// The spec's `device.mqtt.status`.
#[derive(Debug)]
pub struct MqttStatus {
    /// A bool: connected, or trying to be.
    pub started: KeyId,
    /// A bool.
    pub connected: KeyId,
    /// Milliseconds since the start, or `null`.
    pub connected_at: KeyId,
    /// A string: what went wrong last.
    pub last_error: KeyId,
    /// Milliseconds since the start, or `null`.
    pub last_error_at: KeyId,
}

/// The spec's `device.mqtt.tls`.
#[derive(Debug)]
pub struct MqttTls {
    /// A bool: the authorities that the system trusts are trusted.
    pub system_store: KeyId,
    /// PEM: certificates that are trusted besides, of authorities or of the broker itself.
    pub certificate: KeyId,
    /// A bool: the certificate may be made out to another name.
    pub skip_name: KeyId,
    /// A bool: any certificate will do.
    pub skip_verification: KeyId,
    /// PEM: the private key that goes with the device's own certificate.
    pub client_key: KeyId,
    /// PEM: the device's own certificate.
    pub client_certificate: KeyId,
}

/// The spec's `device.mqtt.test`.
#[derive(Debug)]
pub struct MqttTest {
    /// A command that takes `true`.
    pub run: KeyId,
    /// An enum.
    pub state: KeyId,
    /// Its values for idle, running, succeeded and failed, where it has them.
    pub values: [Option<i64>; 4],
    /// A string: why the last one failed.
    pub reason: KeyId,
}

/// The spec's `device.settings`.
#[derive(Debug)]
pub struct Damage {
    /// A string: names of settings whose stored value was damaged. A command that takes `true`.
    pub lost: KeyId,
    /// An integer: damaged places that somebody has seen.
    pub seen: KeyId,
}

/// The spec's `device.discovery`.
#[derive(Debug)]
pub struct Discovery {
    /// Instance name of all services.
    pub instance: &'static [Part],
    /// Host name without `.local`; the instance name where it is empty.
    pub host: &'static [Part],
    /// Services, without `._tcp.local`.
    pub services: &'static [&'static [Part]],
    /// Names and values of the TXT record.
    pub texts: &'static [(&'static str, &'static [Part])],
}
