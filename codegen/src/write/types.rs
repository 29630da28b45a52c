//! Named types, and how a type is written where it is used.

use super::{
    field,
    text::{limits, mapping, quoted},
};
use crate::{
    model::{EnumValue, Length, Limits, NamedKind, Spec, Type},
    rust_names,
};

/// Names of types: those of the spec, and those made up for what limits the items of a list.
pub(super) struct Names<'a> {
    spec: &'a Spec,
    /// Type and limits of each alias, with its name.
    aliases: Vec<(String, String, Limits)>,
    tried: usize,
}

impl<'a> Names<'a> {
    pub(super) fn new(spec: &'a Spec) -> Self {
        Self { spec, aliases: Vec::new(), tried: 0 }
    }

    /// A type as a spec writes it.
    pub(super) fn expression(&mut self, ty: &Type) -> String {
        match ty {
            Type::Bool => "bool".to_owned(),
            Type::Int(kind) => kind.spec_name().to_owned(),
            Type::Float => "float".to_owned(),
            Type::Double => "double".to_owned(),
            Type::Milliseconds => "milliseconds".to_owned(),
            Type::Seconds => "seconds".to_owned(),
            Type::Text(capacity) => format!("string({capacity})"),
            Type::Json(capacity) => format!("json({capacity})"),
            Type::Optional(inner) => format!("optional<{}>", self.expression(inner)),
            Type::Either(first, second) => format!("either<{}, {}>", self.expression(first), self.expression(second)),
            Type::Named(id) => self.spec.named(*id).name.clone(),
            Type::Array { item, limits, length } => {
                let mut item = self.expression(item);
                if *limits != Limits::default() {
                    item = self.alias(item, limits);
                }
                match length {
                    Length::Exactly(count) => format!("array<{item}, {count}>"),
                    Length::UpTo(count) => format!("array<{item}, ..{count}>"),
                }
            }
        }
    }

    fn alias(&mut self, expression: String, limits: &Limits) -> String {
        let known = self.aliases.iter().find(|(_, other, with)| *other == expression && with == limits);
        if let Some((name, ..)) = known {
            return name.clone();
        }
        let name = loop {
            self.tried += 1;
            let name = format!("Item{}", self.tried);
            let taken = self.spec.types.iter().any(|named| rust_names::alike(&named.name) == rust_names::alike(&name));
            if !taken {
                break name;
            }
        };
        self.aliases.push((name.clone(), expression, limits.clone()));
        name
    }

    /// The aliases that were made up, as they stand under `types`.
    pub(super) fn finish(self, spec: &Spec) -> String {
        let mut out = String::new();
        for (name, expression, with) in &self.aliases {
            let text = quoted("An item of a list.");
            let texts = spec.device.languages.iter().map(|language| (language.clone(), text.clone()));
            let fields = [("type".to_owned(), quoted(expression))];
            let with = limits(with).into_iter().map(|(name, value)| (name.to_owned(), value));
            field(&mut out, 2, name, &mapping(fields.into_iter().chain(with).chain(texts)));
        }
        out
    }
}

/// Every enum, bit set and object, as they stand under `types`.
pub(super) fn named(spec: &Spec, names: &mut Names<'_>) -> String {
    let mut out = String::new();
    for named in &spec.types {
        out.push_str(&format!("  {}:\n", named.name));
        let (kind, values) = match &named.kind {
            NamedKind::Enum { repr, values } => (("enum", repr.spec_name()), Some(values)),
            NamedKind::Flags { repr, values } => (("flags", repr.spec_name()), Some(values)),
            NamedKind::Object { any_case, .. } => (("any_case", if *any_case { "true" } else { "false" }), None),
        };
        field(&mut out, 4, kind.0, kind.1);
        for (language, text) in lines(spec, &named.texts) {
            field(&mut out, 4, &language, &text);
        }
        if let Some(values) = values {
            out.push_str("    values:\n");
            for EnumValue { name, value, texts } in values {
                let fields = [("value".to_owned(), value.to_string())];
                field(&mut out, 6, name, &mapping(fields.into_iter().chain(lines(spec, texts))));
            }
        }
        if let NamedKind::Object { fields, .. } = &named.kind {
            out.push_str("    fields:\n");
            for member in fields {
                let ty = [("type".to_owned(), quoted(&names.expression(&member.ty)))];
                let with = limits(&member.limits).into_iter().map(|(name, value)| (name.to_owned(), value));
                let omit = member.omit_null.then(|| ("omit_null".to_owned(), "true".to_owned()));
                let all = ty.into_iter().chain(with).chain(omit).chain(lines(spec, &member.texts));
                field(&mut out, 6, &quoted(&member.name), &mapping(all));
            }
        }
    }
    out
}

/// One line a language.
fn lines(spec: &Spec, texts: &[String]) -> Vec<(String, String)> {
    spec.device.languages.iter().zip(texts).map(|(language, text)| (language.clone(), quoted(text))).collect()
}
