use super::{KeyId, Template};

/// The `device.mqtt.home_assistant` section: how the device announces its keys.
#[derive(Debug, Clone, PartialEq)]
pub struct HomeAssistant {
    /// A bool key that switches announcements on and off.
    pub enabled_by: Option<KeyId>,
    /// A string key in which the device remembers what it has announced, and where.
    pub remembered_by: Option<KeyId>,
    /// The string key that changes what the topics begin with.
    pub prefix_key: Option<KeyId>,
    /// What they begin with on a new device.
    pub prefix_default: Template,
    /// Identifier of the device in topics and ids.
    pub node: Template,
    /// Name of the device that people see.
    pub name: Template,
    /// Who makes it.
    pub manufacturer: Option<Template>,
    /// The model.
    pub model: Option<Template>,
    /// Version of the firmware.
    pub version: Option<Template>,
    /// Serial number.
    pub serial: Option<Template>,
    /// A page on which the device is set up.
    pub url: Option<Template>,
    /// Whether a key is shown from the start where it does not say so itself.
    pub enabled: bool,
    /// How it announces itself, where no key says so.
    pub style: Style,
    /// An enum key that chooses the style.
    pub style_by: Option<KeyId>,
    /// An enum key that chooses the language of names.
    pub language_by: Option<KeyId>,
}

/// How a device announces itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// One message an entity.
    Entity,
    /// One message for all of them.
    Device,
    /// One message for all of them, with a child device a category.
    DeviceWithChildren,
}

impl Style {
    /// Every style.
    pub const ALL: [Self; 3] = [Self::Entity, Self::Device, Self::DeviceWithChildren];

    /// As the spec writes it: `device_with_children`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Entity => "entity",
            Self::Device => "device",
            Self::DeviceWithChildren => "device_with_children",
        }
    }

    /// The style that an enum's value is named after: `DeviceWithChildren`.
    pub fn of_value(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|style| style.as_str().replace('_', "").eq_ignore_ascii_case(name))
    }
}

/// What a key says of its entity in Home Assistant. Whatever is not said is derived, see [`crate::home_assistant`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EntityWords {
    /// Whether the key is kept from Home Assistant.
    pub hidden: bool,
    /// Whether it is shown from the start.
    pub enabled: Option<bool>,
    /// Which kind of entity.
    pub component: Option<Component>,
    /// What is measured; `none` for nothing in particular.
    pub device_class: Option<String>,
    /// What becomes of its numbers: `measurement`, `total`, `total_increasing`, `none`.
    pub state_class: Option<String>,
    /// Where it is shown: `config`, `diagnostic`, `none`.
    pub entity_category: Option<String>,
    /// Unit, where Home Assistant has another word for it.
    pub unit: Option<String>,
    /// `mdi:ev-station`
    pub icon: Option<String>,
    /// Smallest difference between two numbers.
    pub step: Option<f64>,
    /// Items or fields that become entities of their own. The key itself is none then.
    pub parts: Vec<EntityPart>,
}

/// An item of a list, or a field of an object, as an entity.
#[derive(Debug, Clone, PartialEq)]
pub struct EntityPart {
    /// Which one.
    pub at: PartAt,
    /// Two to five words in each language of the device, or in the first one alone.
    pub names: Vec<String>,
    /// Unit of this number.
    pub unit: Option<String>,
    /// See [`EntityWords::device_class`].
    pub device_class: Option<String>,
    /// See [`EntityWords::state_class`].
    pub state_class: Option<String>,
    /// Whether it is shown from the start; as the key, if nothing is said.
    pub enabled: Option<bool>,
}

/// A place in a list or an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartAt {
    /// Number of the item, from 0.
    Item(u16),
    /// Name of the field.
    Field(String),
}

/// Kinds of entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Component {
    /// A value to look at.
    Sensor,
    /// On or off, to look at.
    BinarySensor,
    /// A number to set.
    Number,
    /// One of some words to set.
    Select,
    /// On or off, to set.
    Switch,
    /// Something to do.
    Button,
    /// A text to set.
    Text,
}

impl Component {
    /// Every component.
    pub const ALL: [Self; 7] =
        [Self::Sensor, Self::BinarySensor, Self::Number, Self::Select, Self::Switch, Self::Button, Self::Text];

    /// As Home Assistant and the spec write it: `binary_sensor`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sensor => "sensor",
            Self::BinarySensor => "binary_sensor",
            Self::Number => "number",
            Self::Select => "select",
            Self::Switch => "switch",
            Self::Button => "button",
            Self::Text => "text",
        }
    }

    /// Whether something can be set or done with it.
    pub fn controls(self) -> bool {
        !matches!(self, Self::Sensor | Self::BinarySensor)
    }
}
