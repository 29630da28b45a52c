//! What Home Assistant makes of a device: one entity a key, derived from its type, unit, access and category, unless
//! the key says otherwise.

mod body;
pub(crate) mod classes;
mod derive;
mod value;

pub(crate) use derive::{default_component, entities as entities_of, possible};
pub(crate) use value::at as part_type;

use crate::model::{Component, KeyId, Spec};

/// What Home Assistant makes of a key, or of a part of one.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// Where its value comes from.
    pub key: KeyId,
    /// Which kind of entity.
    pub component: Component,
    /// What follows the key's short name in topics and ids: `_0` for an item of a list, else nothing.
    pub part: String,
    /// What the entity id ends with: `car_state`.
    pub object: String,
    /// What people see, in the first language.
    pub name: String,
    /// What is measured, in Home Assistant's words.
    pub device_class: Option<String>,
    /// In Home Assistant's words.
    pub unit: Option<String>,
    /// What becomes of its numbers.
    pub state_class: Option<String>,
    /// `config`, `diagnostic`, or with what matters.
    pub entity_category: Option<String>,
    /// `mdi:ev-station`
    pub icon: Option<String>,
    /// Whether it is shown from the start.
    pub enabled: bool,
    /// Whether it has a state.
    pub reads: bool,
    /// Whether it takes commands.
    pub writes: bool,
    /// Members of the message that belong to its values: templates, options, payloads, bounds.
    values: Vec<(&'static str, serde_json::Value)>,
}

/// Every entity of a device, in device order. None where the spec does not speak of Home Assistant.
pub fn entities(spec: &Spec) -> Vec<Entity> {
    let Some(device) = &spec.device.mqtt.home_assistant else { return Vec::new() };
    spec.keys
        .iter()
        .enumerate()
        .flat_map(|(index, key)| derive::entities(spec, KeyId(index), key, device.enabled))
        .collect()
}

impl Entity {
    /// The members of its message that are the same on every device of the kind, without braces.
    pub fn body(&self) -> String {
        body::write(self)
    }

    /// Whether it is a number that is measured, so that units and device classes go together.
    pub(crate) fn is_measured(&self) -> bool {
        matches!(self.component, Component::Sensor | Component::Number)
    }
}
