//! Whenever the spec has changed, writes the documents anew and makes the App.

mod app;

use std::path::{Path, PathBuf};

use keywright_codegen::{Source, Spec, docs, load};

/// The spec, seen from the folder of this package.
const SPEC: &str = "../spec/spec.yaml";

/// Where the documents stand.
const DOCUMENTS: &str = "../generated-docs";

/// The sources of the App.
const APP: &str = "app";

fn main() {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed={APP}");
    println!("cargo::rerun-if-changed={SPEC}");
    // What is wrong with the spec is told by the macro, with its place; twice would not help.
    let spec = Source::read(Path::new(SPEC)).ok().and_then(|source| load(&source).spec);
    // A packaged crate has neither a spec beside it nor a place for documents.
    if let Some(spec) = &spec {
        write_documents(spec);
    }
    if let Err(wrong) = make_app(spec.as_ref()) {
        for line in wrong {
            println!("cargo::error={line}");
        }
    }
}

/// The documents are no part of the program: a folder that can't be written does not stop a build.
fn write_documents(spec: &Spec) {
    let written = docs::pages(spec)
        .map_err(|error| error.to_string())
        .and_then(|pages| docs::write(&pages, Path::new(DOCUMENTS)).map_err(|error| error.to_string()));
    if let Err(error) = written {
        println!("cargo::warning=the documents were not written: {error}");
    }
}

/// Without a spec, because something is wrong with it, there are no files: whoever asks for them sees one error, not two.
fn make_app(spec: Option<&Spec>) -> Result<(), Vec<String>> {
    let out = std::env::var_os("OUT_DIR").map(PathBuf::from).ok_or_else(|| vec!["there is no OUT_DIR".to_owned()])?;
    let files = spec.map_or(Ok(Vec::new()), |spec| app::make(spec, Path::new(APP)))?;
    app::embed(&files, &out).map_err(|error| vec![format!("the App was not written to {}: {error}", out.display())])
}
