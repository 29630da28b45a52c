//! Scenarios in a browser: scripts in `tests/app/` that drive Chromium, each in a process of its own.
//!
//! What a script needs besides the page it asks for with a line of JSON on standard output, `{"ask":"cut"}`; the answer
//! is a line of JSON on standard input. The last line is `{"done":true}`. All else that it prints is for people.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::lines;

/// How long a scenario may take: several times what it does on a machine with nothing else to do.
const LIMIT: Duration = Duration::from_secs(240);

/// A script that is about to run.
pub struct Scenario {
    name: String,
    command: Command,
    /// What browser and driver leave behind is gone with it.
    _scratch: TempDir,
}

impl Scenario {
    /// The script of this name; nothing, and a sentence, where there is no browser or nothing to drive it with.
    pub fn find(name: &str) -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/app");
        let chromium = std::env::var_os("KEYWRIGHT_CHROMIUM").map_or("/usr/bin/chromium".into(), PathBuf::from);
        let missing = if Command::new("node").arg("--version").output().is_err() {
            Some("node is not installed".to_owned())
        } else if !chromium.is_file() {
            Some(format!("there is no browser at {}; KEYWRIGHT_CHROMIUM names another one", chromium.display()))
        } else if !folder.join("node_modules/playwright-core").is_dir() {
            Some(format!("playwright-core is not installed: run npm ci in {}", folder.display()))
        } else {
            None
        };
        if let Some(missing) = missing {
            eprintln!("skipped: {missing}");
            return None;
        }
        let scratch = tempfile::tempdir().unwrap();
        let mut command = Command::new("node");
        command
            .arg(folder.join(format!("{name}.mjs")))
            .env("KEYWRIGHT_CHROMIUM", chromium)
            .env("TMPDIR", scratch.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        Some(Self { name: name.to_owned(), command, _scratch: scratch })
    }

    /// With a variable more in its environment.
    pub fn with(mut self, variable: &str, value: impl ToString) -> Self {
        self.command.env(variable, value.to_string());
        self
    }

    /// Runs it on the page at an address, without anything to ask for.
    pub fn run(self, page: SocketAddr) {
        self.run_with(page, |ask, _| panic!("nobody answers {ask}"));
    }

    /// Runs it; `answer` gets the word after `ask`, and all that stands in the line.
    pub fn run_with(mut self, page: SocketAddr, mut answer: impl FnMut(&str, &Value) -> Value) {
        let begin = Instant::now();
        let child = self.command.env("KEYWRIGHT_PAGE", format!("http://{page}")).spawn().unwrap();
        let mut child = Running(child);
        let stdout = lines(child.0.stdout.take().unwrap());
        let stderr = lines(child.0.stderr.take().unwrap());
        let mut stdin = child.0.stdin.take().unwrap();
        let mut done = false;
        let mut said = Vec::new();
        // The output ends when the process does.
        let in_time = loop {
            let Some(left) = LIMIT.checked_sub(begin.elapsed()) else { break false };
            let Ok(line) = stdout.recv_timeout(left) else { break begin.elapsed() < LIMIT };
            let request: Value = serde_json::from_str(&line).unwrap_or_default();
            if let Some(ask) = request["ask"].as_str() {
                // If it has ended, its output says why.
                let _ = writeln!(stdin, "{}", answer(ask, &request));
            } else if request == json!({ "done": true }) {
                done = true;
            } else {
                println!("{line}");
                said.push(line);
            }
        };
        drop(stdin);
        if !in_time {
            drop(child);
            let said = [said, stderr.iter().collect()].concat().join("\n");
            panic!("{} was stopped after {} s: {said}", self.name, LIMIT.as_secs());
        }
        let status = child.0.wait().unwrap();
        let said = [said, stderr.iter().collect()].concat().join("\n");
        assert!(status.success() && done, "{}: {status}: {said}", self.name);
    }
}

/// Killed when dropped; the browser ends with it, since the pipe between them does.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
