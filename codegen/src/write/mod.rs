//! From the model back to a spec: what [`crate::load`] makes of the text is the model again.
//!
//! Names that only the author's text had are gone: aliases are written where they are used, but for those that limit
//! the items of a list, which get names of their own. Families are written as families.

mod device;
mod family;
mod home_assistant;
mod keys;
mod text;
mod types;

use std::fmt::Write as _;

use crate::model::Spec;
use types::Names;

/// The YAML of a spec.
pub fn yaml(spec: &Spec) -> String {
    let mut names = Names::new(spec);
    let named = types::named(spec, &mut names);
    let keys = keys::all(spec, &mut names);
    let mut out = String::from("format: 1\n\n");
    device::write(spec, &mut out);
    let aliases = names.finish(spec);
    if !named.is_empty() || !aliases.is_empty() {
        out.push_str("\ntypes:\n");
        out.push_str(&named);
        out.push_str(&aliases);
    }
    out.push_str(if keys.is_empty() { "\nkeys: {}\n" } else { "\nkeys:\n" });
    out.push_str(&keys);
    out
}

/// Writes `name: value` on a line of its own.
fn field(out: &mut String, indent: usize, name: &str, value: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(out, "{:indent$}{name}: {value}", "");
}
