//! The spec that a command works on.

use std::path::Path;

use keywright_codegen::{
    Source, SourceError, Spec, load,
    model::{Key, NamedKind, Type, TypeId},
    nearest, render,
};

use crate::{failure::Failure, terminal};

/// Where the spec stands in a device's workspace.
pub const USUAL: &str = "spec/spec.yaml";

/// The text of a file; `-` is standard input.
pub fn source(path: &Path) -> Result<Source, SourceError> {
    if path == Path::new("-") { Source::read_stdin() } else { Source::read(path) }
}

/// Reads a spec and shows what is wrong with it.
pub fn read(path: &Path) -> Result<Spec, Failure> {
    let source = source(path).map_err(Failure::broken)?;
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

/// The key of this short or readable name.
pub fn key<'a>(spec: &'a Spec, name: &str) -> Result<&'a Key, Failure> {
    spec.keys.iter().find(|key| key.short == name || key.name == name).ok_or_else(|| {
        let names = spec.keys.iter().flat_map(|key| [key.short.as_str(), key.name.as_str()]);
        let near = nearest(name, names).map(|near| format!(", did you mean `{near}`?")).unwrap_or_default();
        Failure::Broken(format!("there is no key `{name}`{near}"))
    })
}

/// The named types of a key, in the order in which they are met, those inside of objects behind them.
pub fn types(spec: &Spec, key: &Key) -> Vec<TypeId> {
    let mut found = Vec::new();
    mentioned(spec, &key.read, &mut found);
    mentioned(spec, key.written(), &mut found);
    found
}

fn mentioned(spec: &Spec, ty: &Type, found: &mut Vec<TypeId>) {
    match ty {
        Type::Optional(inner) => mentioned(spec, inner, found),
        Type::Array { item, .. } => mentioned(spec, item, found),
        Type::Either(a, b) => {
            mentioned(spec, a, found);
            mentioned(spec, b, found);
        }
        Type::Named(id) if !found.contains(id) => {
            found.push(*id);
            if let NamedKind::Object { fields, .. } = &spec.named(*id).kind {
                for field in fields {
                    mentioned(spec, &field.ty, found);
                }
            }
        }
        _ => {}
    }
}
