//! A machine in QEMU.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use firmware_conformance::{PATIENCE, wait_until};

const QEMU: &str = "qemu-system-riscv32";
const FLASH: u64 = 32 * 1024 * 1024;
/// What the store uses of it: 32 blocks of 256 KB.
const USED: usize = 32 * BLOCK;
const BLOCK: usize = 256 * 1024;
const PAGE: usize = 4096;
const BOARD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../qemu-riscv32");

/// The image, or why there is none.
static IMAGE: LazyLock<Result<PathBuf, String>> = LazyLock::new(|| {
    if let Some(ready) = std::env::var_os("CHARGER_IMAGE") {
        return Ok(ready.into());
    }
    let built = Command::new(format!("{BOARD}/run.sh")).arg("--build").output();
    let built = built.map_err(|error| format!("run.sh does not start: {error}"))?;
    let said = String::from_utf8_lossy(&built.stderr).into_owned();
    if built.status.success() {
        return Ok(Path::new(BOARD).join("target/riscv32imc-unknown-none-elf/release/charger-qemu"));
    }
    // What is missing is a reason to skip tests; what does not compile is none.
    assert!(said.starts_with("missing"), "the image is not built: {said}");
    Err(said)
});

/// A file for the machine's flash, as a new device has it.
pub struct Flash(tempfile::NamedTempFile);

impl Default for Flash {
    fn default() -> Self {
        Self::new()
    }
}

impl Flash {
    /// # Panics
    /// There is no room on the disk.
    pub fn new() -> Self {
        let file = tempfile::NamedTempFile::new().expect("a file");
        file.as_file().set_len(FLASH).expect("room for the flash");
        Self(file)
    }

    /// Whether a text stands in it.
    ///
    /// # Panics
    /// The file is gone.
    pub fn holds(&self, text: &str) -> bool {
        let mut bytes = vec![0; USED];
        File::open(self.0.path()).and_then(|mut file| file.read_exact(&mut bytes)).expect("the flash");
        // Of each block, the first page.
        let mut pages = bytes.chunks(BLOCK).map(|block| &block[..PAGE]);
        pages.any(|page| page.windows(text.len()).any(|part| part == text.as_bytes()))
    }
}

/// A machine that runs. It is killed when this is dropped, and shows its log if that is because of a panic.
pub struct Machine {
    child: Child,
    log: Arc<Mutex<String>>,
    monitor: tempfile::TempDir,
    flash: Option<Flash>,
    http: Option<SocketAddr>,
}

impl Machine {
    /// Whether machines can be started here. If not, it says what is missing.
    pub fn is_possible() -> bool {
        if let Err(missing) = &*IMAGE {
            eprintln!("skipped: {missing}");
        }
        IMAGE.is_ok()
    }

    /// Starts a machine with this flash and what it is told.
    ///
    /// # Panics
    /// QEMU does not start.
    pub fn start(flash: Flash, args: &str) -> Self {
        Self::with(IMAGE.as_ref().expect("an image"), flash, args)
    }

    /// As [`Machine::start`], with another image.
    ///
    /// # Panics
    /// QEMU does not start.
    pub fn with(image: &Path, flash: Flash, args: &str) -> Self {
        let image = image.display().to_string();
        let monitor = tempfile::tempdir().expect("a folder");
        let mut child = Command::new(QEMU)
            .args(["-M", "virt", "-bios", "none", "-m", "4M", "-display", "none", "-serial", "stdio", "-monitor"])
            .arg(format!("unix:{},server,nowait", monitor.path().join("monitor").display()))
            .args(["-kernel", &image, "-append", args, "-device", &format!("loader,file={image}"), "-drive"])
            .arg(format!("if=pflash,unit=1,format=raw,file={}", flash.0.path().display()))
            // Any free port.
            .args(["-netdev", "user,id=net,hostfwd=tcp:127.0.0.1:0-:80", "-device", "virtio-net-device,netdev=net"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("QEMU starts");
        let log = Arc::new(Mutex::new(String::new()));
        let (lines, kept) = (BufReader::new(child.stdout.take().expect("an output")), Arc::clone(&log));
        std::thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                let mut log = kept.lock().unwrap_or_else(PoisonError::into_inner);
                log.push_str(line.trim_end());
                log.push('\n');
            }
        });
        Self { child, log, monitor, flash: Some(flash), http: None }
    }

    /// As [`Machine::start`], and waits until it has an address.
    pub fn ready(flash: Flash, args: &str) -> Self {
        Self::start(flash, args).when_ready()
    }

    /// The machine once it has an address.
    #[must_use]
    pub fn when_ready(self) -> Self {
        let mut machine = self;
        machine.await_log("http://", 1);
        machine.http = Some(machine.find_port());
        machine
    }

    /// What it has said so far.
    pub fn log(&self) -> String {
        self.lines().clone()
    }

    fn lines(&self) -> MutexGuard<'_, String> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until it has said something so many times.
    ///
    /// # Panics
    /// It does not say it.
    pub fn await_log(&self, text: &str, times: usize) {
        wait_until(&format!("{text:?} is said {times} times"), || self.lines().matches(text).count() >= times);
    }

    /// Where it answers HTTP on this computer.
    ///
    /// # Panics
    /// It is not ready.
    pub fn http(&self) -> SocketAddr {
        self.http.expect("a machine that is ready")
    }

    /// Its flash, while it runs.
    ///
    /// # Panics
    /// It is gone.
    pub fn flash(&self) -> &Flash {
        self.flash.as_ref().expect("a machine that runs")
    }

    /// The port of this computer that leads to the machine's port 80.
    fn find_port(&self) -> SocketAddr {
        let mut monitor = UnixStream::connect(self.monitor.path().join("monitor")).expect("QEMU's monitor");
        monitor.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        monitor.write_all(b"info usernet\n").expect("a question");
        let mut said = String::new();
        let mut part = [0; 1024];
        loop {
            let read = monitor.read(&mut part).expect("an answer");
            said.push_str(&String::from_utf8_lossy(&part[..read]));
            // TCP[HOST_FORWARD]  12      127.0.0.1 40123       10.0.2.15    80
            let forward = said.lines().find(|line| line.contains("HOST_FORWARD"));
            let port: Option<u16> = forward.and_then(|line| line.split_whitespace().nth(3)?.parse().ok());
            if let Some(port) = port.filter(|_| said.contains(" 80 ")) {
                return (Ipv4Addr::LOCALHOST, port).into();
            }
            assert!(read > 0, "the monitor knows of no port: {said}");
        }
    }

    /// Cuts its power.
    ///
    /// # Panics
    /// Its flash is gone.
    pub fn kill(mut self) -> Flash {
        self.end();
        self.flash.take().expect("a machine that runs")
    }

    fn end(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Waits until it ends by itself. Returns its exit code.
    ///
    /// # Panics
    /// It goes on.
    pub fn exit_code(&mut self) -> Option<i32> {
        let mut status = None;
        wait_until("the machine ends", || {
            status = self.child.try_wait().ok().flatten();
            status.is_some()
        });
        status.and_then(|status| status.code())
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        self.end();
        if std::thread::panicking() {
            eprintln!("log of the machine:\n{}", self.log());
        }
    }
}
