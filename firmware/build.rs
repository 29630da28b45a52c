//! Writes the documents anew whenever the spec has changed.

use std::path::Path;

use keywright_codegen::{Source, docs, load};

/// The spec, seen from the folder of this package.
const SPEC: &str = "../spec/spec.yaml";

/// Where the documents stand.
const DOCUMENTS: &str = "../generated-docs";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // A packaged crate has neither a spec beside it nor a place for documents.
    if !Path::new("../spec").is_dir() {
        return;
    }
    println!("cargo::rerun-if-changed={SPEC}");
    // What is wrong with the spec is told by the macro, with its place; twice would not help.
    let Ok(source) = Source::read(Path::new(SPEC)) else { return };
    let Some(spec) = load(&source).spec else { return };
    // The documents are no part of the program: a folder that can't be written does not stop a build.
    match docs::pages(&spec) {
        Ok(pages) => {
            if let Err(error) = docs::write(&pages, Path::new(DOCUMENTS)) {
                println!("cargo::warning=the documents were not written: {error}");
            }
        }
        Err(error) => println!("cargo::warning=the documents were not written: {error}"),
    }
}
