//! The program itself, over HTTP.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

struct Program {
    child: Child,
    address: String,
}

impl Program {
    /// Starts it on a free port, without MQTT and with settings of its own.
    fn start(settings: &str) -> Self {
        let settings = format!("{}/{settings}.json", env!("CARGO_TARGET_TMPDIR"));
        // What an earlier run has left there.
        let _ = std::fs::remove_file(&settings);
        let mut child = Command::new(env!("CARGO_BIN_EXE_{{name}}"))
            .args(["--http", "127.0.0.1:0", "--broker", "", "--settings", &settings])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("http://").unwrap().to_owned();
        Self { child, address }
    }

    /// What it answers to a `GET`: status and body.
    fn get(&self, target: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        write!(stream, "GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_value_is_set_and_read_back() {
    let program = Program::start("set");
    let label = r#"/api/set?label="Bath room"&mode=1"#.replace(' ', "+");
    assert_eq!(program.get(&label), (200, r#"{"label":true,"mode":true}"#.into()));
    let status = program.get("/api/status?filter=label,mode");
    assert_eq!(status, (200, r#"{"label":"Bath room","mode":1}"#.into()));
}

#[test]
fn what_is_wrong_is_refused_and_says_what_is_right() {
    let program = Program::start("refused");
    let refused = r#"{"target":"target: value must be 5 to 30 °C, not 99"}"#;
    assert_eq!(program.get("/api/set?target=99"), (400, refused.into()));
    let unknown = r#"{"targt":"targt: unknown api key targt, did you mean target?"}"#;
    assert_eq!(program.get("/api/set?targt=20"), (400, unknown.into()));
}
