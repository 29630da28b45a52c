//! What the device says of itself to Home Assistant, as the runtime's `HomeAssistantInfo`.

use proc_macro2::TokenStream;
use quote::quote;

use super::tables::{optional_key, template};
use crate::home_assistant::{Entity, entities};
use crate::model::{HomeAssistant, KeyId, NamedKind, Spec, Style, Type};
use crate::resolve::language_of;

/// The value of the table's field, and the data behind it: nothing where the spec does not speak of it.
pub(super) fn emit(spec: &Spec) -> (TokenStream, TokenStream) {
    let Some(info) = &spec.device.mqtt.home_assistant else {
        return (quote!(::core::option::Option::None), TokenStream::new());
    };
    let [enabled_by, remembered_by, prefix_key] =
        [info.enabled_by, info.remembered_by, info.prefix_key].map(optional_key);
    let (prefix_default, node) = (template(&info.prefix_default), template(&info.node));
    let device = device(info);
    let entities = entities(spec);
    let announced = fingerprint(spec, &entities);
    let (style, language) = (style(spec, info), language(spec, info));
    let children = spec.device.categories.iter().map(|category| &category.name);
    let entities = entities.into_iter().map(|entity| {
        let key = entity.key.0 as u16;
        let (component, part, object) = (entity.component.as_str(), &entity.part, &entity.object);
        let (reads, writes, body) = (entity.reads, entity.writes, entity.body());
        let (names, child) = (&entity.names, entity.category as u8);
        quote!(::keywright::Entity {
            key: ::keywright::KeyId(#key),
            component: #component,
            part: #part,
            object: #object,
            names: &[#(#names),*],
            child: #child,
            reads: #reads,
            writes: #writes,
            body: #body,
        })
    });
    let data = quote! {
        static HOME_ASSISTANT: ::keywright::HomeAssistantInfo = ::keywright::HomeAssistantInfo {
            enabled_by: #enabled_by,
            remembered_by: #remembered_by,
            prefix_key: #prefix_key,
            prefix_default: #prefix_default,
            node: #node,
            device: &[#(#device),*],
            style: #style,
            language: #language,
            children: &[#(#children),*],
            announced: #announced,
            entities: &[#(#entities),*],
        };
    };
    (quote!(::core::option::Option::Some(&HOME_ASSISTANT)), data)
}

/// A number that changes when an entity comes, goes, or becomes another one.
fn fingerprint(spec: &Spec, entities: &[Entity]) -> u32 {
    // FNV-1a: it stays the same from one release of the tool to the next, which the hashes of the library do not.
    let ids = entities
        .iter()
        .map(|entity| format!("{} {}{}\n", entity.component.as_str(), spec.key(entity.key).short, entity.part));
    ids.collect::<String>().bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn style(spec: &Spec, info: &HomeAssistant) -> TokenStream {
    choice(spec, info.style_by, info.style as u8, |value| Style::of_value(value).map(|style| style as u8))
}

fn language(spec: &Spec, info: &HomeAssistant) -> TokenStream {
    choice(spec, info.language_by, 0, |value| language_of(&spec.device.languages, value).map(|index| index as u8))
}

/// The runtime's `Choice`: what each value of the key's enum stands for.
fn choice(spec: &Spec, key: Option<KeyId>, otherwise: u8, stands_for: impl Fn(&str) -> Option<u8>) -> TokenStream {
    let values = match key.map(|id| &spec.key(id).read) {
        Some(Type::Named(id)) => match &spec.named(*id).kind {
            NamedKind::Enum { values, .. } => values.as_slice(),
            _ => &[],
        },
        _ => &[],
    };
    let values = values.iter().filter_map(|value| {
        let (number, meaning) = (i64::try_from(value.value).ok()?, stands_for(&value.name)?);
        Some(quote!((#number, #meaning)))
    });
    let key = optional_key(key);
    quote!(::keywright::Choice { key: #key, values: &[#(#values),*], otherwise: #otherwise })
}

/// What is said of the device, under Home Assistant's short names.
fn device(info: &HomeAssistant) -> Vec<TokenStream> {
    let fields = [
        ("name", Some(&info.name)),
        ("mf", info.manufacturer.as_ref()),
        ("mdl", info.model.as_ref()),
        ("sw", info.version.as_ref()),
        ("sn", info.serial.as_ref()),
        ("cu", info.url.as_ref()),
    ];
    fields
        .into_iter()
        .filter_map(|(name, text)| {
            let parts = template(text?);
            Some(quote!((#name, #parts)))
        })
        .collect()
}
