//! The charger as a client sees it: the real program in a process of its own, with a folder of its own.

// Each test file uses another part of this.
#![allow(dead_code, missing_docs)]

pub mod certificates;
pub mod gateway;
#[cfg(target_os = "linux")]
pub mod namespace;
pub mod proxy;
pub mod secure;

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use firmware_conformance::Device;
pub use firmware_conformance::{PATIENCE, wait_until};
use tempfile::TempDir;

/// A running charger; killed when dropped.
pub struct Charger {
    child: Child,
    pub http: SocketAddr,
    broker: Option<SocketAddr>,
    state: Option<TempDir>,
    stderr: Receiver<String>,
    /// Lines of it that [`Charger::hears`] has looked at.
    heard: RefCell<Vec<String>>,
}

impl Charger {
    /// With a broker inside, and free ports.
    pub fn start() -> Self {
        Self::with(&["--broker", "127.0.0.1:0"])
    }

    /// Without a broker inside.
    pub fn without_broker() -> Self {
        Self::with(&["--no-broker"])
    }

    /// On a free HTTP port, with more options.
    pub fn with(options: &[&str]) -> Self {
        Self::in_folder(tempfile::tempdir().unwrap(), options)
    }

    /// The same with settings in a folder that is there already.
    pub fn in_folder(state: TempDir, options: &[&str]) -> Self {
        let mut command = command();
        // Many run at once; what they announce is looked at in namespaces of their own.
        command.args(["--no-mdns", "--http", "127.0.0.1:0", "--state"]).arg(state.path()).args(options);
        let mut charger = Self::spawn(&mut command);
        charger.state = Some(state);
        charger
    }

    /// Whatever the command says.
    pub fn spawn(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stderr = lines(child.stderr.take().unwrap());
        let stdout = lines(child.stdout.take().unwrap());
        let next = |scheme: &str| {
            let line = stdout.recv_timeout(PATIENCE).ok()?;
            Some(line.strip_prefix(scheme).unwrap_or_else(|| panic!("{line}")).parse().unwrap())
        };
        let Some(http) = next("http://") else {
            panic!("the charger did not start: {:?}", stderr.iter().collect::<Vec<_>>());
        };
        // Without a broker inside there is no such line, and the output stays open: so it is only waited for where
        // there is one.
        let has_broker = !command.get_args().any(|arg| arg == "--no-broker");
        let broker = if has_broker { next("mqtt://") } else { None };
        Self { child, http, broker, state: None, stderr, heard: RefCell::default() }
    }

    /// Where the broker inside listens.
    pub fn broker(&self) -> SocketAddr {
        self.broker.expect("there is a broker inside")
    }

    /// The folder of the settings.
    pub fn folder(&self) -> &std::path::Path {
        self.state.as_ref().unwrap().path()
    }

    /// Kills it as a power cut would, and gives back the folder.
    pub fn kill(mut self) -> TempDir {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.state.take().unwrap()
    }

    /// Sends the signal of Ctrl-C, and waits for the end.
    pub fn interrupt(&mut self) -> ExitStatus {
        self.signal("INT");
        self.ended()
    }

    /// Memory that it holds, in kilobytes, where the operating system tells.
    pub fn memory_kb(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.trim().strip_suffix(" kB")?.parse().ok()
    }

    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(status.unwrap().success());
    }

    pub fn ended(&mut self) -> ExitStatus {
        let mut status = None;
        wait_until("the charger ends", || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        status.unwrap()
    }

    pub fn take_folder(mut self) -> TempDir {
        self.state.take().unwrap()
    }

    /// What it has said on standard error since this was asked last.
    pub fn said(&self) -> String {
        self.heard.borrow_mut().drain(..).chain(self.stderr.try_iter()).collect::<Vec<_>>().join("\n")
    }

    /// Waits until it has said this on standard error.
    pub fn hears(&self, text: &str) {
        wait_until(&format!("it says: {text}"), || {
            self.heard.borrow_mut().extend(self.stderr.try_iter());
            self.heard.borrow().iter().any(|line| line.contains(text))
        });
    }
}

impl Device for Charger {
    fn http(&self) -> SocketAddr {
        self.http
    }
}

impl Drop for Charger {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program, with nothing of the machine's own settings.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_charger"));
    command.env_remove("XDG_STATE_HOME").env_remove("HOME");
    command
}

/// Lines as they come, read in a thread of their own so that waiting for one can end.
pub fn lines(source: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(source).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

/// What a line-wise source says next, unless it is silent for so long.
pub fn next_line(lines: &Receiver<String>, patience: Duration) -> Result<String, RecvTimeoutError> {
    lines.recv_timeout(patience)
}
