//! What device and keys say of Home Assistant.

use super::{
    device::template,
    text::{mapping, quoted},
};
use crate::model::{EntityPart, EntityWords, HomeAssistant, KeyId, PartAt, Spec};

/// The section of the device, in one line.
pub(super) fn device(spec: &Spec, info: &HomeAssistant) -> String {
    let key = |id: Option<KeyId>| id.map(|id| quoted(&spec.key(id).short));
    let text = |text: &Option<_>| text.as_ref().map(|text| template(spec, text));
    let prefix = [("key", key(info.prefix_key)), ("default", Some(template(spec, &info.prefix_default)))];
    given([
        ("enabled_by", key(info.enabled_by)),
        ("remembered_by", key(info.remembered_by)),
        ("prefix", Some(given(prefix))),
        ("node", Some(template(spec, &info.node))),
        ("name", Some(template(spec, &info.name))),
        ("manufacturer", text(&info.manufacturer)),
        ("model", text(&info.model)),
        ("version", text(&info.version)),
        ("serial", text(&info.serial)),
        ("url", text(&info.url)),
        ("enabled", Some(info.enabled.to_string())),
        ("style", info.style_by.is_none().then(|| info.style.as_str().to_owned())),
        ("style_by", key(info.style_by)),
        ("language_by", key(info.language_by)),
    ])
}

/// What a key says, if it says anything.
pub(super) fn words(spec: &Spec, words: &EntityWords) -> Option<String> {
    if words.hidden {
        return Some("false".to_owned());
    }
    if *words == EntityWords::default() {
        return None;
    }
    let parts: Vec<_> = words.parts.iter().map(|each| part(spec, each)).collect();
    Some(given([
        ("enabled", words.enabled.map(|enabled| enabled.to_string())),
        ("component", words.component.map(|component| component.as_str().to_owned())),
        ("device_class", word(&words.device_class)),
        ("state_class", word(&words.state_class)),
        ("entity_category", word(&words.entity_category)),
        ("unit", word(&words.unit)),
        ("icon", word(&words.icon)),
        ("step", words.step.map(|step| format!("{step:?}"))),
        ("parts", (!parts.is_empty()).then(|| format!("[{}]", parts.join(", ")))),
    ]))
}

fn part(spec: &Spec, part: &EntityPart) -> String {
    let at = match &part.at {
        PartAt::Item(item) => ("item", Some(item.to_string())),
        PartAt::Field(name) => ("field", Some(quoted(name))),
    };
    given([
        at,
        ("name", Some(names(spec, part))),
        ("unit", word(&part.unit)),
        ("device_class", word(&part.device_class)),
        ("state_class", word(&part.state_class)),
        ("enabled", part.enabled.map(|enabled| enabled.to_string())),
    ])
}

fn names(spec: &Spec, part: &EntityPart) -> String {
    match part.names.as_slice() {
        [name] => quoted(name),
        names => mapping(spec.device.languages.iter().cloned().zip(names.iter().map(|name| quoted(name)))),
    }
}

fn word(word: &Option<String>) -> Option<String> {
    word.as_ref().map(|word| quoted(word))
}

/// A mapping of what is there.
fn given<const N: usize>(fields: [(&str, Option<String>); N]) -> String {
    mapping(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))))
}
