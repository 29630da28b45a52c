//! From what people wrote to the model: families expanded, names looked up, defaults filled in.
//!
//! What can't be resolved is reported and taken out, and the rest goes on.

mod choice;
mod connection;
mod device;
mod discovery;
mod duration;
mod expr;
mod family;
mod home_assistant;
mod keys;
mod limits;
mod password;
mod pattern;
mod role;
mod template;
mod types;
mod value;

use std::collections::HashSet;

use choice::chooses;
pub(crate) use expr::BUILT_IN;
pub(crate) use home_assistant::language_of;

use crate::{
    diagnostic::{Path, Report},
    model::{Limits, Spec, Type},
    raw::Raw,
};

/// The model, and what the rules want to know beside it.
pub(crate) struct Resolved {
    pub(crate) spec: Spec,
    /// Named types that anything refers to.
    pub(crate) used: HashSet<String>,
    /// What each alias stands for; the model has none any more.
    pub(crate) aliases: Vec<Alias>,
}

/// A name for a type with limits.
pub(crate) struct Alias {
    pub(crate) path: Path,
    pub(crate) ty: Type,
    pub(crate) limits: Limits,
}

/// Resolves everything that can be.
pub(crate) fn resolve(raw: &Raw, report: &mut Report) -> Resolved {
    let mut names = types::Names::new(raw, report);
    let types = names.resolve_all(report);
    let categories = device::categories(&raw.device, report);
    let pace = device::pace(&raw.device, report);
    let context = keys::Context { raw, types: &types, categories: &categories, pace_ms: pace };
    let keys = keys::resolve(&context, &mut names, report);
    let mut spec = Spec { device: device::empty(), types, keys };
    spec.device = device::resolve(raw, &spec, categories, pace, report);
    let (used, aliases) = names.finish();
    Resolved { spec, used, aliases }
}
