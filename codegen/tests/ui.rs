//! Each folder under `tests/ui` is a spec and what is said about it. `KEYWRIGHT_ACCEPT=1` writes what is said now.

use std::{collections::BTreeSet, fs, path::PathBuf};

use keywright_codegen::{Code, Source, emit, load, render};

fn cases() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/ui");
    let mut cases: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

/// What is said about a case, and whether it has a model.
fn said(case: &std::path::Path) -> (String, bool) {
    let source = Source::read_as(&case.join("input.yaml"), "input.yaml".to_owned()).unwrap();
    let loaded = load(&source);
    let said = render(&loaded.diagnostics, &source, false);
    (if said.is_empty() { "all is well\n".to_owned() } else { said }, loaded.spec.is_some())
}

#[test]
fn each_case_is_told_what_it_expects() {
    let accept = std::env::var_os("KEYWRIGHT_ACCEPT").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let (said, _) = said(&case);
        let file = case.join("expected.txt");
        if accept {
            fs::write(&file, said).unwrap();
        } else if fs::read_to_string(&file).unwrap_or_default() != said {
            wrong.push(format!("{}:\n{said}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "other than expected:\n{}", wrong.join("\n"));
}

#[test]
fn a_model_is_there_exactly_if_there_is_no_error() {
    for case in cases() {
        let (said, model) = said(&case);
        assert_eq!(model, !said.contains("error["), "{}", case.display());
    }
}

#[test]
fn every_code_has_a_case() {
    // A text larger than any spec is no file to keep; it is made in `tests/robust.rs`.
    let mut missing: BTreeSet<&str> =
        Code::ALL.iter().filter(|code| **code != Code::TooLarge).map(|code| code.as_str()).collect();
    for case in cases() {
        let (said, _) = said(&case);
        missing.retain(|code| !said.contains(&format!("[{code}]")));
    }
    assert!(missing.is_empty(), "no case shows {missing:?}");
}

#[test]
fn what_is_left_of_a_spec_with_errors_is_rust() {
    for case in cases().into_iter().filter(|case| !case.ends_with("too_many_keys")) {
        let source = Source::read(case.join("input.yaml")).unwrap();
        if let Some(partial) = load(&source).partial {
            let parsed = syn::parse2::<syn::File>(emit::rust(&partial));
            assert!(parsed.is_ok(), "{}: {:?}", case.display(), parsed.err());
        }
    }
}
