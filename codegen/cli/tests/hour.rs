//! "Your device in an hour" in the README of codegen: every step of it, as a reader takes it.
#![cfg(unix)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::{env, fs};

const README: &str = include_str!("../../README.md");

/// What the page asks for.
enum Step<'a> {
    /// A file has this text.
    File(&'a str, &'a str),
    /// A command prints this, if it prints anything that matters.
    Command(&'a str, &'a str),
}

/// The steps of the page, in their order.
fn steps() -> Vec<Step<'static>> {
    let (_, page) = README.split_once("## Your device in an hour\n").expect("the page");
    let page = page.split("\n## ").next().expect("its end");
    let mut steps = Vec::new();
    let mut before = "";
    for (index, part) in page.split("\n```").enumerate() {
        if index % 2 == 0 {
            before = part;
            continue;
        }
        let (language, text) = part.split_once('\n').expect("a block");
        if language == "console" {
            let commands = text.strip_prefix("$ ").expect("a command").split("\n$ ");
            steps.extend(commands.map(|command| {
                let (command, printed) = command.split_once('\n').unwrap_or((command, ""));
                Step::Command(command, printed)
            }));
        } else {
            let name = before.trim_end().rsplit('\n').next().expect("a name");
            steps.push(Step::File(name.trim_matches('`'), text));
        }
    }
    steps
}

struct Program(Child, String);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A shell in a folder that finds the program `keywright`.
fn shell(folder: &Path, command: &str) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_keywright")).parent().expect("a folder");
    let others = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([program.to_owned()].into_iter().chain(env::split_paths(&others))).expect("a path");
    Command::new("sh").args(["-c", command]).current_dir(folder).env("PATH", path).output().expect("a shell")
}

/// Builds and starts the device on free ports.
fn start(folder: &Path) -> Program {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new-target");
    let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock");
    fs::copy(lock, folder.join("Cargo.lock")).expect("a lock file");
    let built = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--offline"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", &target)
        .output()
        .expect("cargo is there");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let mut child = Command::new(target.join("debug/garden-pump"))
        .args(["--http", "127.0.0.1:0", "--no-broker", "--no-mdns", "--log", "off", "--state"])
        .arg(folder.join("state"))
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("it says where it listens");
    Program(child, line.trim().to_owned())
}

#[test]
fn every_step_of_the_page_works() {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("hour");
    let _ = fs::remove_dir_all(&root);
    fs::create_dir_all(&root).expect("a folder");
    let mut folder = root;
    let mut program = None;
    let mut asked = 0;
    for step in steps() {
        match step {
            Step::File(name, text) => fs::write(folder.join(name), format!("{text}\n")).expect("a file"),
            Step::Command("cargo run", _) => program = Some(start(&folder)),
            Step::Command(command, expected) => {
                if let Some(to) = command.strip_prefix("cd ") {
                    folder.push(to);
                    continue;
                }
                let address = program.as_ref().map_or("", |Program(_, address)| address);
                let output = shell(&folder, &command.replace("http://127.0.0.1:8080", address));
                let printed = String::from_utf8_lossy(&output.stdout);
                assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
                if !expected.is_empty() {
                    assert_eq!(printed.trim_end(), expected.trim_end(), "{command}");
                    asked += 1;
                }
            }
        }
    }
    assert!(program.is_some() && asked >= 4, "only {asked} answers were looked at");
}
