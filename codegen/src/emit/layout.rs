//! Where each key's value lies: its class, and its slot there.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::name::ident;
use super::rule;
use crate::model::{IntKind, Key, Length, NamedKind, Spec, Type};

/// The classes of values, named as the runtime's `Class` and `Values` name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Bool,
    Int(IntKind),
    F32,
    F64,
    Text(u32),
    Json(u32),
    Structure,
    Nothing,
}

/// A key's place.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub class: Class,
    pub slot: u16,
    pub nullable: bool,
    pub rule: u16,
    pub pace: u8,
}

/// The places of all keys, and what they point to.
#[derive(Debug)]
pub(super) struct Layout {
    pub places: Vec<Place>,
    pub rules: Vec<TokenStream>,
    pub paces: Vec<u32>,
    /// Words of 32 bits that hold one bit a key.
    pub words: usize,
}

/// Most paces that a device can have; the runtime has one bit for each.
const PACES: usize = 16;

impl Layout {
    pub(super) fn new(spec: &Spec) -> Self {
        let mut slots = Slots::default();
        let mut rules = rule::Rules::new();
        let mut paces: Vec<u32> = spec.keys.iter().map(|key| key.pace_ms).collect();
        paces.sort_unstable();
        paces.dedup();
        paces.truncate(PACES);
        let places = spec
            .keys
            .iter()
            .map(|key| {
                let (class, nullable) = class(spec, key);
                Place {
                    class,
                    slot: slots.take(class),
                    nullable,
                    rule: rules.of(spec, key, class),
                    pace: paces.iter().rposition(|pace| *pace <= key.pace_ms).unwrap_or(0) as u8,
                }
            })
            .collect();
        Self { places, rules: rules.into_tokens(), paces, words: spec.keys.len().div_ceil(32).max(1) }
    }

    /// Keys and their places.
    pub(super) fn keys<'a>(&'a self, spec: &'a Spec) -> impl Iterator<Item = (usize, &'a Key, &'a Place)> {
        spec.keys.iter().zip(&self.places).enumerate().map(|(index, (key, place))| (index, key, place))
    }
}

/// The next free slot of each class.
#[derive(Default)]
struct Slots {
    next: Vec<(std::mem::Discriminant<Class>, Option<IntKind>, u16)>,
}

impl Slots {
    fn take(&mut self, class: Class) -> u16 {
        // Both kinds of text lie in one arena.
        let of = std::mem::discriminant(&if matches!(class, Class::Json(_)) { Class::Text(0) } else { class });
        let kind = if let Class::Int(kind) = class { Some(kind) } else { None };
        match self.next.iter_mut().find(|(class, int, _)| *class == of && *int == kind) {
            Some((_, _, next)) => {
                *next += 1;
                *next - 1
            }
            None => {
                self.next.push((of, kind, 1));
                0
            }
        }
    }
}

/// The class of a key's stored value, and whether it can be `null` there.
fn class(spec: &Spec, key: &Key) -> (Class, bool) {
    if !key.readable() {
        return (Class::Nothing, false);
    }
    match &key.read {
        Type::Optional(inner) => match scalar_class(spec, inner) {
            Some(class) => (class, true),
            None => (Class::Structure, true),
        },
        other => (scalar_class(spec, other).unwrap_or(Class::Structure), false),
    }
}

pub(super) fn scalar_class(spec: &Spec, ty: &Type) -> Option<Class> {
    Some(match ty {
        Type::Bool => Class::Bool,
        Type::Int(kind) => Class::Int(*kind),
        Type::Float => Class::F32,
        Type::Double => Class::F64,
        Type::Milliseconds => Class::Int(IntKind::U64),
        Type::Seconds => Class::Int(IntKind::U32),
        Type::Text(capacity) => Class::Text(*capacity),
        Type::Json(capacity) => Class::Json(*capacity),
        Type::Named(id) => match &spec.named(*id).kind {
            NamedKind::Enum { repr, .. } | NamedKind::Flags { repr, .. } => Class::Int(*repr),
            NamedKind::Object { .. } => return None,
        },
        Type::Optional(_) | Type::Array { .. } | Type::Either(..) => return None,
    })
}

impl Class {
    /// As the runtime's enum names it.
    pub(super) fn variant(self) -> TokenStream {
        let name = match self {
            Self::Bool => format_ident!("Bool"),
            Self::Int(kind) => ident(&kind.rust_name().to_uppercase()),
            Self::F32 => format_ident!("F32"),
            Self::F64 => format_ident!("F64"),
            Self::Text(_) => format_ident!("Text"),
            Self::Json(_) => format_ident!("Json"),
            Self::Structure => format_ident!("Structure"),
            Self::Nothing => format_ident!("Nothing"),
        };
        quote!(::keywright::Class::#name)
    }
}

/// A type as the generated code writes it.
pub(super) fn rust_type(spec: &Spec, ty: &Type) -> TokenStream {
    match ty {
        Type::Bool => quote!(bool),
        Type::Int(kind) => {
            let name = ident(kind.rust_name());
            quote!(#name)
        }
        Type::Float => quote!(f32),
        Type::Double => quote!(f64),
        Type::Milliseconds => quote!(u64),
        Type::Seconds => quote!(u32),
        Type::Text(capacity) | Type::Json(capacity) => {
            let capacity = *capacity as usize;
            quote!(::keywright::heapless::String<#capacity>)
        }
        Type::Optional(inner) => {
            let inner = rust_type(spec, inner);
            quote!(::core::option::Option<#inner>)
        }
        Type::Array { item, length, .. } => {
            let item = rust_type(spec, item);
            match length {
                Length::Exactly(n) => {
                    let n = *n as usize;
                    quote!([#item; #n])
                }
                Length::UpTo(n) => {
                    let n = *n as usize;
                    quote!(::keywright::heapless::Vec<#item, #n>)
                }
            }
        }
        Type::Either(a, b) => {
            let (a, b) = (rust_type(spec, a), rust_type(spec, b));
            quote!(::keywright::Either<#a, #b>)
        }
        Type::Named(id) => {
            let name = ident(&spec.named(*id).name);
            quote!(#name)
        }
    }
}
