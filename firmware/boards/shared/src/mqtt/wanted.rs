//! What the MQTT settings ask for.

use heapless::String;

use crate::shared::Shared;

/// What the MQTT settings ask for. Another value asks for another connection.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Whether to connect at all. Not before the device is started anew.
    pub(super) enabled: bool,
    pub(super) url: String<128>,
    prefix: String<64>,
    birth: String<128>,
}

impl Wanted {
    pub(super) fn of(shared: &Shared) -> Self {
        shared.with(|unit| {
            let registry = &unit.charger.registry;
            let enabled = registry.mqtt_enabled() && !unit.restart;
            let url = keywright::text(registry.mqtt_broker_url());
            let prefix = keywright::text(&keywright::mqtt::prefix(&unit.door()));
            let birth = keywright::mqtt::birth_topic(&unit.door());
            Self { enabled, url, prefix, birth }
        })
    }

    /// Whether both ask for the same connection, be it switched on or not.
    pub(super) fn same_connection(&self, other: &Self) -> bool {
        self.url == other.url && self.prefix == other.prefix && self.birth == other.birth
    }
}
