//! No text makes the reader of specs panic, hang or fill the memory; and what it takes becomes Rust and documents.
#![no_main]

use keywright_codegen::{Severity, Source, docs, emit, load, render};
use libfuzzer_sys::fuzz_target;

/// Specs with more keys than this are read only: what is made of them takes longer than a fuzzer waits.
const KEYS: usize = 200;

fuzz_target!(|text: &str| {
    let source = Source { name: "spec.yaml".to_owned(), text: text.to_owned() };
    let loaded = load(&source);
    let _ = render(&loaded.diagnostics, &source, false);
    let errors = loaded.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    assert_eq!(loaded.spec.is_none(), errors, "a model is there exactly if nothing is wrong");
    if let Some(spec) = loaded.spec.or(loaded.partial).filter(|spec| spec.keys.len() <= KEYS) {
        let _ = emit::rust(&spec);
        if !errors {
            let _ = docs::pages(&spec);
        }
    }
});
