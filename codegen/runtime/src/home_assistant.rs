//! What codegen says of a device to Home Assistant, as data.

use crate::table::{KeyId, Part};

/// The spec's `device.mqtt.home_assistant`, and all entities.
#[derive(Debug)]
pub struct HomeAssistantInfo {
    /// Switches announcements on and off.
    pub enabled_by: Option<KeyId>,
    /// Remembers where the device has announced itself.
    pub remembered_by: Option<KeyId>,
    /// Changes the prefix.
    pub prefix_key: Option<KeyId>,
    /// The prefix of a new device.
    pub prefix_default: &'static [Part],
    /// Identifier of the device. What can't stand in an identifier becomes `_`.
    pub node: &'static [Part],
    /// What is said of the device, by the names that Home Assistant has for it. What is empty is left out.
    pub device: &'static [(&'static str, &'static [Part])],
    /// In device order.
    pub entities: &'static [Entity],
}

/// What Home Assistant makes of a key, or of a part of one.
#[derive(Debug)]
pub struct Entity {
    /// Where its value comes from.
    pub key: KeyId,
    /// `sensor`
    pub component: &'static str,
    /// What follows the key's name in topics and ids: `_0` for the first item of a list, else nothing.
    pub part: &'static str,
    /// What its entity id ends with: `car_state`.
    pub object: &'static str,
    /// Whether it has a state.
    pub reads: bool,
    /// Whether it takes commands.
    pub writes: bool,
    /// Members of its message that are the same on every device of the kind: `"name":"Current","min":6`.
    pub body: &'static str,
}
