//! Which key plays which part, as data.

use proc_macro2::TokenStream;
use quote::quote;

use super::name::ident;
use super::tables::template;
use crate::model::{Http, KeyId, Mqtt, MqttStatus, MqttTest, MqttTls, NamedKind, Password, Spec, Type};

/// `Some(Name { part: key, … })`, or `None` where the role is not given.
fn role<const N: usize>(name: &str, parts: Option<[(&str, TokenStream); N]>) -> TokenStream {
    let Some(parts) = parts else { return quote!(::core::option::Option::None) };
    let name = ident(name);
    let parts = parts.map(|(part, value)| {
        let part = ident(part);
        quote!(#part: #value)
    });
    quote!(::core::option::Option::Some(::keywright::roles::#name { #(#parts),* }))
}

fn key(KeyId(index): KeyId) -> TokenStream {
    let index = index as u16;
    quote!(::keywright::KeyId(#index))
}

/// The numbers of an enum's values with these names.
fn values<const N: usize>(spec: &Spec, id: KeyId, names: [&str; N]) -> TokenStream {
    let number = |name: &str| match &spec.key(id).read {
        Type::Named(ty) => match &spec.named(*ty).kind {
            NamedKind::Enum { values, .. } => values.iter().find(|value| value.name == name).map(|value| value.value),
            _ => None,
        },
        _ => None,
    };
    let numbers = names.map(|name| match number(name).and_then(|value| i64::try_from(value).ok()) {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    });
    quote!([#(#numbers),*])
}

pub(super) fn password(http: &Http, spec: &Spec) -> TokenStream {
    let parts = http.password.map(|keys| {
        let values = values(spec, keys.asked_for, Password::ASKED_FOR);
        let Password { key: set, asked_for, stored_in } = keys;
        [("key", key(set)), ("asked_for", key(asked_for)), ("values", values), ("stored_in", key(stored_in))]
    });
    role("Password", parts)
}

pub(super) fn pages(http: &Http) -> TokenStream {
    role("Pages", http.pages.map(|keys| [("allowed", key(keys.allowed)), ("any", key(keys.any))]))
}

pub(super) fn status(mqtt: &Mqtt) -> TokenStream {
    let parts = mqtt.status.map(|keys| {
        let MqttStatus { started, connected, connected_at, last_error, last_error_at } = keys;
        [
            ("started", key(started)),
            ("connected", key(connected)),
            ("connected_at", key(connected_at)),
            ("last_error", key(last_error)),
            ("last_error_at", key(last_error_at)),
        ]
    });
    role("MqttStatus", parts)
}

pub(super) fn tls(mqtt: &Mqtt) -> TokenStream {
    let parts = mqtt.tls.map(|keys| {
        let MqttTls { system_store, certificate, skip_name, skip_verification, client_key, client_certificate } = keys;
        [
            ("system_store", key(system_store)),
            ("certificate", key(certificate)),
            ("skip_name", key(skip_name)),
            ("skip_verification", key(skip_verification)),
            ("client_key", key(client_key)),
            ("client_certificate", key(client_certificate)),
        ]
    });
    role("MqttTls", parts)
}

pub(super) fn test(mqtt: &Mqtt, spec: &Spec) -> TokenStream {
    let parts = mqtt.test.map(|keys| {
        let values = values(spec, keys.state, MqttTest::STATES);
        let MqttTest { run, state, reason } = keys;
        [("run", key(run)), ("state", key(state)), ("values", values), ("reason", key(reason))]
    });
    role("MqttTest", parts)
}

pub(super) fn damage(spec: &Spec) -> TokenStream {
    let keys = spec.device.settings;
    role("Damage", keys.map(|keys| [("lost", key(keys.lost)), ("seen", key(keys.seen))]))
}

pub(super) fn discovery(spec: &Spec) -> TokenStream {
    let parts = spec.device.discovery.as_ref().map(|discovery| {
        let services = discovery.services.iter().map(template);
        let texts = discovery.texts.iter().map(|(name, value)| {
            let value = template(value);
            quote!((#name, #value))
        });
        [
            ("instance", template(&discovery.instance)),
            ("host", template(&discovery.host)),
            ("services", quote!(&[#(#services),*])),
            ("texts", quote!(&[#(#texts),*])),
        ]
    });
    role("Discovery", parts)
}
