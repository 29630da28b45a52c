//! The same device as one would write it with serde: a struct with a field a key.

use keywright_codegen::model::{Access, IntKind, Key, Length, NamedKind, NamedType, Spec, Type};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// What a widely used client polls for.
const FILTER: [&str; 7] = ["alw", "car", "eto", "nrg", "wh", "trx", "cards"];

pub fn emit(spec: &Spec) -> TokenStream {
    let keys = FILTER;
    let objects = spec.types.iter().filter_map(|named| object(spec, named));
    let status: Vec<_> = spec.keys.iter().filter(|key| key.http && key.readable()).collect();
    let filtered = status.iter().filter(|key| FILTER.contains(&key.short.as_str()));
    let settable = spec.keys.iter().filter(|key| key.http && key.access == Access::ReadWrite && key.write.is_none());
    let filtered_fields: Vec<_> = filtered.clone().map(|key| name(&key.name)).collect();
    let stores = settable.clone().map(store);
    let status_fields = status.iter().map(|key| field(spec, key));
    let filtered = filtered.map(|key| field(spec, key));
    let settable = settable.map(|key| optional_field(spec, key));
    quote! {
        /// The keys of [`Filtered`], in no order.
        pub const FILTER: [&str; 7] = [#(#keys),*];

        #(#objects)*

        /// All that HTTP shows.
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub struct Status { #(#status_fields)* }

        /// What a client filters for.
        #[derive(Debug, Clone, Serialize)]
        pub struct Filtered { #(#filtered)* }

        impl Filtered {
            /// The filtered part of a status.
            pub fn of(status: Status) -> Self {
                Self { #(#filtered_fields: status.#filtered_fields),* }
            }
        }

        /// A write of any settings.
        #[derive(Debug, Default, Deserialize)]
        #[serde(default)]
        pub struct Set { #(#settable)* }

        impl Set {
            /// Stores what was sent.
            pub fn store(self, status: &mut Status) {
                #(#stores)*
            }
        }
    }
}

fn field(spec: &Spec, key: &Key) -> TokenStream {
    let (name, wire, ty) = (name(&key.name), &key.short, rust_type(spec, &key.read));
    quote!(#[serde(rename = #wire)] pub #name: #ty,)
}

fn optional_field(spec: &Spec, key: &Key) -> TokenStream {
    let inner = if let Type::Optional(inner) = &key.read { inner } else { &key.read };
    let (name, wire, ty) = (name(&key.name), &key.short, rust_type(spec, inner));
    quote!(#[serde(rename = #wire)] pub #name: Option<#ty>,)
}

fn store(key: &Key) -> TokenStream {
    let name = name(&key.name);
    let value = if matches!(key.read, Type::Optional(_)) { quote!(Some(value)) } else { quote!(value) };
    quote!(if let Some(value) = self.#name { status.#name = #value; })
}

fn object(spec: &Spec, named: &NamedType) -> Option<TokenStream> {
    let NamedKind::Object { fields, .. } = &named.kind else { return None };
    let ident = name(&named.name);
    let fields = fields.iter().map(|field| {
        let (name, wire, ty) = (name(&field.name), &field.name, rust_type(spec, &field.ty));
        let omit = field.omit_null.then(|| quote!(, skip_serializing_if = "Option::is_none"));
        quote!(#[serde(rename = #wire #omit)] pub #name: #ty,)
    });
    Some(quote! {
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub struct #ident { #(#fields)* }
    })
}

fn rust_type(spec: &Spec, ty: &Type) -> TokenStream {
    match ty {
        Type::Bool => quote!(bool),
        Type::Int(kind) => int(*kind),
        Type::Float => quote!(f32),
        Type::Double => quote!(f64),
        Type::Milliseconds => quote!(u64),
        Type::Seconds => quote!(u32),
        Type::Text(_) => quote!(String),
        Type::Json(_) => quote!(Box<serde_json::value::RawValue>),
        Type::Optional(inner) => {
            let inner = rust_type(spec, inner);
            quote!(Option<#inner>)
        }
        Type::Array { item, length, .. } => {
            let item = rust_type(spec, item);
            match length {
                // What serde knows arrays of.
                Length::Exactly(n @ 0..=32) => {
                    let n = *n as usize;
                    quote!([#item; #n])
                }
                Length::Exactly(_) | Length::UpTo(_) => quote!(Vec<#item>),
            }
        }
        // Only written; no field has it.
        Type::Either(..) => quote!(()),
        Type::Named(id) => match &spec.named(*id).kind {
            NamedKind::Enum { repr, .. } | NamedKind::Flags { repr, .. } => int(*repr),
            NamedKind::Object { .. } => {
                let name = name(&spec.named(*id).name);
                quote!(#name)
            }
        },
    }
}

fn int(kind: IntKind) -> TokenStream {
    let name = name(kind.rust_name());
    quote!(#name)
}

/// An identifier; a keyword becomes a raw one.
fn name(text: &str) -> Ident {
    syn::parse_str(text).unwrap_or_else(|_| Ident::new_raw(text, Span::call_site()))
}
