//! `keywright diff`, as it is called at the command line.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn diff(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_keywright"))
        .arg("diff")
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/diff"))
        .output()
        .expect("the program is built")
}

fn shown(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn specs_that_are_alike_are_exit_status_0() {
    let output = diff(&["nothing/old.yaml", "nothing/new.yaml"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    assert_eq!(shown(&output), "nothing changed\n");
}

#[test]
fn a_breaking_change_is_exit_status_2() {
    let output = diff(&["ranges/old.yaml", "ranges/new.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(shown(&output).contains("breaking: a: range: 6..32 → 6..16 [range-narrowed]"), "{}", shown(&output));
    assert_eq!(errors(&output), "");
}

#[test]
fn a_warning_is_exit_status_0() {
    let output = diff(&["family/old.yaml", "family/new.yaml"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(shown(&output).contains("warning: c{0..9}n: "), "{}", shown(&output));
}

#[test]
fn a_changelog_is_in_the_language_asked_for() {
    let changelog =
        |lang: &[&str]| shown(&diff(&[&["units/old.yaml", "units/new.yaml", "--format", "markdown"], lang].concat()));
    assert!(changelog(&[]).starts_with("# What changed from old.yaml to new.yaml\n"));
    assert!(changelog(&["--lang", "de"]).starts_with("# Änderungen von old.yaml zu new.yaml\n"));
}

#[test]
fn json_names_level_rule_and_path() {
    let output = diff(&["units/old.yaml", "units/new.yaml", "--format", "json"]);
    assert_eq!(output.status.code(), Some(2));
    for part in ["\"breaking\": 2", "\"level\": \"breaking\"", "\"rule\": \"unit-changed\"", "\"path\": \"keys.a\""] {
        assert!(shown(&output).contains(part), "{part} is not in {}", shown(&output));
    }
}

#[test]
fn a_spec_with_errors_is_shown_and_exit_status_1() {
    let output = diff(&["nothing/old.yaml", "../ui/ten_mistakes/input.yaml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).contains("--> ../ui/ten_mistakes/input.yaml:8:11"), "{}", errors(&output));
}

#[test]
fn a_missing_spec_is_named() {
    let output = diff(&["nothing/old.yaml", "no.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(errors(&output), "error: there is no spec at `no.yaml`\n");
}

/// Where the tables of real devices stand, if they are there.
fn tables() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: there are no tables of real devices beside this workspace");
    None
}

#[test]
fn two_tables_differ_in_exactly_what_is_new() {
    let Some(tables) = tables() else { return };
    let table = |name: &str| tables.join(name).display().to_string();
    let (old, new) = (table("apikeys-60.3.md"), table("apikeys-60.4.md"));
    let output = diff(&[&old, &new, "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", shown(&output), errors(&output));
    let found: serde_json::Value = serde_json::from_str(&shown(&output)).expect("this is JSON");
    let changes = found["changes"].as_array().expect("there are changes");
    let of = |rule: &str| -> Vec<&str> {
        let changes = changes.iter().filter(|change| change["rule"] == rule);
        let mut keys: Vec<_> = changes.filter_map(|change| change["keys"][0].as_str()).collect();
        keys.dedup();
        keys
    };
    assert_eq!(of("key-added"), ["fsc", "fse", "fsi", "iso2en", "osr", "rev", "txt"]);
    assert_eq!(of("enum-value-added"), ["car", "err", "modelStatus"]);
    let named = ["key-added", "enum-value-added"];
    let more: Vec<_> = changes.iter().filter(|change| !named.iter().any(|rule| change["rule"] == *rule)).collect();
    assert!(more.is_empty(), "{more:?}");
}

#[test]
fn a_table_does_not_differ_from_itself() {
    let Some(tables) = tables() else { return };
    for name in ["apikeys-59.4.md", "apikeys-60.3.md", "apikeys-60.4.md", "apikeys-en.md", "apikeys-de.md"] {
        let table = tables.join(name).display().to_string();
        assert_eq!(shown(&diff(&[&table, &table])), "nothing changed\n", "{name}");
    }
}

#[test]
fn text_without_a_table_is_told_so() {
    let output = diff(&["nothing/old.yaml", "nothing/expected.md"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(errors(&output), "error: there is no table of keys in `nothing/expected.md`\n");
}
