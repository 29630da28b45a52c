//! Reading and writing of an object.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::layout::rust_type;
use super::name::{ident, snake};
use super::rule;
use super::value;
use crate::model::{Field, NamedKind, NamedType, Spec, Type};

pub(super) fn emit(spec: &Spec, ty: &NamedType, any_case: bool, fields: &[Field]) -> TokenStream {
    let name = ident(&ty.name);
    let type_name = &ty.name;
    let writes = fields.iter().map(|field| {
        let member = format!("{}:", serde_json::Value::from(field.name.as_str()));
        let field_name = ident(&snake(&field.name));
        let method = if field.omit_null { format_ident!("field_or_nothing") } else { format_ident!("field") };
        quote!(object.#method(#member, &self.#field_name);)
    });
    let variables: Vec<_> = (0..fields.len()).map(|i| format_ident!("field_{}", i)).collect();
    let declared = fields.iter().zip(&variables).map(|(field, variable)| {
        let ty = rust_type(spec, inner(&field.ty));
        quote!(let mut #variable: ::core::option::Option<#ty> = ::core::option::Option::None;)
    });
    let reads = fields.iter().zip(&variables).map(|(field, variable)| {
        let wire = &field.name;
        let ty = rust_type(spec, inner(&field.ty));
        let read = if matches!(field.ty, Type::Optional(_)) {
            quote!(::keywright::json::null_or(json, <#ty as ::keywright::json::Json>::read)?)
        } else {
            quote!(::core::option::Option::Some(<#ty as ::keywright::json::Json>::read(json)?))
        };
        let check = within(spec, &field.ty, &field.limits, quote!(#variable));
        quote! {
            if name.is(#wire, #any_case) {
                #variable = #read;
                #check
                continue;
            }
        }
    });
    let built = fields.iter().zip(&variables).map(|(field, variable)| {
        let field_name = ident(&snake(&field.name));
        let wire = &field.name;
        if matches!(field.ty, Type::Optional(_)) {
            quote!(#field_name: #variable)
        } else {
            quote!(#field_name: #variable.ok_or(::keywright::ValueError::MissingField(#wire))?)
        }
    });
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

        impl ::keywright::json::Json for #name {
            fn write<S: ::keywright::Sink>(&self, out: &mut S) {
                let mut object = ::keywright::json::Object::new(out);
                #(#writes)*
                object.end();
            }

            fn read(json: &mut ::keywright::json::Reader<'_>) -> ::core::result::Result<Self, ::keywright::ValueError> {
                let object = json.enter(::keywright::json::Kind::Object)?.then_some(());
                ::keywright::json::expect(object, #type_name)?;
                #(#declared)*
                let mut first = true;
                while let ::core::option::Option::Some(name) = json.next_field(first)? {
                    first = false;
                    #(#reads)*
                    return ::core::result::Result::Err(::keywright::ValueError::unknown_field(&name));
                }
                ::core::result::Result::Ok(Self { #(#built),* })
            }
        }
    }
}

fn inner(ty: &Type) -> &Type {
    if let Type::Optional(inner) = ty { inner } else { ty }
}

/// The check of a value that was read against the limits of its place, where its own type does not make it.
pub(super) fn within(spec: &Spec, ty: &Type, limits: &crate::model::Limits, value: TokenStream) -> Option<TokenStream> {
    let has_own =
        |ty: &Type| matches!(ty, Type::Named(id) if !matches!(spec.named(*id).kind, NamedKind::Object { .. }));
    let item = match inner(ty) {
        Type::Array { item, .. } => inner(item),
        other => other,
    };
    if has_own(item) {
        return None;
    }
    let rule = rule::of_type(spec, ty, limits)?;
    Some(quote! {{
        static RULE: ::keywright::Rule = #rule;
        ::keywright::json::Limited::within(&#value, &RULE)?;
    }})
}
