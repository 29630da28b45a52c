//! Brokers to test against: a real one, where it is installed, and one that says what a test wants to hear.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::certificates::Issued;
use super::{PATIENCE, wait_until};

/// A port that was free a moment ago.
pub fn free_address() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap()
}

/// The mosquitto broker; killed when dropped.
pub struct Mosquitto {
    child: Child,
    pub address: SocketAddr,
    folder: TempDir,
}

/// A mosquitto that also listens for TLS, at an address of its own.
pub struct Secure {
    pub broker: Mosquitto,
    pub address: SocketAddr,
}

fn installed(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    // Debian puts servers where only root looks.
    folders.push("/usr/sbin".into());
    folders.into_iter().map(|folder| folder.join(name)).find(|file| file.is_file())
}

impl Mosquitto {
    /// Starts it, if it is installed, with more lines of configuration.
    pub fn start(configuration: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        Self::start_at(free_address(), folder, configuration)
    }

    /// Starts it with one user.
    pub fn with_user(user: &str, password: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("passwords");
        let status = Command::new(installed("mosquitto_passwd")?)
            .args(["-c", "-b"])
            .arg(&file)
            .args([user, password])
            .stderr(Stdio::null())
            .status();
        assert!(status.unwrap().success());
        readable(&file);
        readable(folder.path());
        let configuration = format!("allow_anonymous false\npassword_file {}\n", file.display());
        Self::start_at(free_address(), folder, &configuration)
    }

    /// Starts it with a second listener, which speaks TLS, or whatever more lines say. `files` are put into its folder.
    pub fn secure(server: &Issued, files: &[(&str, &str)], more: &str) -> Option<Secure> {
        let folder = tempfile::tempdir().unwrap();
        readable(folder.path());
        let write = |name: &str, text: &str| {
            let file = folder.path().join(name);
            std::fs::write(&file, text).unwrap();
            readable(&file);
            file.display().to_string()
        };
        let (certificate, key) = (write("server.pem", &server.certificate), write("server.key", &server.key));
        let mut more = more.to_owned();
        for (name, text) in files {
            more = more.replace(name, &write(name, text));
        }
        let address = free_address();
        let configuration =
            format!("listener {} 127.0.0.1\ncertfile {certificate}\nkeyfile {key}\n{more}\n", address.port());
        let broker = Self::start_at(free_address(), folder, &configuration)?;
        wait_until("mosquitto listens", || TcpStream::connect(address).is_ok());
        Some(Secure { broker, address })
    }

    fn start_at(address: SocketAddr, folder: TempDir, configuration: &str) -> Option<Self> {
        let program = installed("mosquitto")?;
        let file = folder.path().join("mosquitto.conf");
        let anonymous = if configuration.contains("allow_anonymous") { "" } else { "allow_anonymous true\n" };
        let text = format!("listener {} 127.0.0.1\n{anonymous}{configuration}", address.port());
        std::fs::write(&file, text).unwrap();
        let child =
            Command::new(program).arg("-c").arg(&file).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        wait_until("mosquitto listens", || TcpStream::connect(address).is_ok());
        Some(Self { child, address, folder })
    }

    /// Kills it.
    pub fn kill(mut self) -> SocketAddr {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.address
    }

    /// Starts it again, where it was, without what it had kept.
    pub fn again(address: SocketAddr) -> Self {
        Self::start_at(address, tempfile::tempdir().unwrap(), "").expect("it was installed a moment ago")
    }
}

impl Drop for Mosquitto {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Started by root, mosquitto gives up root's rights before it reads its files.
fn readable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = if path.is_dir() { 0o755 } else { 0o644 };
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// A listener that plays the broker.
pub struct Fake(TcpListener);

/// What a client said to get in.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Hello {
    pub client_id: String,
    pub will_topic: String,
    pub will_payload: String,
    pub will_retained: bool,
    pub user: String,
    pub password: String,
}

impl Fake {
    pub fn new() -> Self {
        Self(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap())
    }

    pub fn address(&self) -> SocketAddr {
        self.0.local_addr().unwrap()
    }

    /// Waits for a client, reads its CONNECT, and answers with a return code.
    pub fn accept(&self, code: u8) -> (Hello, TcpStream) {
        let (mut stream, _) = self.0.accept().unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let hello = read_connect(&mut stream);
        stream.write_all(&[0x20, 2, 0, code]).unwrap();
        (hello, stream)
    }

    /// Waits for a client, and sends it bytes.
    pub fn say(&self, bytes: &[u8]) -> TcpStream {
        let (mut stream, _) = self.0.accept().unwrap();
        stream.write_all(bytes).unwrap();
        stream
    }
}

/// Reads one packet: its first byte, which holds kind and flags, and what follows its length.
pub fn read_packet(stream: &mut TcpStream) -> (u8, Vec<u8>) {
    let mut first = [0];
    stream.read_exact(&mut first).unwrap();
    let (mut length, mut shift, mut byte) = (0, 0, [0x80]);
    while byte[0] & 0x80 != 0 {
        stream.read_exact(&mut byte).unwrap();
        length |= usize::from(byte[0] & 0x7f) << shift;
        shift += 7;
    }
    let mut packet = vec![0; length];
    stream.read_exact(&mut packet).unwrap();
    (first[0], packet)
}

fn read_connect(stream: &mut TcpStream) -> Hello {
    let (kind, packet) = read_packet(stream);
    assert_eq!(kind, 0x10, "CONNECT");
    // Behind the protocol's name and version: flags, and the seconds of the keep-alive.
    let flags = packet[7];
    let mut rest = &packet[10..];
    let mut text = || {
        let length = usize::from(u16::from_be_bytes([rest[0], rest[1]]));
        let text = String::from_utf8(rest[2..2 + length].to_vec()).unwrap();
        rest = &rest[2 + length..];
        text
    };
    let mut hello = Hello { client_id: text(), will_retained: flags & 0x20 != 0, ..Hello::default() };
    if flags & 0x04 != 0 {
        hello.will_topic = text();
        hello.will_payload = text();
    }
    if flags & 0x80 != 0 {
        hello.user = text();
    }
    if flags & 0x40 != 0 {
        hello.password = text();
    }
    hello
}
