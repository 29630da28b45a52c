//! What the MQTT settings ask for.

use std::fmt;

use keywright::{KeyId, flag, text_of};

use super::Unit;
use crate::program::Program;

/// What the MQTT settings ask for. Another value asks for another connection.
#[derive(Clone, PartialEq, Eq)]
pub struct MqttConfig {
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
    /// The authorities that the system trusts are trusted.
    pub system_store: bool,
    /// Certificates that are trusted too, of authorities or of the broker itself, in PEM form.
    pub trusted: String,
    /// The certificate may be made out to another name.
    pub any_name: bool,
    /// Any certificate will do.
    pub anybody: bool,
    /// The device's certificate, in PEM form.
    pub certificate: String,
    /// The private key that goes with it, in PEM form.
    pub key: String,
}

impl MqttConfig {
    /// Whether both ask for the same connection, be it switched on or not.
    pub fn same_connection(&self, other: &Self) -> bool {
        let of = |config: &Self| Self { enabled: true, ..config.clone() };
        of(self) == of(other)
    }
}

// Neither shows what may hold a password or a private key.

impl fmt::Debug for MqttConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MqttConfig")
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

impl<P: Program> Unit<P> {
    pub(super) fn mqtt_config(&mut self) -> MqttConfig {
        let epoch = self.epoch;
        let url = self.text(|tables| tables.mqtt.broker);
        // Without a switch, an address is what switches it on.
        let switched = P::TABLES.mqtt.enabled_by.is_some() || !url.is_empty();
        let enabled = P::TABLES.mqtt.broker.is_some() && switched && self.is_on(|tables| tables.mqtt.enabled_by);
        let prefix = keywright::mqtt::prefix(&self.device()).as_str().to_owned();
        let tls = P::TABLES.mqtt.tls.as_ref().map_or_else(TlsSettings::default, |role| {
            let device = self.device();
            let text = |key: KeyId| text_of(&device, key).to_owned();
            TlsSettings {
                system_store: flag(&device, role.system_store),
                trusted: text(role.certificate),
                any_name: flag(&device, role.skip_name),
                anybody: flag(&device, role.skip_verification),
                certificate: text(role.client_certificate),
                key: text(role.client_key),
            }
        });
        let birth = keywright::mqtt::birth_topic(&self.device()).as_str().to_owned();
        MqttConfig { enabled, url, prefix, birth, epoch, tls }
    }
}
