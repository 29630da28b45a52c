//! What codegen says of a device to Home Assistant, as data.

use crate::table::{KeyId, Part};

/// The spec's `device.mqtt.home_assistant`, and all entities.
#[derive(Debug)]
pub struct HomeAssistantInfo {
    /// Switches announcements on and off.
    pub enabled_by: Option<KeyId>,
    /// Remembers what the device has announced, and where.
    pub remembered_by: Option<KeyId>,
    /// Changes the prefix.
    pub prefix_key: Option<KeyId>,
    /// The prefix of a new device.
    pub prefix_default: &'static [Part],
    /// Identifier of the device. What can't stand in an identifier becomes `_`.
    pub node: &'static [Part],
    /// What is said of the device, by the names that Home Assistant has for it. What is empty is left out.
    pub device: &'static [(&'static str, &'static [Part])],
    /// How it announces itself: the number of a [`Style`].
    pub style: Choice,
    /// The number of the language of names.
    pub language: Choice,
    /// Names of the child devices, where the style has any.
    pub children: &'static [&'static str],
    /// A number that changes when an entity comes, goes, or becomes another one.
    pub announced: u32,
    /// In device order.
    pub entities: &'static [Entity],
}

/// A number that the value of a key chooses.
#[derive(Debug)]
pub struct Choice {
    /// The key, an enum.
    pub key: Option<KeyId>,
    /// What each of its values stands for.
    pub values: &'static [(i64, u8)],
    /// What holds for any other value, and without a key.
    pub otherwise: u8,
}

/// How a device announces itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// One message an entity.
    Entity,
    /// One message for all of them.
    Device,
    /// One message for all of them, with child devices.
    DeviceWithChildren,
}

impl Style {
    /// The style of a number.
    pub(crate) fn of(number: u8) -> Self {
        match number {
            1 => Self::Device,
            2 => Self::DeviceWithChildren,
            _ => Self::Entity,
        }
    }
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
    /// What people see: one name a language, one for all, or none where the device class says it.
    pub names: &'static [&'static str],
    /// Number of the child device that it belongs to, where the style has any.
    pub child: u8,
    /// Whether it has a state.
    pub reads: bool,
    /// Whether it takes commands.
    pub writes: bool,
    /// Members of its message that are the same on every device of the kind: `"unit_of_meas":"A","min":6`. May be empty.
    pub body: &'static str,
}
