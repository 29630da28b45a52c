//! What changed between two specs of a device, and whom that breaks.
//!
//! [`diff`] compares two models; the functions [`text`], [`markdown`] and [`json`] show what it found. Each change is
//! judged by one [`Rule`]; the table of rules is in `rule.rs`.

mod change;
mod compare;
mod device;
mod family;
mod json;
mod key;
mod lines;
mod markdown;
mod named;
mod pair;
mod rule;
mod side;
mod text;
mod types;

pub use change::{Change, Diff, Place};
pub use json::json;
pub use markdown::markdown;
pub use rule::{Language, Level, Rule};
pub use side::Side;
pub use text::text;

/// Everything that is otherwise in `new`.
pub fn diff(old: &Side<'_>, new: &Side<'_>) -> Diff {
    let mut changes = compare::compare(old, new);
    let (old, new) = (old.spec, new.spec);
    family::gather(old, new, &mut changes);
    changes.sort_by_key(|change| change.rule.level());
    Diff { changes, languages: new.device.languages.clone() }
}
