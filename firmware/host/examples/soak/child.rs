//! The programs that are put to the test, as children; killed when dropped.

use std::fmt;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// How long a start or an end may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a program is ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It is asked to (SIGTERM).
    Clean,
    /// It is killed (SIGKILL), as by a power cut.
    Kill,
}

/// A running program.
pub struct Program {
    child: Child,
    said: Arc<Mutex<Vec<String>>>,
}

impl Program {
    fn start(command: &mut Command) -> std::io::Result<Self> {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let said = Arc::default();
        let streams: [Option<Box<dyn Read + Send>>; 2] =
            [child.stdout.take().map(|out| Box::new(out) as _), child.stderr.take().map(|err| Box::new(err) as _)];
        for stream in streams.into_iter().flatten() {
            let said: Arc<Mutex<Vec<String>>> = Arc::clone(&said);
            thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    said.lock().unwrap().push(line);
                }
            });
        }
        Ok(Self { child, said })
    }

    /// What it has said since the last call.
    pub fn said(&self) -> Vec<String> {
        std::mem::take(&mut *self.said.lock().unwrap())
    }

    /// Whether it has ended, and how.
    pub fn ended(&mut self) -> Option<String> {
        self.child.try_wait().ok().flatten().map(|status| status.to_string())
    }

    /// Ends it. False if it did not end when it was asked to, and had to be killed.
    pub fn end(&mut self, end: End) -> bool {
        let asked = end == End::Clean
            && Command::new("kill").arg(self.child.id().to_string()).status().is_ok_and(|status| status.success());
        let begin = Instant::now();
        while asked && begin.elapsed() < Duration::from_secs(20) {
            if self.ended().is_some() {
                return true;
            }
            thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        end == End::Kill
    }

    /// Memory that it holds, in KB, and how many files it has open. Only where there is `/proc`.
    pub fn use_of(&self) -> Option<Use> {
        let folder = PathBuf::from(format!("/proc/{}", self.child.id()));
        let status = fs::read_to_string(folder.join("status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let memory = line.split_whitespace().next()?.parse().ok()?;
        Some(Use { memory, files: fs::read_dir(folder.join("fd")).ok()?.count() })
    }
}

/// What a program needs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Use {
    /// KB in memory.
    pub memory: u64,
    /// Open files, sockets among them.
    pub files: usize,
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that is free now.
pub fn free_address() -> std::io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}

fn wait_until_open(address: SocketAddr, program: &mut Program) -> std::io::Result<()> {
    let begin = Instant::now();
    while TcpStream::connect(address).is_err() {
        if program.ended().is_some() || begin.elapsed() > PATIENCE {
            let said = program.said().join("\n");
            return Err(std::io::Error::other(format!("nothing listens on {address}: {said}")));
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// Starts the charger. This very program is it, when it is called with `charger` in front.
pub fn charger(program: Option<&Path>, http: SocketAddr, state: &Path, more: &[&str]) -> std::io::Result<Program> {
    let mut command = match program {
        Some(program) => Command::new(program),
        None => {
            let mut own = Command::new(std::env::current_exe()?);
            own.arg("charger");
            own
        }
    };
    command
        .env("RUST_BACKTRACE", "1")
        .args(["--no-mdns", "--http", &http.to_string(), "--state"])
        .arg(state)
        .args(more);
    let mut program = Program::start(&mut command)?;
    wait_until_open(http, &mut program)?;
    Ok(program)
}

/// Which broker is used.
#[derive(Debug, Clone)]
pub enum BrokerKind {
    /// The mosquitto broker, which is there.
    Mosquitto(PathBuf),
    /// The one inside another charger: this program, or that one.
    Inside(Option<PathBuf>),
}

impl fmt::Display for BrokerKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mosquitto(program) => program.display().fmt(f),
            Self::Inside(_) => f.write_str("inside a second charger"),
        }
    }
}

/// Starts a broker.
pub fn broker(kind: &BrokerKind, address: SocketAddr, folder: &Path) -> std::io::Result<Program> {
    let mosquitto = match kind {
        BrokerKind::Mosquitto(program) => program,
        BrokerKind::Inside(own) => {
            let other = ["--serial", "999999", "--log", "off", "--broker", &address.to_string()];
            return charger(own.as_deref(), free_address()?, folder, &other);
        }
    };
    let file = folder.join("mosquitto.conf");
    fs::write(&file, format!("listener {} 127.0.0.1\nallow_anonymous true\nlog_type error\n", address.port()))?;
    let mut program = Program::start(Command::new(mosquitto).arg("-c").arg(&file))?;
    wait_until_open(address, &mut program)?;
    Ok(program)
}

/// Where the mosquitto broker is, if it is installed.
pub fn mosquitto() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    // Debian puts servers where only root looks.
    folders.push("/usr/sbin".into());
    folders.into_iter().map(|folder| folder.join("mosquitto")).find(|file| file.is_file())
}
