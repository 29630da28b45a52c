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

/// Cargo in the made workspace, with the versions that this workspace has locked, so that nothing is fetched.
fn cargo(folder: &Path, arguments: &[&str]) {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new-target");
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(arguments)
        .arg("--offline")
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", &target)
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

/// A broker on a free port; none where mosquitto is not installed.
fn mosquitto(folder: &Path) -> Option<(Running, u16)> {
    let port = TcpListener::bind("127.0.0.1:0").ok()?.local_addr().ok()?.port();
    let configuration = folder.join("mosquitto.conf");
    fs::write(&configuration, format!("listener {port} 127.0.0.1\nallow_anonymous true\n")).ok()?;
    let program =
        ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto"].into_iter().find(|path| Path::new(path).exists())?;
    let child = Command::new(program).arg("-c").arg(&configuration).stderr(Stdio::null()).spawn().ok()?;
    let running = Running(child);
    until("the broker listens", || TcpStream::connect(("127.0.0.1", port)).is_ok());
    Some((running, port))
}

fn fresh(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    folder
}

#[test]
fn a_new_device_builds_tests_and_answers() {
    let folder = fresh("room-heater");
    let output = keywright(&["new", &folder.display().to_string()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock");
    fs::copy(lock, folder.join("Cargo.lock")).expect("a lock file");
    let spec = folder.join("spec/spec.yaml");
    let checked = keywright(&["check", &spec.display().to_string()]);
    assert_eq!(String::from_utf8_lossy(&checked.stdout), "10 keys, 2 types: all is well\n");
    cargo(&folder, &["test", "--workspace"]);
    cargo(&folder, &["build"]);
    assert!(folder.join("generated-docs/en/keys.md").is_file());

    let broker = mosquitto(&folder);
    let url = broker.as_ref().map(|(_, port)| format!("mqtt://127.0.0.1:{port}")).unwrap_or_default();
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new-target/debug/room-heater");
    let settings = folder.join("settings.json");
    let mut child = Command::new(program)
        .args(["--http", "127.0.0.1:0", "--broker", &url, "--settings"])
        .arg(&settings)
        .stdout(Stdio::piped())
        .spawn()
        .map(Running)
        .expect("it starts");
    let mut line = String::new();
    BufReader::new(child.0.stdout.take().expect("a pipe")).read_line(&mut line).expect("it says where it listens");
    let address = line.trim().strip_prefix("http://").expect("an address").to_owned();
    assert_eq!(get(&address, "/api/set?target=21.5"), r#"{"target":true}"#);
    assert_eq!(get(&address, "/api/status?filter=target,mode"), r#"{"mode":2,"target":21.5}"#);
    until("the setting is stored", || fs::read_to_string(&settings).is_ok_and(|text| text.contains("21.5")));

    let Some((_, port)) = &broker else {
        eprintln!("skipped: MQTT, since mosquitto is not installed");
        return;
    };
    let port = port.to_string();
    let subscribe = ["-p", &port, "-C", "1", "-W", "30", "-t", "room-heater/000001/target"];
    let kept = || Command::new("mosquitto_sub").args(subscribe).output();
    if kept().is_err() {
        eprintln!("skipped: MQTT, since mosquitto_sub is not installed");
        return;
    }
    // The broker may have the value from before the set for as long as the key's pace.
    until("the value arrives", || kept().is_ok_and(|heard| heard.stdout == b"21.5\n"));
    let publish = ["-p", &port, "-t", "room-heater/000001/target/set", "-m", "19"];
    let published = Command::new("mosquitto_pub").args(publish).status().expect("it is beside mosquitto_sub");
    assert!(published.success());
    until("the write arrives", || get(&address, "/api/status?filter=target") == r#"{"target":19}"#);
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
