//! Writes the documents anew whenever the spec has changed.

use std::path::Path;

use keywright_codegen::{Source, docs, load};

const SPEC: &str = "../spec/spec.yaml";
const DOCUMENTS: &str = "../generated-docs";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={SPEC}");
    // What is wrong with the spec is told by `keywright::api!`, with its place.
    let Ok(source) = Source::read(Path::new(SPEC)) else {
        return;
    };
    let Some(spec) = load(&source).spec else {
        return;
    };
    // The documents are no part of the program: a folder that can't be written does not stop a build.
    let written = docs::pages(&spec)
        .map_err(|error| error.to_string())
        .and_then(|pages| {
            docs::write(&pages, Path::new(DOCUMENTS)).map_err(|error| error.to_string())
        });
    if let Err(error) = written {
        println!("cargo::warning=the documents were not written: {error}");
    }
}
