//! The spec that a command works on.

use std::path::Path;

use keywright_codegen::{Source, Spec, load, render};

use crate::{failure::Failure, terminal};

/// Where the spec stands in a device's workspace.
pub const USUAL: &str = "spec/spec.yaml";

/// Reads a spec and shows what is wrong with it.
pub fn read(path: &Path) -> Result<Spec, Failure> {
    let source = Source::read(path).map_err(Failure::broken)?;
    let loaded = load(&source);
    eprint!("{}", render(&loaded.diagnostics, &source, terminal::colored(&std::io::stderr())));
    loaded.spec.ok_or(Failure::Shown)
}

/// The index of a language of the device; of the first one if none is asked for.
pub fn language(spec: &Spec, tag: Option<&str>) -> Result<usize, Failure> {
    let Some(tag) = tag else { return Ok(0) };
    let languages = &spec.device.languages;
    languages
        .iter()
        .position(|language| language.eq_ignore_ascii_case(tag))
        .ok_or_else(|| Failure::Broken(format!("the device has no texts in `{tag}`; it has {}", languages.join(", "))))
}
