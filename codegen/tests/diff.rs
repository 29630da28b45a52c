//! Each folder under `tests/diff` is two specs and what is said about the difference, in plain text and as a changelog
//! in each language. `KEYWRIGHT_ACCEPT=1` writes what is said now.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use keywright_codegen::{
    Loaded, Source,
    diff::{Diff, Language, Level, Rule, Side, diff, json, markdown, text},
    load, render,
};

fn cases() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/diff");
    let mut cases: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

fn spec(file: &Path) -> Loaded {
    let source = Source::read(file).unwrap();
    let loaded = load(&source);
    assert!(loaded.spec.is_some(), "{}", render(&loaded.diagnostics, &source, false));
    loaded
}

fn between(old: &Loaded, new: &Loaded) -> Diff {
    diff(&Side::of(old).unwrap(), &Side::of(new).unwrap())
}

fn found(case: &Path) -> Diff {
    between(&spec(&case.join("old.yaml")), &spec(&case.join("new.yaml")))
}

#[test]
fn each_case_says_what_it_expects() {
    let accept = std::env::var_os("KEYWRIGHT_ACCEPT").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let found = found(&case);
        let changelog = |language| markdown(&found, "1.0", "2.0", language).unwrap();
        let said = [
            ("expected.txt", text(&found)),
            ("expected.md", changelog(Language::English)),
            ("expected.de.md", changelog(Language::German)),
        ];
        for (file, said) in said {
            let file = case.join(file);
            if accept {
                fs::write(&file, said).unwrap();
            } else if fs::read_to_string(&file).unwrap_or_default() != said {
                wrong.push(format!("{}:\n{said}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "other than expected:\n{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_case() {
    let mut missing: BTreeSet<Rule> = Rule::ALL.iter().copied().collect();
    for case in cases() {
        for rule in found(&case).rules() {
            missing.remove(&rule);
        }
    }
    assert!(missing.is_empty(), "no case shows {missing:?}");
}

#[test]
fn a_spec_does_not_differ_from_itself() {
    for case in cases() {
        let spec = spec(&case.join("new.yaml"));
        assert_eq!(between(&spec, &spec).changes, Vec::new(), "{}", case.display());
    }
}

#[test]
fn what_was_added_is_removed_the_other_way_round() {
    for case in cases() {
        let (old, new) = (spec(&case.join("old.yaml")), spec(&case.join("new.yaml")));
        let keys = |diff: &Diff, rule: Rule| -> BTreeSet<String> {
            diff.changes.iter().filter(|change| change.rule == rule).flat_map(|change| change.keys.clone()).collect()
        };
        let (there, back) = (between(&old, &new), between(&new, &old));
        assert_eq!(keys(&there, Rule::KeyAdded), keys(&back, Rule::KeyRemoved), "{}", case.display());
    }
}

#[test]
fn json_counts_what_it_lists() {
    for case in cases() {
        let found = found(&case);
        let value: serde_json::Value = serde_json::from_str(&json(&found).unwrap()).unwrap();
        let listed = value["changes"].as_array().unwrap();
        for level in Level::ALL {
            let count = listed.iter().filter(|change| change["level"] == level.as_str()).count();
            assert_eq!(value[level.as_str()], count, "{}", case.display());
        }
    }
}
