//! The charger as a client sees it: the real program in a process of its own, with a folder of its own.

// Each test file uses another part of this.
#![allow(dead_code, missing_docs)]

pub mod brokers;
pub mod certificates;
pub mod gateway;
pub mod mqtt;
#[cfg(target_os = "linux")]
pub mod namespace;
pub mod proxy;
pub mod rows;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// How long anything may take. Far longer than it does, since the machine may be busy.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A running charger; killed when dropped.
pub struct Charger {
    child: Child,
    pub http: SocketAddr,
    broker: Option<SocketAddr>,
    state: Option<TempDir>,
    stderr: Receiver<String>,
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
        Self { child, http, broker, state: None, stderr }
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

    /// All that it has said on standard error so far.
    pub fn said(&self) -> String {
        self.stderr.try_iter().collect::<Vec<_>>().join("\n")
    }

    /// A request with this target, which is sent as it stands.
    pub fn get(&self, target: &str) -> Response {
        self.send(format!("GET {target} HTTP/1.1\r\nHost: charger\r\nConnection: close\r\n\r\n").as_bytes())
    }

    pub fn post(&self, target: &str, body: &[u8]) -> Response {
        let head = format!(
            "POST {target} HTTP/1.1\r\nHost: charger\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        self.send(&[head.as_bytes(), body].concat())
    }

    /// Sends bytes on a connection of their own, and reads the answer.
    pub fn send(&self, bytes: &[u8]) -> Response {
        let mut stream = self.connect();
        stream.write_all(bytes).unwrap();
        read_response(&mut BufReader::new(stream)).expect("an answer")
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.http).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// The value of a key, as HTTP tells it.
    pub fn value(&self, key: &str) -> Value {
        let response = self.get(&format!("/api/status?filter={key}"));
        response.json().get(key).cloned().unwrap_or_else(|| panic!("{key}: {}", response.body))
    }

    /// Sets keys over HTTP, which has to work.
    pub fn set(&self, query: &str) {
        let response = self.get(&format!("/api/set?{query}"));
        assert_eq!(response.status, 200, "{query}: {}", response.body);
    }

    /// Sets keys over HTTP with a JSON object, which has to work.
    pub fn set_json(&self, values: &Value) {
        let response = self.post("/api/set", values.to_string().as_bytes());
        assert_eq!(response.status, 200, "{}", response.body);
    }

    /// Changes the world, which has to work.
    pub fn sim(&self, route: &str) {
        let response = self.get(&format!("/sim/{route}"));
        assert_eq!(response.status, 200, "{route}: {}", response.body);
    }

    pub fn wait_for(&self, key: &str, expected: impl Fn(&Value) -> bool) -> Value {
        let mut value = Value::Null;
        let text = format!("{key} gets the value that is expected");
        wait_until(&text, || {
            value = self.value(key);
            expected(&value)
        });
        value
    }

    /// Switches MQTT on, allows writes, and waits for the connection.
    pub fn connect_to(&self, broker: SocketAddr) {
        self.set(&format!("mcr=false&mcu=\"mqtt://{broker}\"&mce=true"));
        self.wait_for("mcc", |connected| *connected == true);
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

/// Waits until something is so.
pub fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !condition() {
        assert!(begin.elapsed() < PATIENCE, "waited in vain until {what}");
        thread::park_timeout(Duration::from_millis(20));
    }
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

/// An answer.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Response {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The keys of a JSON object in the order in which they stand. `serde_json` sorts them.
    pub fn keys(&self) -> Vec<String> {
        object_keys(&self.body)
    }
}

pub fn object_keys(object: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut depth = 0;
    let mut chars = object.char_indices();
    let mut last = None;
    while let Some((_, c)) = chars.next() {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            '"' => {
                let mut text = String::new();
                while let Some((_, c)) = chars.next() {
                    match c {
                        '"' => break,
                        '\\' => drop(chars.next()),
                        c => text.push(c),
                    }
                }
                last = Some(text);
            }
            ':' if depth == 1 => keys.extend(last.take()),
            _ => {}
        }
    }
    keys
}

/// Reads one answer, with a body as long as its `Content-Length` says. Nothing if the connection was closed before.
pub fn read_response(source: &mut impl BufRead) -> Option<Response> {
    let mut line = String::new();
    if source.read_line(&mut line).ok()? == 0 {
        return None;
    }
    let status = line.split(' ').nth(1).unwrap().parse().unwrap();
    let mut headers = Vec::new();
    loop {
        line.clear();
        source.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.push((name.to_owned(), value.to_owned()));
    }
    let mut response = Response { status, headers, body: String::new() };
    let length = response.header("Content-Length").unwrap_or("0").parse().unwrap();
    let mut body = vec![0; length];
    source.read_exact(&mut body).ok()?;
    response.body = String::from_utf8(body).unwrap();
    Some(response)
}
