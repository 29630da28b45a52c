//! Everywhere that limits stand beside a type.

use super::Context;
use crate::{
    diagnostic::Path,
    model::{Limits, NamedKind, Type},
};

/// A type with limits, and which of these stand right there.
pub(super) struct Site<'a> {
    pub(super) path: Path,
    pub(super) ty: &'a Type,
    pub(super) limits: &'a Limits,
    pub(super) unit: bool,
    pub(super) range: bool,
    pub(super) pattern: bool,
}

/// Every site; of a family, its first member's.
pub(super) fn all<'a>(context: &Context<'a>) -> Vec<Site<'a>> {
    let mut sites = Vec::new();
    let mut site = |path: &Path, ty: &'a Type, limits: &'a Limits, has: &dyn Fn(&str) -> bool| {
        let (unit, range, pattern) = (has("unit"), has("range"), has("pattern"));
        if unit || range || pattern {
            sites.push(Site { path: path.clone(), ty, limits, unit, range, pattern });
        }
    };
    for alias in context.aliases {
        if let Some(given) = context.raw.types.iter().find(|given| given.path == alias.path) {
            site(&alias.path, &alias.ty, &alias.limits, &|field| given.has(field));
        }
    }
    let types: std::collections::HashMap<_, _> = context.raw.types.iter().map(|given| (&given.name, given)).collect();
    for named in &context.spec.types {
        let (NamedKind::Object { fields, .. }, Some(raw)) = (&named.kind, types.get(&named.name)) else { continue };
        for given in &raw.fields.fields {
            if let Some(field) = fields.iter().find(|field| field.name == given.name) {
                site(&given.path, &field.ty, &field.limits, &|field| given.has(field));
            }
        }
    }
    for (key, given) in context.keys() {
        site(&given.path, &key.read, &key.limits, &|field| given.has(field));
    }
    sites
}

/// The type inside any optionals.
pub(super) fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Optional(inner) => bare(inner),
        ty => ty,
    }
}
