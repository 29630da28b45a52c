//! `keywright import`, as it is called at the command line.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

const TABLE: &str = "# Keys\n\n| Key | R/W | Type | Category | Description |\n| --- | --- | --- | --- | --- |\n\
| bri | R/W | uint8_t | Config | brightness in % |\n| fx | R | legacy | Status | effects |\n";

/// A folder of its own, gone at the end of the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("keywright-import-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("there is room");
        fs::write(folder.join("keys.md"), TABLE).expect("there is room");
        Self(folder)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_keywright"))
            .args(arguments)
            .current_dir(&self.0)
            .output()
            .expect("the program is built")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn an_import_ends_with_a_summary() {
    let output = Folder::new("summary").run(&["import", "keys.md", "-o", "spec.yaml"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    assert_eq!(
        said(&output.stdout),
        "keys.md:6: fx: the table says `legacy` for the type: which is it?\n\
         2 keys, 1 type understood, 0 enums lifted out of prose, 1 left for a person\n\
         `keywright check spec.yaml` shows what is left\n"
    );
}

#[test]
fn check_shows_what_is_left() {
    let folder = Folder::new("check");
    folder.run(&["import", "keys.md", "-o", "spec.yaml"]);
    let output = folder.run(&["check", "spec.yaml"]);
    assert_eq!(output.status.code(), Some(0));
    let all = said(&output.stdout) + &said(&output.stderr);
    assert!(all.contains("warning[K0083]: TODO `fx`: the table says `legacy` for the type: which is it?"), "{all}");
}

#[test]
fn without_a_file_the_spec_is_printed() {
    let output = Folder::new("printed").run(&["import", "keys.md"]);
    assert!(
        said(&output.stdout).contains("\n  bri:\n    name: brightness\n    type: uint8\n"),
        "{}",
        said(&output.stdout)
    );
}

#[test]
fn device_and_language_can_be_named() {
    let folder = Folder::new("named");
    let output = folder.run(&["import", "keys.md", "--name", "lamp", "--lang", "de"]);
    assert!(said(&output.stdout).contains("device:\n  name: lamp\n  languages: [de]\n"));
    assert!(said(&output.stdout).contains("    de: { title: \"Brightness\""));
    assert_eq!(folder.run(&["import", "keys.md", "--lang", "deutsch"]).status.code(), Some(2));
}

#[test]
fn a_spec_that_is_there_is_kept() {
    let folder = Folder::new("kept");
    fs::write(folder.0.join("spec.yaml"), "mine").expect("there is room");
    let output = folder.run(&["import", "keys.md", "-o", "spec.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(said(&output.stderr), "error: `spec.yaml` is there already; `--force` overwrites it\n");
    assert_eq!(fs::read_to_string(folder.0.join("spec.yaml")).ok().as_deref(), Some("mine"));
    assert!(folder.run(&["import", "keys.md", "-o", "spec.yaml", "--force"]).status.success());
}

#[test]
fn a_file_without_a_table_is_exit_status_2() {
    let folder = Folder::new("no-table");
    fs::write(folder.0.join("other.md"), "# Text\n").expect("there is room");
    let output = folder.run(&["import", "other.md"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output.stderr).starts_with("error: there is no table of keys in `other.md`"));
    assert_eq!(said(&folder.run(&["import", "none.md"]).stderr), "error: there is no file `none.md`\n");
}

#[test]
fn the_tables_of_the_reference_are_imported_and_checked() {
    let reference = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference");
    if !reference.is_dir() {
        eprintln!("skipped: there is no {}", reference.display());
        return;
    }
    let folder = Folder::new("reference");
    for name in ["59.4", "60.3", "60.4", "de", "en"] {
        let table = reference.join(format!("apikeys-{name}.md")).display().to_string();
        let spec = format!("{name}.yaml");
        for arguments in [&["import", &table, "-o", &spec, "--force"][..], &["check", &spec]] {
            let output = folder.run(arguments);
            assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", said(&output.stderr));
        }
    }
}
