//! `GET /api/status` of the charger under `wrk`, beside an axum server that sends the same bytes. The two are measured
//! in turn, each on one thread of its own process.

use std::error::Error;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::{env, fs};

use axum::Router;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use axum::serve::ListenerExt as _;

const TARGET: &str = "/api/status";
const ROUNDS: usize = 11;
const SECONDS: &str = "2s";
const CONNECTIONS: &str = "16";

/// How this program starts itself as the axum server.
const SERVE: &str = "--serve-standard-input";

fn main() -> ExitCode {
    let argument = env::args_os().nth(1);
    let result = if argument.as_ref().is_some_and(|argument| argument == SERVE) {
        serve()
    } else {
        compare(argument.map(PathBuf::from))
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn compare(charger: Option<PathBuf>) -> Result<(), Box<dyn Error>> {
    if Command::new("wrk").arg("--version").output().is_err() {
        println!("skipped: wrk is not installed");
        return Ok(());
    }
    let itself = env::current_exe()?;
    let charger = charger.unwrap_or_else(|| itself.with_file_name("charger"));
    if !charger.is_file() {
        let missing = charger.display();
        return Err(format!("there is no charger at `{missing}`: cargo build --release -p firmware-host").into());
    }
    let state = State::new()?;
    let mut command = Command::new(charger);
    command.args(["--http", "127.0.0.1:0", "--no-broker", "--log", "error", "--rate", "0", "--state"]).arg(&state.0);
    let charger = Server::start(&mut command, &[])?;
    let status = body(charger.address)?;
    let axum = Server::start(Command::new(itself).arg(SERVE), &status)?;
    println!("{} bytes, {CONNECTIONS} connections, {ROUNDS} times {SECONDS} each, in turn", status.len());

    let mut rounds = Vec::new();
    for round in 1..=ROUNDS {
        let (ours, theirs) = (charger.load()?, axum.load()?);
        println!("  {round:>2}: charger {ours}, axum {theirs}, {:.2} of its rate", ours.rate / theirs.rate);
        rounds.push((ours, theirs));
    }
    let median = |of: fn(&(Load, Load)) -> f64| {
        let mut values: Vec<f64> = rounds.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values.get(ROUNDS / 2).copied().unwrap_or(0.0)
    };
    println!(
        "median of the ratios: the charger answers {:.2} as many requests a second as axum, \
         or {:.2} as many in the same time on a processor",
        median(|(ours, theirs)| ours.rate / theirs.rate),
        median(|(ours, theirs)| theirs.micros / ours.micros),
    );
    Ok(())
}

/// What a server did under load.
#[derive(Debug, Clone, Copy)]
struct Load {
    /// Requests a second.
    rate: f64,
    /// Time on a processor for each, in microseconds; not a number where the system does not tell it. Unlike the rate
    /// it hardly depends on what else the machine does.
    micros: f64,
}

impl std::fmt::Display for Load {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:>6.0}/s ({:>4.1} µs each)", self.rate, self.micros)
    }
}

/// A folder for the charger's settings, gone afterwards.
struct State(PathBuf);

impl State {
    fn new() -> std::io::Result<Self> {
        let path = env::temp_dir().join(format!("keywright-http-rate-{}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

impl Drop for State {
    fn drop(&mut self) {
        // What is left behind in the temporary folder harms nobody.
        let _ = fs::remove_dir_all(Path::new(&self.0));
    }
}

/// A server in a process of its own, which ends with this.
struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    /// The server prints `http://` and its address on a line.
    fn start(command: &mut Command, input: &[u8]) -> Result<Self, Box<dyn Error>> {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        // Dropped afterwards, which is the end of the input.
        process.stdin.take().ok_or("no input")?.write_all(input)?;
        let lines = BufReader::new(process.stdout.take().ok_or("no output")?).lines();
        for line in lines {
            if let Some(address) = line?.strip_prefix("http://") {
                let address = address.trim_end_matches('/').parse()?;
                return Ok(Self { process, address });
            }
        }
        Err("the server ended before it said where it listens".into())
    }

    /// Puts the server under load. An answer that is no 200 ends the comparison.
    fn load(&self) -> Result<Load, Box<dyn Error>> {
        let url = format!("http://{}{TARGET}", self.address);
        let before = self.worked();
        let output = Command::new("wrk").args(["-t1", "-c", CONNECTIONS, "-d", SECONDS, &url]).output()?;
        let worked = self.worked().zip(before).map(|(after, before)| after - before);
        let text = String::from_utf8(output.stdout)?;
        if let Some(line) = text.lines().find(|line| line.contains("Non-2xx") || line.contains("Socket errors")) {
            return Err(format!("{url}: {}", line.trim()).into());
        }
        let rate = text.lines().find_map(|line| line.trim().strip_prefix("Requests/sec:"));
        let rate = rate.ok_or("wrk states no rate")?.trim().parse()?;
        let requests = text.lines().find_map(|line| line.trim().split_once(" requests in "));
        let requests: f64 = requests.ok_or("wrk states no number of requests")?.0.parse()?;
        Ok(Load { rate, micros: worked.map_or(f64::NAN, |worked| worked / requests) })
    }

    /// How long all threads of the server have been on a processor, in microseconds.
    fn worked(&self) -> Option<f64> {
        let threads = fs::read_dir(format!("/proc/{}/task", self.process.id())).ok()?;
        let nanos = threads.map(|thread| {
            let text = fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
            text.split(' ').next()?.parse::<f64>().ok()
        });
        Some(nanos.sum::<Option<f64>>()? / 1e3)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What the charger answers.
fn body(address: SocketAddr) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut stream = TcpStream::connect(address)?;
    write!(stream, "GET {TARGET} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let head = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").ok_or("the charger's answer has no body")?;
    Ok(answer.split_off(head + 4))
}

/// Serves what stands in the standard input.
fn serve() -> Result<(), Box<dyn Error>> {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes)?;
    let bytes = Bytes::from(bytes);
    let answer = move || async move { ([(CONTENT_TYPE, "application/json")], bytes) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        println!("http://{}", listener.local_addr()?);
        // A connection that can't have it is only slower.
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        axum::serve(listener, Router::new().route(TARGET, get(answer))).await?;
        Ok(())
    })
}
