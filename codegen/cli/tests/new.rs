//! A device made with `keywright new` builds, passes its own tests, and answers on HTTP and MQTT.
#![cfg(unix)]

use std::{
    env, fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_secs(30);

/// A process that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn keywright(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_keywright")).args(arguments).output().expect("the program is built")
}

/// Where the made workspace is built.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("new-target")
}

/// Cargo in the made workspace, with the versions that this workspace has locked, so that nothing is fetched.
fn cargo(folder: &Path, arguments: &[&str]) {
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(arguments)
        .arg("--offline")
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target())
        .output()
        .expect("cargo is there");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {arguments:?}:\n{said}");
}

fn get(address: &str, target: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time");
    write!(stream, "GET {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or(answer)
}

fn until(what: &str, mut met: impl FnMut() -> bool) {
    let start = Instant::now();
    while !met() {
        assert!(start.elapsed() < PATIENCE, "{what}");
        sleep(Duration::from_millis(50));
    }
}

/// Mosquitto, with a plain listener and one that speaks TLS, and whom its certificate is from.
struct Broker {
    _program: Running,
    plain: u16,
    encrypted: u16,
    authority: String,
}

impl Broker {
    /// None where mosquitto is not installed.
    fn start(folder: &Path) -> Option<Self> {
        let program =
            ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto"].into_iter().find(|path| Path::new(path).exists())?;
        let key = rcgen::KeyPair::generate().expect("a key");
        let certified = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).expect("a name").self_signed(&key);
        let authority = certified.expect("a certificate").pem();
        let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("a file");
        write("broker.pem", &authority);
        write("broker.key", &key.serialize_pem());
        let free = || TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let (plain, encrypted) = (free().ok()?.port(), free().ok()?.port());
        let path = |name: &str| folder.join(name).display().to_string();
        write(
            "mosquitto.conf",
            &format!(
                "user root\nallow_anonymous true\nlistener {plain} 127.0.0.1\nlistener {encrypted} 127.0.0.1\n\
                 certfile {}\nkeyfile {}\n",
                path("broker.pem"),
                path("broker.key")
            ),
        );
        let child = Command::new(program).args(["-c", &path("mosquitto.conf")]).stderr(Stdio::null()).spawn().ok()?;
        let running = Running(child);
        until("the broker listens", || TcpStream::connect(("127.0.0.1", encrypted)).is_ok());
        Some(Self { _program: running, plain, encrypted, authority })
    }

    /// What is retained at a topic; [`None`] where nothing is, or there is no `mosquitto_sub`.
    fn kept(&self, topic: &str) -> Option<String> {
        let port = self.plain.to_string();
        let arguments = ["-p", &port, "-C", "1", "-W", "5", "-t", topic];
        let heard = Command::new("mosquitto_sub").args(arguments).output().ok()?;
        heard.status.success().then(|| String::from_utf8_lossy(&heard.stdout).trim_end().to_owned())
    }
}

fn fresh(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    folder
}

/// The device that was made, as a program.
struct Device {
    program: Child,
    address: String,
}

impl Device {
    fn start(state: &Path) -> Self {
        let mut program = Command::new(target().join("debug/room-heater"))
            .args(["--http", "127.0.0.1:0", "--no-broker", "--no-mdns", "--log", "off", "--state"])
            .arg(state)
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        BufReader::new(program.stdout.take().expect("a pipe")).read_line(&mut line).expect("it says where it listens");
        Self { program, address: line.trim().strip_prefix("http://").expect("an address").to_owned() }
    }

    fn get(&self, target: &str) -> String {
        get(&self.address, target)
    }

    fn is(&self, key: &str, json: &str) -> bool {
        self.get(&format!("/api/status?filter={key}")) == format!("{{\"{key}\":{json}}}")
    }

