//! The program, as it is called at the command line.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

fn keywright(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_keywright"))
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .expect("the program is built")
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_good_spec_is_exit_status_0() {
    let output = keywright(&["check", "tests/ui/all_well/input.yaml"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "OK: 1 key, 0 types\n");
}

#[test]
fn a_spec_with_errors_is_exit_status_1() {
    let output = keywright(&["check", "tests/ui/ten_mistakes/input.yaml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).contains("10 errors"));
    assert!(errors(&output).contains("--> tests/ui/ten_mistakes/input.yaml:8:11"));
}

#[test]
fn a_missing_spec_is_exit_status_2() {
    let output = keywright(&["check", "no/spec.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(errors(&output), "error: there is no spec at `no/spec.yaml`\n");
}

#[test]
fn expand_prints_rust() {
    let output = keywright(&["expand", "--spec", "tests/ui/all_well/input.yaml"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("pub enum Key {"), "{}", errors(&output));
}

#[test]
fn expand_prints_what_is_there_for_one_key() {
    let of = |key: &str| keywright(&["expand", key, "--spec", "runtime/tests/heat_pump/spec.yaml"]);
    let output = of("mode");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let wanted = [
        "// one of 47 variants\n",
        "member: \"\\\"mode\\\":\"",
        "pub enum Mode {",
        "pub fn operating_mode(&self) -> Mode {",
        "pub fn set_operating_mode(&mut self, value: Mode) -> bool {",
        "pub trait Commands {",
    ];
    for line in wanted {
        assert!(text.contains(line), "no `{line}` in\n{text}\n{}", errors(&output));
    }
    assert!(text.lines().count() < 150, "{text}");
    let output = of("mod");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(errors(&output), "error: there is no key `mod`, did you mean `mode`?\n");
}

#[test]
fn explain_knows_each_code() {
    assert!(keywright(&["explain", "k0056"]).status.success());
    assert_eq!(keywright(&["explain", "K9999"]).status.code(), Some(2));
}

#[test]
fn documents_are_written_and_then_checked() {
    let folder: PathBuf = std::env::temp_dir().join(format!("keywright-cli-{}", std::process::id()));
    let out = folder.display().to_string();
    let run = |check: &[&str]| keywright(&[&["docs", "--out", &out, "tests/ui/all_well/input.yaml"], check].concat());
    let before = run(&["--check"]).status.code();
    let written = run(&[]).status.code();
    let after = run(&["--check"]).status.code();
    fs::remove_dir_all(&folder).expect("there are documents");
    assert_eq!((before, written, after), (Some(1), Some(0), Some(0)));
}

#[test]
fn documents_of_one_language_are_written_and_checked() {
    let folder = tempfile::tempdir().expect("there is room");
    let out = folder.path().display().to_string();
    let run = |more: &[&str]| keywright(&[&["docs", "--out", &out, "tests/ui/all_well/input.yaml"], more].concat());
    assert_eq!(run(&["--lang", "de"]).status.code(), Some(0));
    let pages: Vec<_> = fs::read_dir(folder.path()).expect("it is there").flatten().map(|e| e.file_name()).collect();
    assert_eq!(pages, ["de"]);
    assert_eq!(run(&["--lang", "de", "--check"]).status.code(), Some(0));
    assert_eq!(run(&["--lang", "en", "--check"]).status.code(), Some(1));
    assert_eq!(run(&[]).status.code(), Some(0));
    assert!(folder.path().join("en/README.md").is_file() && folder.path().join("README.md").is_file());
    assert_eq!(errors(&run(&["--lang", "fr"])), "error: the device has no texts in `fr`; it has en, de\n");
}

#[test]
fn a_spec_comes_from_standard_input_as_well() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/ui/ten_mistakes/input.yaml");
    let output = Command::new(env!("CARGO_BIN_EXE_keywright"))
        .args(["check", "-"])
        .stdin(fs::File::open(path).expect("the spec is there"))
        .output()
        .expect("the program is built");
    assert_eq!(output.status.code(), Some(1));
    let errors = errors(&output);
    assert!(errors.contains("--> standard input:8:11") && errors.contains("10 errors"), "{errors}");
}

#[test]
fn check_speaks_json() {
    let output = keywright(&["check", "tests/ui/ten_mistakes/input.yaml", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let checked: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(checked["errors"], 10);
    let first = &checked["problems"][0];
    assert_eq!((&first["code"], &first["severity"]), (&"K0033".into(), &"error".into()));
    assert_eq!((&first["places"][0]["line"], &first["places"][0]["column"]), (&8.into(), &11.into()));
    assert_eq!(first["help"], "did you mean `uint8`?");
}

#[test]
fn check_annotates_a_pull_request() {
    let output = keywright(&["check", "tests/ui/ten_mistakes/input.yaml", "--format", "github"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let first = "::error file=tests/ui/ten_mistakes/input.yaml,line=8,endLine=8,col=11,endColumn=15,title=K0033::\
                 there is no type `uint9`%0Ahelp: did you mean `uint8`?";
    assert_eq!(text.lines().next(), Some(first), "{text}");
    assert_eq!(text.lines().count(), 10);
}

#[test]
fn a_good_spec_has_no_annotation() {
    let output = keywright(&["check", "tests/ui/all_well/input.yaml", "--format", "github"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0));
}

#[test]
fn explain_shows_what_is_wrong_and_what_is_right() {
    let output = keywright(&["explain", "K0056"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let (wrong, right) = text.split_once("\nRight:\n").unwrap_or_default();
    assert!(wrong.contains("\nWrong:\n\n    keys:\n      bri:\n        range: 6-32\n"), "{text}");
    assert!(right.contains("        range: 6..32\n"), "{text}");
}
