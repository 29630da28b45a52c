//! `keywright list` and `keywright show`, as they are called at the command line.

use std::process::{Command, Output};

/// Runs a command on the project's own spec.
fn keywright(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_keywright"))
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .output()
        .expect("the program is built")
}

fn lines(arguments: &[&str]) -> Vec<String> {
    let output = keywright(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn all_keys_are_listed_in_the_order_of_the_device() {
    let lines = lines(&["list"]);
    assert!(lines[0].starts_with("key "));
    let keys: Vec<_> = lines[1..lines.len() - 1].iter().filter_map(|line| line.split(' ').next()).collect();
    let place = |key: &str| keys.iter().position(|listed| *listed == key);
    assert!(place("alw").is_some_and(|alw| place("car").is_some_and(|car| alw < car)), "{keys:?}");
    assert_eq!(lines.last(), Some(&format!("{} keys", keys.len())));
}

#[test]
fn a_filter_leaves_only_what_it_names() {
    let lines = lines(&["list", "--category", "config", "--access", "r/w", "current"]);
    let rows = &lines[1..lines.len() - 1];
    assert!(rows.iter().any(|row| row.starts_with("amp ")), "{rows:?}");
    assert!(rows.iter().all(|row| row.contains("  R/W     Config ")), "{rows:?}");
}

#[test]
fn nothing_found_is_no_table() {
    let lines = lines(&["list", "no key has this text"]);
    assert_eq!(lines.len(), 1);
    assert!(lines[0].starts_with("0 keys of "));
}

#[test]
fn an_unknown_category_is_told_the_known_ones() {
    let output = keywright(&["list", "--category", "Setting"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there are Constant, Config, Status, Other"));
}

#[test]
fn a_key_is_shown_with_all_that_is_known() {
    let text = lines(&["show", "amp"]).join("\n");
    for fact in ["name       requested_current", "range      6..32", "unit       A", "default    16"] {
        assert!(text.contains(fact), "{text}");
    }
}

#[test]
fn a_key_is_found_by_its_readable_name() {
    assert_eq!(lines(&["show", "requested_current"]), lines(&["show", "amp"]));
}

#[test]
fn an_enum_is_shown_with_its_values() {
    let text = lines(&["show", "car", "--lang", "de"]).join("\n");
    assert!(text.contains("\nCarState  "), "{text}");
    assert!(text.lines().any(|line| line.starts_with("2      Charging")), "{text}");
}

#[test]
fn an_unknown_key_is_told_the_nearest() {
    let output = keywright(&["show", "requested_curent"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("did you mean `requested_current`?"));
}

#[test]
fn there_are_no_colours_without_a_terminal() {
    for arguments in [&["list"][..], &["show", "amp"], &["list", "--category", "Status"]] {
        assert!(!keywright(arguments).stdout.contains(&0x1b), "{arguments:?}");
    }
}