    /// Ends as by Ctrl-C, when all is stored.
    fn end(mut self) {
        let id = self.program.id().to_string();
        let ended = Command::new("kill").args(["-INT", &id]).status().and_then(|_| self.program.wait());
        assert!(ended.expect("it ends").success());
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// The workspace of a new device, built.
fn made() -> PathBuf {
    let folder = fresh("room-heater");
    let output = keywright(&["new", &folder.display().to_string()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock");
    fs::copy(lock, folder.join("Cargo.lock")).expect("a lock file");
    let spec = folder.join("spec/spec.yaml");
    let checked = keywright(&["check", &spec.display().to_string()]);
    assert_eq!(String::from_utf8_lossy(&checked.stdout), "OK: 40 keys, 5 types\n");
    cargo(&folder, &["test", "--workspace"]);
    cargo(&folder, &["build"]);
    assert!(folder.join("generated-docs/en/keys.md").is_file());
    folder
}

/// Lines of Rust that its author owns.
fn lines(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let count = |path: PathBuf| match path.extension().is_some_and(|extension| extension == "rs") {
        true => fs::read_to_string(&path).expect("text").lines().count(),
        false if path.is_dir() => lines(&path),
        false => 0,
    };
    entries.map(count).sum()
}

#[test]
fn a_new_device_has_everything_and_little_code() {
    let folder = made();
    // The image for QEMU has eleven.
    let most = lines(&folder) + 11;
    assert!(most < 250, "{most} lines of Rust");
    let main = fs::read_to_string(folder.join("firmware/host/src/main.rs")).expect("it is there");
    assert!(main.lines().count() <= 30, "{main}");

    let state = folder.join("state");
    let device = Device::start(&state);
    assert_eq!(device.get("/api/set?target=21.5"), r#"{"target":true}"#);
    assert_eq!(device.get("/api/status?filter=target,mode"), r#"{"mode":2,"target":21.5}"#);
    assert!(device.get("/docs/en/config.html").contains("Comfort"));
    in_a_browser(&device);

    // Writes need the password, and reading does not.
    assert_eq!(device.get("/api/set?password=%22correct%20horse%22"), r#"{"password":true}"#);
    assert!(device.get("/api/set?target=5").starts_with("this needs the password"));
    assert_eq!(device.get("/api/set?target=22&token=correct+horse"), r#"{"target":true}"#);
    assert!(device.is("target", "22"));

    // What was set outlives the program, and what protects it, too.
    device.end();
    let device = Device::start(&state);
    assert!(device.is("target", "22") && device.is("password", "true"));
    assert!(device.get("/api/set?target=5").starts_with("this needs the password"));
    assert_eq!(device.get("/api/set?password=null&token=correct+horse"), r#"{"password":true}"#);

    match Broker::start(&folder) {
        Some(broker) if Command::new("mosquitto_sub").arg("--help").output().is_ok() => over_mqtt(&device, &broker),
        _ => eprintln!("skipped: MQTT, since mosquitto or its clients are not installed"),
    }
    device.end();
}

/// TLS, an own certificate authority, a write with its answer, Home Assistant, the end.
fn over_mqtt(device: &Device, broker: &Broker) {
    let certificate: String = broker.authority.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let url = format!("mqtts://localhost:{}", broker.encrypted);
    device.get(&format!("/api/set?mcu=%22{url}%22&mce=true&mcr=false&home_assistant=true"));
    until("the broker is unknown", || device.get("/api/status?filter=mlr").contains("certificate"));
    assert_eq!(device.get(&format!("/api/set?msc=%22{}%22", certificate.replace("%0a", "%5Cn"))), r#"{"msc":true}"#);
    until("the broker is trusted", || device.is("mcc", "true"));
    until("the value arrives", || broker.kept("room-heater/000001/target").as_deref() == Some("22"));
    let port = broker.plain.to_string();
    let publish = ["-p", &port, "-t", "room-heater/000001/target/set", "-m", "19"];
    assert!(Command::new("mosquitto_pub").args(publish).status().is_ok_and(|status| status.success()));
    until("the write arrives", || device.is("target", "19"));
    let announced = || broker.kept("homeassistant/number/room-heater-000001/target/config");
    until("it is announced to Home Assistant", || announced().is_some_and(|text| text.contains("\"min\":5")));
}

/// The App's home page, as Chromium draws it.
fn in_a_browser(device: &Device) {
    let chromium = env::var_os("KEYWRIGHT_CHROMIUM").unwrap_or_else(|| "/usr/bin/chromium".into());
    let picture = Path::new(env!("CARGO_TARGET_TMPDIR")).join("room-heater.png");
    let profile = fresh("room-heater-browser");
    let drawn = Command::new(chromium)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=5000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("--screenshot={}", picture.display()))
        .arg(format!("http://{}/", device.address))
        .output();
    let Ok(drawn) = drawn else {
        eprintln!("skipped: the App in a browser, since Chromium is not installed");
        return;
    };
    let page = String::from_utf8_lossy(&drawn.stdout);
    for text in ["<h1 tabindex=\"-1\">Home</h1>", "Room temperature", "°C</output>", "href=\"#/mqtt\""] {
        assert!(page.contains(text), "{text} is not on the page:\n{page}");
    }
}

#[test]
fn nothing_is_overwritten() {
    let folder = fresh("taken");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("mine.txt"), "mine").expect("a file");
    let output = keywright(&["new", &folder.display().to_string()]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.ends_with("is not empty: give a folder that does not exist yet\n"), "{said}");
    assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 1);
}

#[test]
fn a_name_that_is_none_is_refused_and_nothing_is_made() {
    let folder = fresh("named");
    for (name, why) in [("Lamp 1", "is no name of a device"), ("firmware", "is taken"), ("fn", "is taken")] {
        let output = keywright(&["new", &folder.display().to_string(), "--name", name]);
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(why) && said.contains("`--name my-device`"), "{said}");
    }
    assert!(!folder.exists());
}

#[test]
fn packages_that_are_not_there_are_said() {
    let folder = fresh("lost");
    let output = keywright(&["new", &folder.display().to_string(), "--keywright", "/nowhere"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("the packages of keywright are not in `/nowhere`") && !folder.exists(), "{said}");
}
