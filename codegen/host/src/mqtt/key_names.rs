//! What the keys of the connection are called on this device, for texts that say which one to set.

use keywright::{KeyId, Tables};

/// Short names of the keys that play these roles; a word where none does.
#[derive(Debug)]
pub struct KeyNames {
    /// The broker's URL.
    pub broker: &'static str,
    /// Whether the system's authorities are trusted.
    pub system_store: &'static str,
    /// Certificates that are trusted besides.
    pub certificate: &'static str,
    /// Whether the broker's certificate may be made out to another name.
    pub skip_name: &'static str,
    /// The device's own certificate.
    pub client_certificate: &'static str,
    /// The private key that goes with it.
    pub client_key: &'static str,
}

impl KeyNames {
    /// Looks them up.
    pub fn of(tables: &Tables) -> Self {
        let name = |key: Option<KeyId>, other| key.and_then(|key| tables.info(key)).map_or(other, |info| info.name());
        let tls = tables.mqtt.tls.as_ref();
        Self {
            broker: name(tables.mqtt.broker, "the URL"),
            system_store: name(tls.map(|keys| keys.system_store), "the system's store"),
            certificate: name(tls.map(|keys| keys.certificate), "a trusted certificate"),
            skip_name: name(tls.map(|keys| keys.skip_name), "nothing"),
            client_certificate: name(tls.map(|keys| keys.client_certificate), "a client certificate"),
            client_key: name(tls.map(|keys| keys.client_key), "its private key"),
        }
    }
}
