//! What the MQTT settings ask for.

use std::fmt;

use super::Unit;

/// What the MQTT settings ask for. Another value asks for another connection.
#[derive(Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Whether to connect at all.
    pub enabled: bool,
    /// The broker's address.
    pub url: String,
    /// What all topics begin with.
    pub prefix: String,
    /// Where Home Assistant says that it has started.
    pub birth: String,
    /// How often the device has been started.
    pub epoch: u32,
    /// For an encrypted connection.
    pub tls: TlsSettings,
}

/// Whom to trust, and how to prove who this is.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct TlsSettings {
    /// The authorities that the system trusts are trusted (key `mqg`).
    pub system_store: bool,
    /// Certificates that are trusted too, of authorities or of the broker itself, in PEM form (key `msc`).
    pub trusted: String,
    /// The certificate may be made out to another name (key `mqcn`).
    pub any_name: bool,
    /// Any certificate will do (key `mqss`).
    pub anybody: bool,
    /// The device's certificate, in PEM form (key `mqcc`).
    pub certificate: String,
    /// The private key that goes with it, in PEM form (key `mck`).
    pub key: String,
}

impl Wanted {
    /// Whether both ask for the same connection, be it switched on or not.
    pub fn same_connection(&self, other: &Self) -> bool {
        let of = |wanted: &Self| Self { enabled: true, ..wanted.clone() };
        of(self) == of(other)
    }
}

// Neither shows what may hold a password or a private key.

impl fmt::Debug for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wanted")
            .field("enabled", &self.enabled)
            .field("prefix", &self.prefix)
            .field("epoch", &self.epoch)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for TlsSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsSettings")
            .field("system_store", &self.system_store)
            .field("any_name", &self.any_name)
            .field("anybody", &self.anybody)
            .finish_non_exhaustive()
    }
}

impl Unit {
    pub(super) fn wanted(&mut self) -> Wanted {
        let epoch = self.epoch;
        let url = self.text(|tables| tables.mqtt.broker);
        let enabled = self.is_on(|tables| tables.mqtt.enabled_by);
        let prefix = keywright::mqtt::prefix(&self.door()).as_str().to_owned();
        let registry = &self.charger.registry;
        let tls = TlsSettings {
            system_store: registry.mqtt_use_ca_store(),
            trusted: registry.mqtt_server_certificate().to_owned(),
            any_name: registry.mqtt_skip_name_check(),
            anybody: registry.mqtt_skip_verification(),
            certificate: registry.mqtt_client_certificate().to_owned(),
            key: registry.mqtt_client_key().to_owned(),
        };
        let birth = keywright::mqtt::birth_topic(&self.door()).as_str().to_owned();
        Wanted { enabled, url, prefix, birth, epoch, tls }
    }
}
