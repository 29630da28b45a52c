use super::context::DocContext;
use crate::docs::{address, markdown};
use crate::home_assistant::{Entity, entities};
use crate::model::{Component, Spec};

/// What the page on MQTT says of Home Assistant.
pub struct HomeAssistantSection {
    pub enabled_by: Option<String>,
    pub prefix_key: Option<String>,
    /// `homeassistant`, as code.
    pub prefix_form: String,
    /// `my-device_{serial}`, as code.
    pub node_form: String,
    /// The topic of one announcement, as code.
    pub example: Option<String>,
    /// Link to the key that chooses the style.
    pub style_by: Option<String>,
    /// The style, where no key chooses it: `device`.
    pub style: &'static str,
    /// Link to the key that chooses the language of names.
    pub language_by: Option<String>,
    /// Whether the device finds and clears what an older firmware announced.
    pub sweeps: bool,
    pub rows: Vec<EntityRow>,
    /// Links to keys of whose parts entities are made.
    pub in_parts: Vec<String>,
}

/// Entities of one kind.
pub struct EntityRow {
    /// `binary_sensor`
    pub component: &'static str,
    /// Links to the keys that are shown from the start.
    pub shown: Vec<String>,
    /// How many more there are.
    pub more: usize,
}

impl HomeAssistantSection {
    pub fn of(context: &DocContext<'_>) -> Option<Self> {
        let spec = context.spec;
        let info = spec.device.mqtt.home_assistant.as_ref()?;
        let entities = entities(spec);
        let rows = Component::ALL.into_iter().filter_map(|component| row(context, &entities, component)).collect();
        let mut in_parts: Vec<String> = Vec::new();
        for entity in entities.iter().filter(|entity| !entity.part.is_empty()) {
            let link = context.link(spec.key(entity.key));
            if !in_parts.contains(&link) {
                in_parts.push(link);
            }
        }
        Some(Self {
            enabled_by: context.link_to(info.enabled_by),
            prefix_key: context.link_to(info.prefix_key),
            prefix_form: markdown::code(&address::template_form(spec, &info.prefix_default)),
            node_form: markdown::code(&address::template_form(spec, &info.node)),
            example: entities.iter().find(|entity| entity.enabled).map(|entity| topic(spec, entity)),
            style_by: context.link_to(info.style_by),
            style: if info.style_by.is_some() { "" } else { info.style.as_str() },
            language_by: context.link_to(info.language_by),
            sweeps: info.remembered_by.is_some(),
            rows,
            in_parts,
        })
    }
}

fn row(context: &DocContext<'_>, entities: &[Entity], component: Component) -> Option<EntityRow> {
    let of = || entities.iter().filter(|entity| entity.component == component);
    of().next()?;
    let mut shown = Vec::new();
    for entity in of().filter(|entity| entity.enabled) {
        let link = context.link(context.spec.key(entity.key));
        if !shown.contains(&link) {
            shown.push(link);
        }
    }
    Some(EntityRow { component: component.as_str(), shown, more: of().filter(|entity| !entity.enabled).count() })
}

fn topic(spec: &Spec, entity: &Entity) -> String {
    let Some(info) = &spec.device.mqtt.home_assistant else { return String::new() };
    let [prefix, node] = [&info.prefix_default, &info.node].map(|text| address::template(spec, text));
    let (component, key) = (entity.component.as_str(), &spec.key(entity.key).short);
    markdown::code(&format!("{prefix}/{component}/{node}/{key}{}/config", entity.part))
}
