//! The mosquitto broker, where it is installed.

use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::{Broker, free_address};
use crate::wait_until;

const CONFIGURATION: &str = "mosquitto.conf";
const MISSING: &str = "skipped: mosquitto is not installed";

/// The mosquitto broker; killed when dropped.
pub struct Mosquitto {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    folder: TempDir,
}

impl Mosquitto {
    /// Starts it with more lines of configuration.
    pub fn with(configuration: &str) -> Option<Self> {
        Self::in_folder(tempfile::tempdir().expect("a folder"), configuration)
    }

    /// Starts it with one user.
    pub fn with_user(user: &str, password: &str) -> Option<Self> {
        let Some(program) = installed("mosquitto_passwd") else {
            eprintln!("{MISSING}");
            return None;
        };
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("passwords");
        let made =
            Command::new(program).args(["-c", "-b"]).arg(&file).args([user, password]).stderr(Stdio::null()).status();
        assert!(made.expect("mosquitto_passwd starts").success());
        readable(&file);
        readable(folder.path());
        let configuration = format!("allow_anonymous false\npassword_file {}\n", file.display());
        Self::in_folder(folder, &configuration)
    }

    /// Starts it with files in a folder, which more lines of configuration may name.
    pub fn in_folder(folder: TempDir, configuration: &str) -> Option<Self> {
        let Some(program) = installed("mosquitto") else {
            eprintln!("{MISSING}");
            return None;
        };
        let address = free_address();
        let anonymous = if configuration.contains("allow_anonymous") { "" } else { "allow_anonymous true\n" };
        let text = format!("listener {} 127.0.0.1\n{anonymous}{configuration}", address.port());
        std::fs::write(folder.path().join(CONFIGURATION), text).expect("a file");
        let child = run(&program, folder.path());
        wait_until("mosquitto listens", || TcpStream::connect(address).is_ok());
        Some(Self { child, address, folder })
    }
}

impl Broker for Mosquitto {
    fn start() -> Option<Self> {
        Self::with("")
    }

    fn address(&self) -> SocketAddr {
        self.address
    }

    fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    fn again(&mut self) {
        let program = installed("mosquitto").expect("it was installed a moment ago");
        self.child = run(&program, self.folder.path());
        wait_until("mosquitto listens", || TcpStream::connect(self.address).is_ok());
    }
}

impl Drop for Mosquitto {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(program: &Path, folder: &Path) -> Child {
    let mut command = Command::new(program);
    command.arg("-c").arg(folder.join(CONFIGURATION)).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("mosquitto starts")
}

fn installed(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    // Debian puts servers where only root looks.
    folders.push("/usr/sbin".into());
    folders.into_iter().map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Lets everybody read a file or a folder: started by root, mosquitto gives up root's rights before it
/// reads its files.
///
/// # Panics
/// There is no such file.
pub fn readable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = if path.is_dir() { 0o755 } else { 0o644 };
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("a file of one's own");
}
