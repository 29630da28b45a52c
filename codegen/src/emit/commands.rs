//! The trait that the firmware's author implements.

use proc_macro2::TokenStream;
use quote::quote;

use super::layout::rust_type;
use super::name::{alias, doc, ident};
use crate::model::{Key, KeyId, NamedKind, Spec, Type};

pub(super) fn emit(spec: &Spec) -> TokenStream {
    let served = spec.served();
    let asked = |(index, key): &(usize, &Key)| key.writable() && !(key.is_command() && served.contains(&KeyId(*index)));
    let methods = spec.keys.iter().enumerate().filter(asked).map(|(_, key)| method(spec, key));
    quote! {
        /// What the firmware does when a key is set.
        ///
        /// A key that is only written, or is written with another type than it is read, is a required method: nothing
        /// is stored unless it does so. `keywright-device` carries out the commands of roles, such as that of the
        /// password: they have no method. Every other key that can be written has a method that is shown the value
        /// before it is stored, and may refuse it.
        #[allow(unused_variables)]
        pub trait Commands {
            /// The values of all keys.
            fn registry(&self) -> &Registry;

            /// See [`Commands::registry`].
            fn registry_mut(&mut self) -> &mut Registry;

            #(#methods)*
        }
    }
}

fn method(spec: &Spec, key: &Key) -> TokenStream {
    let name = ident(&key.name);
    let short = &key.short;
    let text = key.texts.first().map_or("", |text| &text.text);
    let (docs, body) = if key.is_command() {
        (format!("{short} is set: {text} The firmware carries it out and stores what there is to store."), quote!(;))
    } else {
        (format!("{short} is about to be stored: {text}"), quote!({ ::core::result::Result::Ok(()) }))
    };
    let docs = doc(&docs);
    let ty = parameter(spec, key.written());
    let alias = alias(&key.name, short);
    quote! {
        #[doc = #docs]
        #[doc = ""]
        #[doc = " # Errors"]
        #[doc = " Why the value is not taken; the value is not stored then."]
        #alias
        fn #name(&mut self, value: #ty) -> ::core::result::Result<(), ::keywright::Refusal> #body
    }
}

/// How a value is handed to the firmware: text as `&str`, structures by reference, all else by value.
fn parameter(spec: &Spec, ty: &Type) -> TokenStream {
    match ty {
        Type::Text(_) | Type::Json(_) => quote!(&str),
        Type::Optional(inner) if matches!(**inner, Type::Text(_) | Type::Json(_)) => {
            quote!(::core::option::Option<&str>)
        }
        Type::Optional(inner) if by_reference(spec, inner) => {
            let inner = rust_type(spec, inner);
            quote!(::core::option::Option<&#inner>)
        }
        other if by_reference(spec, other) => {
            let ty = rust_type(spec, other);
            quote!(&#ty)
        }
        other => rust_type(spec, other),
    }
}

pub(super) fn by_reference(spec: &Spec, ty: &Type) -> bool {
    match ty {
        Type::Array { .. } => true,
        Type::Named(id) => matches!(spec.named(*id).kind, NamedKind::Object { .. }),
        _ => false,
    }
}
