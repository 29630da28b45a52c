//! What the device and its keys say of Home Assistant.

use super::template::read as template;
use crate::{
    diagnostic::{Code, Diagnostic, Path, Report, did_you_mean, list, quoted},
    model::{Component, EntityPart, EntityWords, HomeAssistant, KeyId, PartAt, Spec, Template, TemplatePart},
    raw::{Raw, RawEntity, RawHomeAssistant, RawPart},
};

/// Keys that the section names.
pub(super) struct Keys {
    pub(super) enabled_by: Option<KeyId>,
    pub(super) remembered_by: Option<KeyId>,
    pub(super) prefix: Option<KeyId>,
}

/// The section of the device.
pub(super) fn device(
    given: &RawHomeAssistant,
    keys: &Keys,
    client_id: &Template,
    raw: &Raw,
    spec: &Spec,
    report: &mut Report,
) -> HomeAssistant {
    let section = Path::section("device").key("mqtt").key("home_assistant");
    let mut text =
        |given: &Option<String>, path: Path| given.as_ref().map(|text| template(text, &path, raw, spec, report));
    let fixed = |text: &str| Template(vec![TemplatePart::Text(text.to_owned())]);
    HomeAssistant {
        enabled_by: keys.enabled_by,
        remembered_by: keys.remembered_by,
        prefix_key: keys.prefix,
        prefix_default: text(&given.prefix.template, section.key("prefix").key("default"))
            .unwrap_or_else(|| fixed("homeassistant")),
        node: text(&given.node, section.key("node")).unwrap_or_else(|| client_id.clone()),
        name: text(&given.name, section.key("name"))
            .unwrap_or_else(|| fixed(raw.device.name.as_deref().unwrap_or_default())),
        manufacturer: text(&given.manufacturer, section.key("manufacturer")),
        model: text(&given.model, section.key("model")),
        version: text(&given.version, section.key("version")),
        serial: text(&given.serial, section.key("serial")),
        url: text(&given.url, section.key("url")),
        enabled: given.enabled.unwrap_or(true),
    }
}

/// What a key says of its entity.
pub(super) fn words(given: Option<&RawEntity>, path: &Path, report: &mut Report) -> EntityWords {
    let fields = match given {
        None => return EntityWords::default(),
        Some(RawEntity::Announced(true)) => return EntityWords { enabled: Some(true), ..EntityWords::default() },
        Some(RawEntity::Announced(false)) => return EntityWords { hidden: true, ..EntityWords::default() },
        Some(RawEntity::Fields(fields)) => fields,
    };
    let component = fields.component.as_ref().and_then(|word| {
        let found = Component::ALL.into_iter().find(|component| component.as_str() == word);
        if found.is_none() {
            let known = Component::ALL.map(Component::as_str);
            report.push(
                Diagnostic::value(
                    Code::EntityWord,
                    &path.key("component"),
                    format!("{} is no kind of entity", quoted(word)),
                )
                .note(format!("the kinds are {}", list(known)))
                .help_if(did_you_mean(word, known)),
            );
        }
        found
    });
    EntityWords {
        hidden: false,
        enabled: fields.enabled,
        component,
        device_class: fields.device_class.clone(),
        state_class: fields.state_class.clone(),
        entity_category: fields.entity_category.clone(),
        unit: fields.unit.clone(),
        icon: fields.icon.clone(),
        step: fields.step,
        parts: fields
            .parts
            .iter()
            .enumerate()
            .filter_map(|(i, part)| resolve_part(part, &path.key("parts").index(i), report))
            .collect(),
    }
}

fn resolve_part(given: &RawPart, path: &Path, report: &mut Report) -> Option<EntityPart> {
    let at = match (given.item, &given.field) {
        (Some(item), None) => PartAt::Item(item),
        (None, Some(field)) => PartAt::Field(field.clone()),
        _ => {
            report.push(
                Diagnostic::value(Code::EntityPart, path, "this part does not say which one it is")
                    .help("`item` is the number of an item, `field` the name of a field; one of them"),
            );
            return None;
        }
    };
    let Some(name) = given.name.as_ref().filter(|name| !name.trim().is_empty()) else {
        report.push(
            Diagnostic::value(Code::EntityPart, path, "this part has no name")
                .help("`name` is what people see, in the first language of the device"),
        );
        return None;
    };
    Some(EntityPart {
        at,
        name: name.clone(),
        unit: given.unit.clone(),
        device_class: given.device_class.clone(),
        state_class: given.state_class.clone(),
        enabled: given.enabled,
    })
}
