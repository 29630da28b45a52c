//! Reads the api of a device from one YAML spec, finds every problem at once, and writes Rust and documents.
//!
//! ```
//! use keywright_codegen::{Source, load, render};
//!
//! let source = Source { name: "spec.yaml".to_owned(), text: "keys: {}".to_owned() };
//! let loaded = load(&source);
//! assert!(loaded.spec.is_none());
//! assert!(render(&loaded.diagnostics, &source, false).contains("spec.yaml:1:1"));
//! ```

mod check;
pub mod diagnostic;
pub mod diff;
pub mod docs;
pub mod emit;
pub mod home_assistant;
pub mod import;
pub mod model;
mod modules;
mod notation;
mod partial;
mod raw;
mod resolve;
mod rust_names;
#[cfg(feature = "schema")]
pub mod schema;
mod source;
pub mod verify;
pub mod write;

pub use diagnostic::{Code, Diagnostic, Severity, nearest, render, render_each};
pub use model::Spec;
pub use source::{MAX_BYTES, Source, SourceError};

use diagnostic::Report;

/// What became of a spec.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The model; there exactly if nothing is wrong with the spec, warnings aside.
    pub spec: Option<Spec>,
    /// What could be made out of a spec with errors: only good for the names in it, on which other code relies.
    /// Without it, rustc would complain of each one after the errors of the spec itself.
    pub partial: Option<Spec>,
    /// Every problem, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a spec and applies every rule to it.
pub fn load(source: &Source) -> Loaded {
    let mut report = Report::default();
    let tree = source::tree(&source.text, &mut report);
    let spec = tree.as_ref().and_then(|tree| {
        let raw = raw::read::read(tree, &mut report)?;
        let resolved = resolve::resolve(&raw, &mut report);
        check::run(&raw, &resolved, &mut report);
        Some(resolved.spec)
    });
    let (spec, partial) = match spec {
        Some(spec) if report.has_errors() => (None, partial::names(spec, &report)),
        spec => (spec, None),
    };
    Loaded { spec, partial, diagnostics: report.finish(tree.as_ref()) }
}
