//! What the README shows is what the program prints.
#![cfg(unix)]

use std::{env, fs, path::Path, process::Command};

const README: &str = include_str!("../README.md");
const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The insides of all blocks of this language.
fn blocks(language: &str) -> Vec<&'static str> {
    let begin = format!("```{language}\n");
    README.split(&begin).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).expect("a file");
        }
    }
}

/// A command and what follows it: everything up to the next line with a `$`.
fn commands(block: &str) -> Vec<(&str, &str)> {
    block
        .strip_prefix("$ ")
        .unwrap_or(block)
        .split("\n$ ")
        .map(|part| part.split_once('\n').unwrap_or((part, "")))
        .collect()
}

#[test]
fn each_command_prints_what_the_readme_shows() {
    let folder = tempfile::tempdir().expect("a folder");
    for part in ["spec", "generated-docs"] {
        copy(&Path::new(WORKSPACE).join(part), &folder.path().join(part));
    }
    let [table] = blocks("markdown")[..] else { panic!("one table") };
    fs::write(folder.path().join("table.md"), table).expect("a file");
    let program = Path::new(env!("CARGO_BIN_EXE_keywright")).parent().expect("a folder");
    let others = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([program.to_owned()].into_iter().chain(env::split_paths(&others))).expect("a path");
    let mut run = 0;
    for (command, expected) in blocks("console").into_iter().flat_map(commands) {
        let output = Command::new("sh")
            .args(["-c", &format!("exec 2>&1\n{command}")])
            .current_dir(folder.path())
            .env("PATH", &path)
            .output()
            .expect("a shell");
        let printed = String::from_utf8_lossy(&output.stdout);
        assert_eq!(printed.trim_end(), expected.trim_end(), "{command}");
        run += 1;
    }
    assert!(run >= 12, "only {run} commands were found");
}
