//! What a spec says of Home Assistant: of the device, and of single keys.

use std::collections::BTreeMap;
use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};

use super::device::RawPrefix;

/// How the device announces its keys to Home Assistant. Without this section it does not.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawHomeAssistant {
    /// The bool key that switches the announcements on and off. Without one they are always on.
    pub(crate) enabled_by: Option<String>,
    /// What the topics of announcements begin with. The default is `homeassistant`.
    pub(crate) prefix: RawPrefix,
    /// A string key in which the device remembers what it has announced and where, so that this can be taken back after
    /// a restart, and what a newer firmware no longer has, too. It is best kept inside the device, with
    /// `transports: []`.
    pub(crate) remembered_by: Option<String>,
    /// Identifier of the device in topics and unique ids, with keys in braces. The client id unless said otherwise.
    pub(crate) node: Option<String>,
    /// Name of the device that people see, with keys in braces. `device.name` unless said otherwise.
    pub(crate) name: Option<String>,
    /// Who makes the device.
    pub(crate) manufacturer: Option<String>,
    /// The model, with keys in braces.
    pub(crate) model: Option<String>,
    /// Version of the firmware, with keys in braces: `"{fwv}"`.
    pub(crate) version: Option<String>,
    /// Serial number, with keys in braces: `"{sse}"`.
    pub(crate) serial: Option<String>,
    /// Address of a page on which the device is set up, with keys in braces.
    pub(crate) url: Option<String>,
    /// `entity`: one message a key. `device`: one message for all of them, which Home Assistant takes since 2024.11 and
    /// other consumers do not. `device_with_children`: the same, with a child device a category; since 2026.11.
    /// `entity` unless said otherwise.
    pub(crate) style: Option<String>,
    /// The enum key that chooses the style instead. Its values are named `Entity`, `Device`, `DeviceWithChildren`.
    pub(crate) style_by: Option<String>,
    /// The enum key that chooses the language of names. Its values are named after languages: `En`, `De`. Without one,
    /// names are in the first language.
    pub(crate) language_by: Option<String>,
    /// Whether Home Assistant shows a key from the start where the key itself does not say so. It does, unless said
    /// otherwise.
    pub(crate) enabled: Option<bool>,
}

/// How a key shows in Home Assistant: `false` not at all, `true` from the start, or what is derived wrongly.
#[derive(Debug)]
pub(crate) enum RawEntity {
    Announced(bool),
    Fields(Box<RawEntityFields>),
}

/// How a key shows in Home Assistant, where that is not what its type, unit, access and category say.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawEntityFields {
    /// Whether it is shown from the start.
    pub(crate) enabled: Option<bool>,
    /// Which kind of entity: `sensor`, `binary_sensor`, `number`, `select`, `switch`, `button` or `text`.
    pub(crate) component: Option<String>,
    /// What is measured, in Home Assistant's words: `current`, `energy`, `none`.
    pub(crate) device_class: Option<String>,
    /// What becomes of the numbers of a sensor: `measurement`, `total`, `total_increasing`, `none`.
    pub(crate) state_class: Option<String>,
    /// Where it is shown: among the `config`, with what is `diagnostic`, or with what matters (`none`).
    pub(crate) entity_category: Option<String>,
    /// Unit, where Home Assistant writes it otherwise.
    pub(crate) unit: Option<String>,
    /// `mdi:ev-station`
    pub(crate) icon: Option<String>,
    /// Smallest difference between two numbers.
    pub(crate) step: Option<f64>,
    /// Items of a list, or fields of an object, that become sensors of their own.
    pub(crate) parts: Vec<RawPart>,
}

/// An item of a list, or a field of an object, as a sensor.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawPart {
    /// Number of the item, from 0.
    pub(crate) item: Option<u16>,
    /// Name of the field.
    pub(crate) field: Option<String>,
    /// Two to five words: of the first language alone, or of each: `{ en: Voltage L1, de: Spannung L1 }`.
    pub(crate) name: Option<RawName>,
    /// Unit of this number.
    pub(crate) unit: Option<String>,
    /// See the key.
    pub(crate) device_class: Option<String>,
    /// See the key.
    pub(crate) state_class: Option<String>,
    /// Whether it is shown from the start. As the key, unless said otherwise.
    pub(crate) enabled: Option<bool>,
}

/// A name in one language, or in several.
#[derive(Debug)]
pub(crate) enum RawName {
    First(String),
    Each(BTreeMap<String, String>),
}

impl<'de> Deserialize<'de> for RawName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = RawName;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, or a mapping with a text a language")
            }
            fn visit_str<E>(self, name: &str) -> Result<RawName, E> {
                Ok(RawName::First(name.to_owned()))
            }
            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<RawName, M::Error> {
                BTreeMap::deserialize(MapAccessDeserializer::new(map)).map(RawName::Each)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for RawName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RawName".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "anyOf": [{ "type": "string" }, { "type": "object", "additionalProperties": { "type": "string" } }]
        })
    }
}

impl<'de> Deserialize<'de> for RawEntity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = RawEntity;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`true`, `false` or a mapping")
            }
            fn visit_bool<E>(self, announced: bool) -> Result<RawEntity, E> {
                Ok(RawEntity::Announced(announced))
            }
            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<RawEntity, M::Error> {
                RawEntityFields::deserialize(MapAccessDeserializer::new(map))
                    .map(|fields| RawEntity::Fields(Box::new(fields)))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for RawEntity {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RawEntity".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let fields = generator.subschema_for::<RawEntityFields>();
        schemars::json_schema!({ "anyOf": [{ "type": "boolean" }, fields] })
    }
}
