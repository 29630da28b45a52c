//! What the README shows is what happens: its commands are read from it and run.

mod common;

use std::env;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use common::Charger;
use firmware_conformance::Device;
use firmware_conformance::mqtt::Mqtt;

const README: &str = include_str!("../../../README.md");

/// A command of the README and what it says there.
#[derive(Debug)]
struct Shown {
    command: String,
    output: Vec<String>,
}

/// The text from a heading to the next one.
fn section(heading: &str) -> &'static str {
    let start = README.find(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no heading `{heading}`"));
    let rest = &README[start + 1..];
    rest.split("\n## ").next().unwrap()
}

/// The blocks of a section in one language.
fn blocks<'a>(section: &'a str, language: &str) -> Vec<&'a str> {
    let begin = format!("```{language}\n");
    section.split(&begin).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

fn commands(section: &str) -> Vec<Shown> {
    let mut all: Vec<Shown> = Vec::new();
    for line in blocks(section, "console").into_iter().flat_map(str::lines) {
        match line.strip_prefix("$ ") {
            Some(command) => all.push(Shown { command: command.to_owned(), output: Vec::new() }),
            None => all.last_mut().expect("a block begins with a command").output.push(line.to_owned()),
        }
    }
    all
}

/// Where the README's commands are run.
struct Stage<'a> {
    charger: Option<&'a Charger>,
    workspace: PathBuf,
    target: PathBuf,
}

impl Stage<'_> {
    /// Runs a command, and compares what it says. A value on its way may take a while.
    fn run(&self, shown: &Shown) {
        let begin = Instant::now();
        loop {
            let output = self.output(&shown.command);
            let same = output.lines().map(plain).eq(shown.output.iter().map(|line| plain(line)));
            let changing = shown.command.contains("/api/status");
            if same || !changing || begin.elapsed() > common::PATIENCE {
                assert!(
                    same,
                    "$ {}\nthe README shows:\n{}\nit says:\n{output}",
                    shown.command,
                    shown.output.join("\n")
                );
                return;
            }
            std::thread::park_timeout(Duration::from_millis(50));
        }
    }

    fn output(&self, command: &str) -> String {
        let words: Vec<&str> = command.split_whitespace().map(|word| word.trim_matches('\'')).collect();
        let after = |option: &str| words[words.iter().position(|word| *word == option).unwrap() + 1];
        match words[0] {
            // Neither of these has to be installed, and the ports are others here.
            "curl" => {
                let target = words.iter().find_map(|word| word.strip_prefix("http://127.0.0.1:8080")).unwrap();
                let body = self.charger().get(target).body;
                if words.contains(&"/dev/null") { String::new() } else { body }
            }
            "mosquitto_sub" => {
                let message = Mqtt::listen(self.broker(), after("-t")).next_message();
                format!("{} {}", message.topic, message.payload)
            }
            "mosquitto_pub" => {
                let mut client = Mqtt::listen(self.broker(), &after("-t").replace("/set", "/result"));
                client.publish(after("-t"), after("-m"));
                // The command itself waits for nothing: what comes next is to find the value set.
                assert_eq!(client.next_message().payload, "success");
                String::new()
            }
            _ => self.shell(command),
        }
    }

    fn shell(&self, command: &str) -> String {
        let output = Command::new("sh")
            .args(["-c", command])
            .current_dir(&self.workspace)
            .env("CARGO_TARGET_DIR", &self.target)
            // All that a build needs is there, since this test was built.
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        let shows_mistakes = command.ends_with("-- check");
        assert!(output.status.success() || shows_mistakes, "$ {command}\n{errors}");
        let text = String::from_utf8(output.stdout).unwrap();
        if shows_mistakes { text + &errors } else { text }
    }

    fn charger(&self) -> &Charger {
        self.charger.expect("it runs by now")
    }

    fn broker(&self) -> SocketAddr {
        self.charger().broker()
    }
}

/// A line without what changes with every other key of the spec: numbers of lines, and how wide they are.
fn plain(line: &str) -> String {
    let place = line.trim_start().starts_with("--> ");
    let (number, drawing) = line.split_once('|').map_or(("", line), |(number, drawing)| (number.trim(), drawing));
    match number.parse::<u32>() {
        _ if place => line.split(':').next().unwrap().trim().to_owned(),
        Ok(_) => drawing.to_owned(),
        Err(_) if number.is_empty() => drawing.trim_end().trim_start_matches(' ').to_owned(),
        Err(_) => line.trim_end().to_owned(),
    }
}

/// A copy of the workspace that stays from run to run, so that the second one is quick. Times are kept: cargo goes by them.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (name, to) = (entry.file_name(), to.join(entry.file_name()));
        if name == "target" || name == ".git" {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), &to).unwrap();
            let modified = entry.metadata().unwrap().modified().unwrap();
            fs::File::options().write(true).open(&to).unwrap().set_modified(modified).unwrap();
        }
    }
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}

#[test]
fn try_it_shows_what_happens() {
    let charger = Charger::start();
    let stage = Stage { charger: Some(&charger), workspace: workspace().into(), target: "target".into() };
    let commands = commands(section("Try it"));
    assert!(commands.len() > 4, "{commands:?}");
    for shown in commands.iter().filter(|shown| !shown.command.starts_with("cargo ")) {
        stage.run(shown);
    }
}

/// Builds a copy of the workspace with a key more, and finds the key in the registry, on HTTP, on MQTT and in the documents.
#[test]
fn a_key_is_added_in_three_steps() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("walk");
    let mut stage = Stage { charger: None, workspace: folder.join("workspace"), target: folder.join("target") };
    // What the build does not write anew would otherwise be that of the run before.
    let _ = fs::remove_dir_all(stage.workspace.join("generated-docs"));
    copy(workspace(), &stage.workspace);

    let section = section("Add a key");
    let spec = stage.workspace.join("spec/spec.yaml");
    let lines = blocks(section, "yaml")[0];
    fs::write(&spec, format!("{}\n{lines}", fs::read_to_string(&spec).unwrap())).unwrap();

    let commands = commands(section);
    let (build, find): (Vec<&Shown>, _) = commands.iter().partition(|shown| shown.command == "cargo build");
    assert_eq!(build.len(), 1);
    stage.run(build[0]);

    let program = stage.target.join("debug").join(format!("charger{}", env::consts::EXE_SUFFIX));
    let state = tempfile::tempdir().unwrap();
    let mut command = Command::new(program);
    command.args(["--http", "127.0.0.1:0", "--broker", "127.0.0.1:0", "--state"]).arg(state.path());
    let charger = Charger::spawn(&mut command);
    stage.charger = Some(&charger);
    assert!(find.len() > 4, "{find:?}");
    for shown in find.into_iter().filter(|shown| shown.command != "cargo run") {
        stage.run(shown);
    }

    // Both languages have it.
    for language in ["en", "de"] {
        let page = fs::read_to_string(stage.workspace.join(format!("generated-docs/{language}/config.md"))).unwrap();
        assert!(page.contains("<a id=\"fan\"></a>"), "{language}");
    }

    mistakes_are_shown(&stage);
}

/// In the same copy, since building one takes minutes.
fn mistakes_are_shown(stage: &Stage) {
    let commands = commands(section("When the spec is wrong"));
    assert!(!commands.is_empty());
    for shown in &commands {
        stage.run(shown);
    }
}
