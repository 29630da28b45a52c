//! A firmware that takes every write and does nothing: the required methods of `trait Commands`, whatever they are.

use std::error::Error;

use keywright_codegen::{Spec, emit};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Item, TraitItem};

pub fn emit(spec: &Spec) -> Result<TokenStream, Box<dyn Error>> {
    let file: syn::File = syn::parse2(emit::rust(spec))?;
    let items = file.items.into_iter().find_map(|item| match item {
        Item::Trait(item) if item.ident == "Commands" => Some(item.items),
        _ => None,
    });
    let methods = items.unwrap_or_default().into_iter().filter_map(|item| match item {
        TraitItem::Fn(method) if method.default.is_none() => Some(method.sig),
        _ => None,
    });
    let methods = methods.map(|signature| match signature.ident.to_string().as_str() {
        "registry" => quote!(#signature { &self.registry }),
        "registry_mut" => quote!(#signature { &mut self.registry }),
        _ => quote!(#signature { ::core::result::Result::Ok(()) }),
    });
    Ok(quote! {
        #[allow(unused_variables)]
        impl Commands for Device {
            #(#methods)*
        }
    })
}
