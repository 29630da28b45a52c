//! What the MQTT settings ask for.

use heapless::String;
use keywright::{Device as _, flag, text_of};
use keywright_device::Application;

use crate::shared::Shared;

/// What the MQTT settings ask for. Another value asks for another connection.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct MqttConfig {
    /// Whether to connect at all. Not before the device is started anew.
    pub(super) enabled: bool,
    pub(super) url: String<128>,
    /// What the key of the URL is called.
    pub(super) url_key: &'static str,
    prefix: String<64>,
    birth: String<128>,
}

impl MqttConfig {
    pub(super) fn of<A: Application>(shared: &Shared<A>) -> Self {
        shared.with(|unit| {
            let restarts = unit.state.restarts();
            let device = unit.device();
            let mqtt = &device.tables().mqtt;
            // A URL that is cut off may name another host, which would get the password: it counts as none.
            let url = mqtt.broker.map(|key| text_of(&device, key)).unwrap_or_default();
            let url = String::<128>::try_from(url).unwrap_or_default();
            let url_key = mqtt.broker.and_then(|key| device.tables().info(key)).map_or("the URL", |info| info.name());
            // Without a switch, an address is what switches it on.
            let switched = mqtt.enabled_by.map_or(!url.is_empty(), |key| flag(&device, key));
            let enabled = switched && mqtt.broker.is_some() && !restarts;
            let prefix = keywright::text(&keywright::mqtt::prefix(&device));
            let birth = keywright::mqtt::birth_topic(&device);
            Self { enabled, url, url_key, prefix, birth }
        })
    }

    /// Whether both ask for the same connection, be it switched on or not.
    pub(super) fn same_connection(&self, other: &Self) -> bool {
        self.url == other.url && self.prefix == other.prefix && self.birth == other.birth
    }
}
