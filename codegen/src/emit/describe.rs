//! The device's description of itself: one JSON object a key and language, for `GET …/keys`.

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value as Json;

use super::rule::shape;
use crate::model::{Bound, EnumValue, Key, Length, NamedKind, Secret, Spec, Type};

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
    if let Some(unit) = &key.limits.unit {
        object.text("unit", unit);
    }
    if let Some(range) = key.limits.range {
        for (name, bound) in [("min", range.min), ("max", range.max)] {
            match bound {
                Some(Bound::Int(int)) => object.field(name, int),
                Some(Bound::Float(float)) => object.field(name, float),
                None => {}
            }
        }
    }
    if let Some(pattern) = &key.limits.pattern {
        object.text("pattern", &pattern.source);
    }
    let ty = if let Type::Optional(inner) = &key.read { inner } else { &key.read };
    match ty {
        Type::Text(capacity) => object.field("max_length", capacity),
        Type::Array { length: Length::Exactly(items) | Length::UpTo(items), .. } => object.field("max_items", items),
        Type::Named(id) => {
            if let NamedKind::Enum { values, .. } | NamedKind::Flags { values, .. } = &spec.named(*id).kind {
                object.field("values", values_of(values, language));
            }
        }
        _ => {}
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

fn values_of(values: &[EnumValue], language: usize) -> String {
    let values: Vec<_> = values
        .iter()
        .map(|value| {
            let mut object = Object(String::new());
            object.field("value", value.value);
            object.text("name", &value.name);
            object.text("text", value.texts.get(language).map_or("", String::as_str));
            object.end()
        })
        .collect();
    format!("[{}]", values.join(","))
}
