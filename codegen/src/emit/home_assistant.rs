//! What the device says of itself to Home Assistant, as the runtime's `HomeAssistantInfo`.

use proc_macro2::TokenStream;
use quote::quote;

use super::tables::{optional_key, template};
use crate::home_assistant::entities;
use crate::model::{HomeAssistant, Spec};

/// The value of the table's field, and the data behind it: nothing where the spec does not speak of it.
pub(super) fn emit(spec: &Spec) -> (TokenStream, TokenStream) {
    let Some(info) = &spec.device.mqtt.home_assistant else {
        return (quote!(::core::option::Option::None), TokenStream::new());
    };
    let [enabled_by, remembered_by, prefix_key] =
        [info.enabled_by, info.remembered_by, info.prefix_key].map(optional_key);
    let (prefix_default, node) = (template(&info.prefix_default), template(&info.node));
    let device = device(info);
    let entities = entities(spec).into_iter().map(|entity| {
        let key = entity.key.0 as u16;
        let (component, part, object) = (entity.component.as_str(), &entity.part, &entity.object);
        let (reads, writes, body) = (entity.reads, entity.writes, entity.body());
        quote!(::keywright::Entity {
            key: ::keywright::KeyId(#key),
            component: #component,
            part: #part,
            object: #object,
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
            entities: &[#(#entities),*],
        };
    };
    (quote!(::core::option::Option::Some(&HOME_ASSISTANT)), data)
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
