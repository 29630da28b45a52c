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
    /// What people see: one name a language, or one for all of them. None where the device class says it.
    pub names: Vec<String>,
    /// Number of the key's category.
    pub category: usize,
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
        .map(|entity| entity.named(spec))
        .collect()
}

impl Entity {
    /// The members of its message that are the same on every device of the kind, without braces.
    pub fn body(&self) -> String {
        body::write(self)
    }

    /// With names that don't say what Home Assistant says of them anyhow: the name of the device before them, and the
    /// name of the device class, for which it has a word in each language.
    fn named(mut self, spec: &Spec) -> Self {
        let device = format!("{} ", spec.device.name);
        for name in &mut self.names {
            if let Some(rest) = name.strip_prefix(&device) {
                *name = rest.to_owned();
            }
        }
        let first = self.names.first().map(|name| name.to_lowercase().replace(' ', "_"));
        if self.device_class.is_some() && self.device_class == first {
            self.names.clear();
        }
        self
    }

    /// Whether it is a number that is measured, so that units and device classes go together.
    pub(crate) fn is_measured(&self) -> bool {
        matches!(self.component, Component::Sensor | Component::Number)
    }
}
