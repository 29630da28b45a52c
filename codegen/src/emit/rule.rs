//! What a value has to be beyond its class, as the runtime's `Rule`.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::layout::Class;
use super::name::ident;
use crate::model::{IntKind, Key, Length, Limits, NamedKind, Range, Spec, TextPattern, Type};

/// All rules of a device, each once.
pub(super) struct Rules {
    tokens: Vec<TokenStream>,
    known: HashMap<String, u16>,
}

impl Rules {
    pub(super) fn new() -> Self {
        let mut rules = Self { tokens: Vec::new(), known: HashMap::new() };
        rules.add(quote!(::keywright::Rule::Any));
        rules
    }

    fn add(&mut self, tokens: TokenStream) -> u16 {
        let next = self.tokens.len() as u16;
        let index = *self.known.entry(tokens.to_string()).or_insert(next);
        if index == next {
            self.tokens.push(tokens);
        }
        index
    }

    pub(super) fn of(&mut self, spec: &Spec, key: &Key, class: Class) -> u16 {
        if key.is_command() || class == Class::Structure {
            let shape = shape(spec, key.written());
            return self.add(quote!(::keywright::Rule::Shape(#shape)));
        }
        let ty = if let Type::Optional(inner) = &key.read { inner } else { &key.read };
        match of_type(spec, ty, &key.limits) {
            Some(rule) => self.add(rule),
            None => 0,
        }
    }

    pub(super) fn into_tokens(self) -> Vec<TokenStream> {
        self.tokens
    }
}

/// The rule of a value of this type, if it has one.
pub(super) fn of_type(spec: &Spec, ty: &Type, limits: &Limits) -> Option<TokenStream> {
    let unit = limits.unit.as_ref().map_or(String::new(), |unit| format!(" {unit}"));
    match ty {
        Type::Optional(inner) => of_type(spec, inner, limits),
        Type::Array { item, limits, .. } => of_type(spec, item, limits),
        Type::Named(id) => match &spec.named(*id).kind {
            NamedKind::Enum { .. } => {
                let name = ident(&spec.named(*id).name);
                Some(quote!(::keywright::Rule::Enum(#name::VALUES)))
            }
            NamedKind::Flags { values, .. } => {
                let name = ident(&spec.named(*id).name);
                let mask = values.iter().fold(0, |mask, value| mask | value.value as u64);
                Some(quote!(::keywright::Rule::Flags(#mask, #name::VALUES)))
            }
            NamedKind::Object { .. } => None,
        },
        Type::Text(_) => limits.pattern.as_ref().map(pattern),
        Type::Int(kind) => limits.range.map(|range| int_range(*kind, range, &unit)),
        Type::Milliseconds => limits.range.map(|range| int_range(IntKind::U64, range, &unit)),
        Type::Seconds => limits.range.map(|range| int_range(IntKind::U32, range, &unit)),
        Type::Float | Type::Double => limits.range.map(|range| {
            let min = range.min.map_or(f64::MIN, |bound| bound.as_f64());
            let max = range.max.map_or(f64::MAX, |bound| bound.as_f64());
            quote!(::keywright::Rule::Float { min: #min, max: #max, unit: #unit })
        }),
        Type::Bool | Type::Json(_) | Type::Either(..) => None,
    }
}

fn int_range(kind: IntKind, range: Range, unit: &str) -> TokenStream {
    let (least, greatest) = kind.bounds();
    let min = range.min.map_or(least, |bound| bound.as_f64().ceil() as i128).max(least);
    let max = range.max.map_or(greatest, |bound| bound.as_f64().floor() as i128).min(greatest);
    let exact = |bound: Option<crate::model::Bound>, otherwise: i128| match bound {
        Some(crate::model::Bound::Int(int)) => int.clamp(least, greatest),
        _ => otherwise,
    };
    let (min, max) = (exact(range.min, min), exact(range.max, max));
    if least == 0 {
        let (min, max) = (min as u64, max as u64);
        quote!(::keywright::Rule::Unsigned { min: #min, max: #max, unit: #unit })
    } else {
        let (min, max) = (min as i64, max as i64);
        quote!(::keywright::Rule::Signed { min: #min, max: #max, unit: #unit })
    }
}

fn pattern(pattern: &TextPattern) -> TokenStream {
    let source = &pattern.source;
    let steps = pattern.steps.iter().map(|step| {
        let class = step.class.iter().map(|(from, to)| quote!((#from, #to)));
        let (min, max) = (step.min, step.max);
        quote!(::keywright::Step { class: &[#(#class),*], min: #min, max: #max })
    });
    quote!(::keywright::Rule::Pattern(::keywright::Pattern { source: #source, steps: &[#(#steps),*] }))
}

/// A type in the words of the spec, for error texts and documents.
pub(super) fn shape(spec: &Spec, ty: &Type) -> String {
    match ty {
        Type::Bool => "bool".into(),
        Type::Int(kind) => kind.spec_name().into(),
        Type::Float => "float".into(),
        Type::Double => "double".into(),
        Type::Milliseconds => "milliseconds".into(),
        Type::Seconds => "seconds".into(),
        Type::Text(_) => "string".into(),
        Type::Json(_) => "JSON".into(),
        Type::Optional(inner) => format!("{} or null", shape(spec, inner)),
        Type::Array { item, length: Length::Exactly(n), .. } => format!("array of {n} {}", shape(spec, item)),
        Type::Array { item, length: Length::UpTo(n), .. } => format!("array of at most {n} {}", shape(spec, item)),
        Type::Either(a, b) => format!("{} or {}", shape(spec, a), shape(spec, b)),
        Type::Named(id) => named_shape(spec, &spec.named(*id).kind),
    }
}

/// An object is told with its fields, which is what one needs to know to write it.
fn named_shape(spec: &Spec, kind: &NamedKind) -> String {
    match kind {
        NamedKind::Enum { repr, .. } | NamedKind::Flags { repr, .. } => repr.spec_name().into(),
        NamedKind::Object { fields, .. } => {
            let fields: Vec<_> =
                fields.iter().map(|field| format!("{}: {}", field.name, shape(spec, &field.ty))).collect();
            format!("object {{{}}}", fields.join(", "))
        }
    }
}
