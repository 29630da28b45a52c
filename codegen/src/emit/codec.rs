//! Reading and writing of an object.

use proc_macro2::TokenStream;
use quote::quote;

use super::layout::rust_type;
use super::name::{ident, snake};
use super::rule;
use super::value;
use crate::model::{Field, Limits, NamedKind, NamedType, Spec, Type};

pub(super) fn emit(spec: &Spec, ty: &NamedType, any_case: bool, fields: &[Field]) -> TokenStream {
    let name = ident(&ty.name);
    let type_name = &ty.name;
    let infos = fields.iter().map(|field| {
        let member = format!("{}:", serde_json::Value::from(field.name.as_str()));
        let (optional, omit_null) = (matches!(field.ty, Type::Optional(_)), field.omit_null);
        let rule = match limit(spec, &field.ty, &field.limits) {
            Some(rule) => quote!(::core::option::Option::Some(&#rule)),
            None => quote!(::core::option::Option::None),
        };
        quote! {
            ::keywright::json::FieldInfo { member: #member, optional: #optional, omit_null: #omit_null, rule: #rule }
        }
    });
    let arms = |borrow: &TokenStream| -> TokenStream {
        fields
            .iter()
            .enumerate()
            .map(|(index, field)| {
                let field = ident(&snake(&field.name));
                quote!(#index => ::core::option::Option::Some(#borrow self.#field),)
            })
            .collect()
    };
    let (shared, exclusive) = (arms(&quote!(&)), arms(&quote!(&mut)));
    let defaults = fields.iter().map(|field| {
        let field_name = ident(&snake(&field.name));
        let value = value::structure(spec, &field.ty, None);
        quote!(#field_name: #value)
    });
    quote! {
        impl ::core::default::Default for #name {
            fn default() -> Self {
                Self { #(#defaults),* }
            }
        }

        impl #name {
            const SHAPE: &'static ::keywright::json::Shape = &::keywright::json::Shape {
                name: #type_name,
                any_case: #any_case,
                fields: &[#(#infos),*],
            };
        }

        impl ::keywright::json::Object for #name {
            fn field(&self, index: usize) -> ::core::option::Option<&dyn ::keywright::json::Json> {
                match index {
                    #shared
                    _ => ::core::option::Option::None,
                }
            }

            fn field_mut(&mut self, index: usize) -> ::core::option::Option<&mut dyn ::keywright::json::Json> {
                match index {
                    #exclusive
                    _ => ::core::option::Option::None,
                }
            }
        }

        impl ::keywright::json::Json for #name {
            fn blank() -> Self {
                Self::default()
            }

            fn write(&self, out: &mut dyn ::keywright::Sink) {
                ::keywright::json::write_object(self, Self::SHAPE, out);
            }

            fn read(
                &mut self,
                json: &mut ::keywright::json::Reader<'_>,
            ) -> ::core::result::Result<(), ::keywright::ValueError> {
                ::keywright::json::read_object(self, Self::SHAPE, json)
            }
        }
    }
}

fn inner(ty: &Type) -> &Type {
    if let Type::Optional(inner) = ty { inner } else { ty }
}

/// The rule of a value's place, where its own type does not check it.
fn limit(spec: &Spec, ty: &Type, limits: &Limits) -> Option<TokenStream> {
    let has_own =
        |ty: &Type| matches!(ty, Type::Named(id) if !matches!(spec.named(*id).kind, NamedKind::Object { .. }));
    let item = match inner(ty) {
        Type::Array { item, .. } => inner(item),
        other => other,
    };
    if has_own(item) { None } else { rule::of_type(spec, ty, limits) }
}

/// Reads the variable `value` from `json`, and holds it against the rule of its place.
pub(super) fn read(spec: &Spec, ty: &Type, limits: &Limits) -> TokenStream {
    let rust = rust_type(spec, ty);
    let check = limit(spec, ty, limits).map(|rule| {
        quote! {
            static RULE: ::keywright::Rule = #rule;
            ::keywright::json::Json::within(&value, &RULE)?;
        }
    });
    quote! {
        let mut value = <#rust as ::keywright::json::Json>::blank();
        ::keywright::json::Json::read(&mut value, json)?;
        #check
    }
}
