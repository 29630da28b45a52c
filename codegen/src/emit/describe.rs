//! The device's description of itself: one JSON object a key and language, for `GET …/keys`.

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value as Json;

use super::format;
use super::rule::shape;
use crate::model::{Bound, EnumValue, Field, Key, Length, Limits, NamedKind, Secret, Spec, Type};

pub(super) fn emit(spec: &Spec) -> TokenStream {
    let languages = (0..spec.device.languages.len()).map(|language| {
        let texts = spec.keys.iter().map(|key| describe(spec, key, language));
        quote!(&[#(#texts),*])
    });
    quote!(static DESCRIPTIONS: &[&[&str]] = &[#(#languages),*];)
}

/// An object, written field by field in a fixed order.
struct Object(String);

impl Object {
    fn field(&mut self, name: &str, value: impl std::fmt::Display) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        // Writing to a string does not fail.
        let _ = write!(self.0, "{}:{value}", Json::from(name));
    }

    fn text(&mut self, name: &str, value: &str) {
        self.field(name, Json::from(value));
    }

    fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// One key in one language.
pub(super) fn describe(spec: &Spec, key: &Key, language: usize) -> String {
    let mut object = Object(String::new());
    object.text("name", &key.name);
    object.text("type", &shape(spec, &key.read));
    if let Some(write) = &key.write {
        object.text("set", &shape(spec, write));
    }
    object.text("access", key.access.as_str());
    object.text("category", spec.device.categories.get(key.category).map_or("", |category| &category.name));
    let of = Describe { spec, language };
    of.limits(&key.limits, &mut object);
    of.details(&key.read, &key.limits, &mut object);
    if let Some(write) = &key.write {
        object.field("written", of.value(write, &key.limits).end());
    }
    if let Some(default) = key.default.as_ref().filter(|_| !key.is_secret()) {
        object.field("default", default);
    }
    if key.persist {
        object.field("persist", true);
    }
    match key.secret {
        Secret::Nothing => {}
        Secret::Whole => object.field("secret", true),
        Secret::UrlPassword | Secret::Written => object.text("secret", key.secret.as_str()),
    }
    if key.reboot {
        object.field("reboot_required", true);
    }
    if let Some(deadband) = key.deadband {
        object.field("deadband", deadband);
    }
    for (name, version) in [("since", &key.since), ("until", &key.until)] {
        if let Some(version) = version {
            object.text(name, version);
        }
    }
    if let Some(text) = key.texts.get(language) {
        object.text("title", &text.title);
        object.text("text", &text.text);
    }
    object.end()
}

/// What a form has to know of a value, and of the values inside of it.
struct Describe<'a> {
    spec: &'a Spec,
    language: usize,
}

impl Describe<'_> {
    /// `{"type":"uint8","unit":"A","min":6,"max":32}`
    fn value(&self, ty: &Type, limits: &Limits) -> Object {
        let mut object = Object(String::new());
        object.text("type", &shape(self.spec, ty));
        self.limits(limits, &mut object);
        self.details(ty, limits, &mut object);
        object
    }

    fn limits(&self, limits: &Limits, object: &mut Object) {
        if let Some(unit) = &limits.unit {
            object.text("unit", unit);
        }
        if let Some(range) = limits.range {
            for (name, bound) in [("min", range.min), ("max", range.max)] {
                match bound {
                    Some(Bound::Int(int)) => object.field(name, int),
                    Some(Bound::Float(float)) => object.field(name, float),
                    None => {}
                }
            }
        }
        if let Some(pattern) = &limits.pattern {
            object.text("pattern", &pattern.source);
        }
    }

    /// Lengths, values, fields and items. An object is described with all its fields wherever it occurs, so that a
    /// reader has to look nowhere else.
    fn details(&self, ty: &Type, limits: &Limits, object: &mut Object) {
        if let Some(format) = format::of(self.spec, ty, limits) {
            object.text("format", format);
        }
        match ty {
            Type::Optional(inner) => self.details(inner, limits, object),
            Type::Text(capacity) | Type::Json(capacity) => object.field("max_length", capacity),
            Type::Array { item, limits, length } => {
                match length {
                    Length::Exactly(items) => {
                        object.field("min_items", items);
                        object.field("max_items", items);
                    }
                    Length::UpTo(items) => object.field("max_items", items),
                }
                object.field("items", self.value(item, limits).end());
            }
            Type::Either(first, second) => {
                let either = [first, second].map(|ty| self.value(ty, limits).end());
                object.field("either", format_args!("[{}]", either.join(",")));
            }
            Type::Named(id) => match &self.spec.named(*id).kind {
                NamedKind::Enum { values, .. } => object.field("values", self.values(values)),
                NamedKind::Flags { values, .. } => {
                    object.field("flags", true);
                    object.field("values", self.values(values));
                }
                NamedKind::Object { fields, .. } => {
                    let fields: Vec<_> = fields.iter().map(|field| self.field(field)).collect();
                    object.field("fields", format_args!("[{}]", fields.join(",")));
                }
            },
            Type::Bool | Type::Int(_) | Type::Float | Type::Double | Type::Milliseconds | Type::Seconds => {}
        }
    }

    fn field(&self, field: &Field) -> String {
        let mut object = Object(String::new());
        object.text("name", &field.name);
        object.text("type", &shape(self.spec, &field.ty));
        self.limits(&field.limits, &mut object);
        self.details(&field.ty, &field.limits, &mut object);
        object.text("text", field.texts.get(self.language).map_or("", String::as_str));
        object.end()
    }

    fn values(&self, values: &[EnumValue]) -> String {
        let values: Vec<_> = values
            .iter()
            .map(|value| {
                let mut object = Object(String::new());
                object.field("value", value.value);
                object.text("name", &value.name);
                object.text("text", value.texts.get(self.language).map_or("", String::as_str));
                object.end()
            })
            .collect();
        format!("[{}]", values.join(","))
    }
}
