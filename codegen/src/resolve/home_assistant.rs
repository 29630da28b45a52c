//! What the device and its keys say of Home Assistant.

use super::{chooses, template::read as template};
use crate::{
    diagnostic::{At, Code, Diagnostic, Path, Report, did_you_mean, list, quoted},
    model::{
        Component, EntityPart, EntityWords, HomeAssistant, KeyId, PartAt, Spec, Style, Template, TemplatePart, Type,
    },
    raw::{Raw, RawEntity, RawHomeAssistant, RawName, RawPart},
};

/// Keys that the section names.
pub(super) struct Keys {
    pub(super) enabled_by: Option<KeyId>,
    pub(super) remembered_by: Option<KeyId>,
    pub(super) prefix: Option<KeyId>,
    pub(super) style_by: Option<KeyId>,
    pub(super) language_by: Option<KeyId>,
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
    let style = style(given, &section, report);
    remembers(keys.remembered_by, &section.key("remembered_by"), spec, report);
    let is_style = |value: &str| Style::of_value(value).is_some();
    chooses(keys.style_by, &is_style, "Entity, Device and DeviceWithChildren", &section.key("style_by"), spec, report);
    let is_language = |value: &str| language_of(&raw.languages, value).is_some();
    let languages = format!("the languages {}", list(raw.languages.iter().map(String::as_str)));
    chooses(keys.language_by, &is_language, &languages, &section.key("language_by"), spec, report);
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
        style,
        style_by: keys.style_by,
        language_by: keys.language_by,
    }
}

fn style(given: &RawHomeAssistant, section: &Path, report: &mut Report) -> Style {
    let Some(word) = &given.style else { return Style::Entity };
    if given.style_by.is_some() {
        let message = "`style_by` names a key that chooses the style: `style` says nothing beside it";
        report.push(
            Diagnostic::key(Code::EntityWord, &section.key("style"), message)
                .also(&section.key("style_by"), At::Value, "the key")
                .help("remove one of the two; what a new device does is the default of the key"),
        );
    }
    let known = Style::ALL.map(Style::as_str);
    Style::ALL.into_iter().find(|style| style.as_str() == word).unwrap_or_else(|| {
        report.push(
            Diagnostic::value(Code::EntityWord, &section.key("style"), format!("{} is no style", quoted(word)))
                .note(format!("the styles are {}", list(known)))
                .help_if(did_you_mean(word, known)),
        );
        Style::Entity
    })
}

/// Bytes that `remembered_by` has to hold: the longest place, and a number.
const REMEMBERED: u32 = 170;

fn remembers(key: Option<KeyId>, path: &Path, spec: &Spec, report: &mut Report) {
    let Some(key) = key.map(|id| spec.key(id)) else { return };
    if let Type::Text(capacity) = &key.read
        && *capacity < REMEMBERED
    {
        report.push(
            Diagnostic::value(Code::KeyOfOtherType, path, format!("the key `{}` holds too little", key.short))
                .also(&Path::of_key(key.spec_key()).key("type"), At::Value, "its type")
                .help(format!("what is remembered takes up to {REMEMBERED} bytes: `string({REMEMBERED})`")),
        );
    }
}

/// The language that a value of an enum is named after: `De`, `PtBr`.
pub(crate) fn language_of(languages: &[String], value: &str) -> Option<usize> {
    languages.iter().position(|language| language.replace('-', "").eq_ignore_ascii_case(value))
}

/// What a key says of its entity.
pub(super) fn words(given: Option<&RawEntity>, languages: &[String], path: &Path, report: &mut Report) -> EntityWords {
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
            .filter_map(|(i, part)| resolve_part(part, languages, &path.key("parts").index(i), report))
            .collect(),
    }
}

fn resolve_part(given: &RawPart, languages: &[String], path: &Path, report: &mut Report) -> Option<EntityPart> {
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
    Some(EntityPart {
        at,
        names: names(given.name.as_ref(), languages, path, report)?,
        unit: given.unit.clone(),
        device_class: given.device_class.clone(),
        state_class: given.state_class.clone(),
        enabled: given.enabled,
    })
}

/// One name a language, or that of the first one alone.
fn names(given: Option<&RawName>, languages: &[String], path: &Path, report: &mut Report) -> Option<Vec<String>> {
    let missing = |of: &str| {
        Diagnostic::value(Code::EntityPart, path, format!("this part has no name{of}"))
            .help("`name` is what people see: a text in the first language, or one a language: `{ en: …, de: … }`")
    };
    let names = match given {
        None => Vec::new(),
        Some(RawName::First(name)) => vec![name.clone()],
        Some(RawName::Each(names)) => {
            for language in names.keys().filter(|language| !languages.contains(language)) {
                let message = format!("{} is no language of the device", quoted(language));
                report.push(
                    Diagnostic::key(Code::EntityPart, &path.key("name").key(language), message)
                        .note(format!("its languages are {}", list(languages.iter().map(String::as_str)))),
                );
            }
            if let Some(language) = languages.iter().find(|language| !names.contains_key(*language)) {
                report.push(missing(&format!(" in the language {}", quoted(language))));
                return None;
            }
            languages.iter().filter_map(|language| names.get(language).cloned()).collect()
        }
    };
    if names.is_empty() || names.iter().any(|name| name.trim().is_empty()) {
        report.push(missing(""));
        return None;
    }
    Some(names)
}
