//! Commands for MQTT and OCPP: addresses and topic prefixes.

use core::fmt::Write;

use keywright::Refusal;
use keywright::heapless::String;

use crate::BrokerUrl;
use crate::charger::Charger;
use crate::pem::{self, Kind};

/// Prefix for Home Assistant on a new device.
const HOME_ASSISTANT: &str = "homeassistant";
/// What the spec writes for a prefix that depends on the serial number.
const TEMPLATE_MARK: char = '{';

/// An empty address is none.
pub(super) fn check_broker(url: &str) -> Result<(), Refusal> {
    if url.is_empty() {
        return Ok(());
    }
    BrokerUrl::parse(url).map(|_| ()).map_err(|error| Refusal::format(format_args!("{error}")))
}

/// An empty text is none.
pub(super) fn check_pem(text: &str, kind: Kind) -> Result<(), Refusal> {
    if text.is_empty() {
        return Ok(());
    }
    pem::check(text, kind).map_err(|error| Refusal::format(format_args!("{error}")))
}

pub(super) fn check_ocpp(url: &str) -> Result<(), Refusal> {
    let known = ["ws://", "wss://"].iter().any(|scheme| url.starts_with(scheme));
    if url.is_empty() || known {
        Ok(())
    } else {
        Err(Refusal::new("the address of an OCPP backend begins with ws:// or wss://"))
    }
}

/// A topic prefix without slashes at its end. [`None`] if nothing is left of it.
fn read_prefix(prefix: Option<&str>) -> Result<Option<&str>, Refusal> {
    let Some(prefix) = prefix.map(|prefix| prefix.trim_end_matches('/')) else { return Ok(None) };
    if prefix.contains(['+', '#']) {
        return Err(Refusal::new("a topic prefix holds neither + nor #, which are wildcards in MQTT"));
    }
    if prefix.contains(char::is_control) {
        return Err(Refusal::new("a topic prefix holds no control characters"));
    }
    Ok(Some(prefix).filter(|prefix| !prefix.is_empty()))
}

impl Charger {
    pub(super) fn write_mqtt_prefix(&mut self, prefix: Option<&str>) -> Result<(), Refusal> {
        match read_prefix(prefix)? {
            Some(prefix) => {
                // The written text has the capacity of the key.
                let _ = self.registry.set_mqtt_topic_prefix(prefix);
            }
            None => self.reset_mqtt_prefix(),
        }
        Ok(())
    }

    /// The device's own prefix, which ends in its serial number.
    pub(crate) fn reset_mqtt_prefix(&mut self) {
        let mut prefix = String::<64>::new();
        // Twelve characters and a serial number of at most eight.
        let _ = write!(prefix, "go-eCharger/{}", self.registry.serial_number());
        let _ = self.registry.set_mqtt_topic_prefix(&prefix);
    }

    /// A prefix that was never set holds the spec's template; show the device's own instead.
    pub(crate) fn keep_mqtt_prefix(&mut self) {
        let prefix = self.registry.mqtt_topic_prefix();
        if prefix.is_empty() || prefix.contains(TEMPLATE_MARK) {
            self.reset_mqtt_prefix();
        }
    }

    pub(super) fn write_home_assistant_prefix(&mut self, prefix: Option<&str>) -> Result<(), Refusal> {
        let prefix = read_prefix(prefix)?.unwrap_or(HOME_ASSISTANT);
        let _ = self.registry.set_home_assistant_topic_prefix(prefix);
        Ok(())
    }
}
