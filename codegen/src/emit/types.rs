//! Enums, bit sets and objects of the spec as Rust types.

use proc_macro2::TokenStream;
use quote::quote;

use super::codec;
use super::layout::rust_type;
use super::name::{doc, ident, snake};
use crate::model::{EnumValue, Field, IntKind, NamedKind, NamedType, Spec};

pub(super) fn emit(spec: &Spec) -> TokenStream {
    let types = spec.types.iter().map(|ty| match &ty.kind {
        NamedKind::Enum { repr, values } => enumeration(ty, *repr, values),
        NamedKind::Flags { repr, values } => flags(ty, *repr, values),
        NamedKind::Object { any_case, fields } => {
            let object = object(spec, ty, fields);
            let codec = codec::emit(spec, ty, *any_case, fields);
            quote!(#object #codec)
        }
    });
    quote!(#(#types)*)
}

/// The text in the spec's first language.
fn text(texts: &[String]) -> String {
    doc(texts.first().map_or("", String::as_str))
}

fn values(values: &[EnumValue]) -> TokenStream {
    let pairs = values.iter().map(|value| {
        let (number, name) = (value.value as i64, &value.name);
        quote!((#number, #name))
    });
    quote! {
        /// Every value, and its name.
        pub const VALUES: &'static [(i64, &'static str)] = &[#(#pairs),*];
    }
}

fn enumeration(ty: &NamedType, repr: IntKind, all: &[EnumValue]) -> TokenStream {
    let name = ident(&ty.name);
    let docs = text(&ty.texts);
    let repr_name = ident(repr.rust_name());
    let spec_name = repr.spec_name();
    let names: Vec<_> = all.iter().map(|value| ident(&value.name)).collect();
    let numbers: Vec<_> = all.iter().map(|value| proc_macro2::Literal::i128_unsuffixed(value.value)).collect();
    let texts = all.iter().map(|value| text(&value.texts));
    let pairs = values(all);
    let blank = all.iter().find(|value| value.value == 0).or(all.first());
    let blank = ident(blank.map_or("", |value| &value.name));
    quote! {
        #[doc = #docs]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(#repr_name)]
        pub enum #name { #(#[doc = #texts] #names = #numbers,)* }

        impl #name {
            #pairs

            /// The value with this number, if there is one.
            pub const fn from_value(value: i64) -> ::core::option::Option<Self> {
                match value {
                    #(#numbers => ::core::option::Option::Some(Self::#names),)*
                    _ => ::core::option::Option::None,
                }
            }

            /// The number on the wire.
            pub const fn value(self) -> i64 {
                self as #repr_name as i64
            }
        }

        impl ::keywright::json::Json for #name {
            fn blank() -> Self {
                Self::#blank
            }

            fn write(&self, out: &mut dyn ::keywright::Sink) {
                ::keywright::json::write_i64(self.value(), out);
            }

            fn read(
                &mut self,
                json: &mut ::keywright::json::Reader<'_>,
            ) -> ::core::result::Result<(), ::keywright::ValueError> {
                static RULE: ::keywright::Rule = ::keywright::Rule::Enum(#name::VALUES);
                let number = json.number()?.and_then(|number| number.signed());
                let number = ::keywright::json::expect(number, #spec_name)?;
                *self = number.and_then(Self::from_value).ok_or(::keywright::ValueError::OutOfRange(&RULE))?;
                ::core::result::Result::Ok(())
            }
        }
    }
}

fn flags(ty: &NamedType, repr: IntKind, all: &[EnumValue]) -> TokenStream {
    let name = ident(&ty.name);
    let docs = text(&ty.texts);
    let repr_name = ident(repr.rust_name());
    let names = all.iter().map(|value| ident(&snake(&value.name).to_uppercase()));
    let numbers = all.iter().map(|value| proc_macro2::Literal::i128_unsuffixed(value.value));
    let texts = all.iter().map(|value| text(&value.texts));
    let mask = all.iter().fold(0, |mask, value| mask | value.value as u64);
    let pairs = values(all);
    quote! {
        #[doc = #docs]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
        pub struct #name(pub #repr_name);

        impl #name {
            #(#[doc = #texts] pub const #names: Self = Self(#numbers);)*
            #pairs

            /// The sum of bits with this number, if it has no others.
            pub const fn from_value(value: i64) -> ::core::option::Option<Self> {
                if value as u64 & !#mask == 0 {
                    ::core::option::Option::Some(Self(value as #repr_name))
                } else {
                    ::core::option::Option::None
                }
            }

            /// The number on the wire.
            pub const fn value(self) -> i64 {
                self.0 as i64
            }

            /// Whether all bits of `other` are set.
            pub const fn contains(self, other: Self) -> bool {
                self.0 & other.0 == other.0
            }
        }

        impl ::keywright::json::Json for #name {
            fn blank() -> Self {
                Self(0)
            }

            fn write(&self, out: &mut dyn ::keywright::Sink) {
                ::keywright::json::Json::write(&self.0, out);
            }

            fn read(
                &mut self,
                json: &mut ::keywright::json::Reader<'_>,
            ) -> ::core::result::Result<(), ::keywright::ValueError> {
                static RULE: ::keywright::Rule = ::keywright::Rule::Flags(#mask, #name::VALUES);
                ::keywright::json::Json::read(&mut self.0, json)?;
                Self::from_value(self.0 as i64).ok_or(::keywright::ValueError::OutOfRange(&RULE))?;
                ::core::result::Result::Ok(())
            }
        }
    }
}

fn object(spec: &Spec, ty: &NamedType, fields: &[Field]) -> TokenStream {
    let name = ident(&ty.name);
    let docs = text(&ty.texts);
    let names = fields.iter().map(|field| ident(&snake(&field.name)));
    let types = fields.iter().map(|field| rust_type(spec, &field.ty));
    let texts = fields.iter().map(|field| text(&field.texts));
    quote! {
        #[doc = #docs]
        #[derive(Debug, Clone, PartialEq)]
        pub struct #name { #(#[doc = #texts] pub #names: #types,)* }
    }
}
