//! Values of the spec as Rust expressions.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::layout::rust_type;
use super::name::{ident, snake};
use crate::model::{EnumValue, Length, NamedKind, Spec, Type, Value};

/// The number that an integer, an enum or a bit set begins with: the default, else zero where that is a value.
pub(super) fn integer(spec: &Spec, ty: &Type, value: Option<&Value>) -> i128 {
    if let Some(Value::Int(int)) = value {
        return *int;
    }
    match ty {
        Type::Optional(inner) => integer(spec, inner, value),
        Type::Named(id) => match &spec.named(*id).kind {
            NamedKind::Enum { values, .. } => first(values),
            _ => 0,
        },
        _ => 0,
    }
}

fn first(values: &[EnumValue]) -> i128 {
    if values.iter().any(|value| value.value == 0) { 0 } else { values.first().map_or(0, |value| value.value) }
}

/// The float that a number begins with.
pub(super) fn float(value: Option<&Value>) -> f64 {
    match value {
        Some(Value::Int(int)) => *int as f64,
        Some(Value::Float(float)) => *float,
        _ => 0.0,
    }
}

/// The value of a structure, or of a part of one. What `value` leaves out begins as `null`, zero or empty.
pub(super) fn structure(spec: &Spec, ty: &Type, value: Option<&Value>) -> TokenStream {
    match ty {
        Type::Optional(inner) => match value {
            None | Some(Value::Null) => quote!(::core::option::Option::None),
            Some(_) => {
                let inner = structure(spec, inner, value);
                quote!(::core::option::Option::Some(#inner))
            }
        },
        Type::Bool => {
            let bool = matches!(value, Some(Value::Bool(true)));
            quote!(#bool)
        }
        Type::Int(_) | Type::Milliseconds | Type::Seconds => {
            let number = Literal::i128_unsuffixed(integer(spec, ty, value));
            quote!(#number)
        }
        Type::Float => {
            let float = Literal::f32_suffixed(float(value) as f32);
            quote!(#float)
        }
        Type::Double => {
            let float = Literal::f64_suffixed(float(value));
            quote!(#float)
        }
        Type::Text(_) | Type::Json(_) => match value {
            Some(Value::Text(text)) if !text.is_empty() => {
                quote!(::keywright::text(#text))
            }
            _ => quote!(::keywright::heapless::String::new()),
        },
        Type::Array { item, length, .. } => array(spec, item, *length, value),
        Type::Either(a, _) => {
            let a = structure(spec, a, value);
            quote!(::keywright::Either::A(#a))
        }
        Type::Named(id) => named(spec, &spec.named(*id).name, &spec.named(*id).kind, ty, value),
    }
}

fn array(spec: &Spec, item: &Type, length: Length, value: Option<&Value>) -> TokenStream {
    let items: &[Value] = if let Some(Value::Array(items)) = value { items } else { &[] };
    let expressions = items.iter().map(|value| structure(spec, item, Some(value)));
    match length {
        Length::Exactly(n) if items.is_empty() => {
            let n = n as usize;
            let one = structure(spec, item, None);
            quote!(::core::array::from_fn::<_, #n, _>(|_| #one))
        }
        Length::Exactly(_) => quote!([#(#expressions),*]),
        Length::UpTo(_) if items.is_empty() => quote!(::keywright::heapless::Vec::new()),
        Length::UpTo(_) => {
            let item = rust_type(spec, item);
            let n = items.len();
            quote!(<[#item; #n] as ::core::iter::IntoIterator>::into_iter([#(#expressions),*]).collect())
        }
    }
}

fn named(spec: &Spec, name: &str, kind: &NamedKind, ty: &Type, value: Option<&Value>) -> TokenStream {
    let name = ident(name);
    match kind {
        NamedKind::Enum { values, .. } => {
            let number = integer(spec, ty, value);
            let variant = values.iter().find(|value| value.value == number).or(values.first());
            let variant = ident(variant.map_or("", |value| &value.name));
            quote!(#name::#variant)
        }
        NamedKind::Flags { .. } => {
            let number = Literal::i128_unsuffixed(integer(spec, ty, value));
            quote!(#name(#number))
        }
        NamedKind::Object { fields, .. } => {
            let given: &[(String, Value)] = if let Some(Value::Object(given)) = value { given } else { &[] };
            let fields = fields.iter().map(|field| {
                let value = given.iter().find(|(name, _)| *name == field.name).map(|(_, value)| value);
                let expression = structure(spec, &field.ty, value);
                let name = ident(&snake(&field.name));
                quote!(#name: #expression)
            });
            quote!(#name { #(#fields),* })
        }
    }
}
