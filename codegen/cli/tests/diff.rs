//! `keywright diff`, as it is called at the command line.

use std::process::{Command, Output};

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
