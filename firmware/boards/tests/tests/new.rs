//! A device that `keywright new --board` makes, in QEMU: what the author writes for it is ten lines.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use board_tests::{Flash, Machine};
use firmware_conformance::Device;
use firmware_conformance::broker::{Broker, Mosquitto};
use firmware_conformance::mqtt::Mqtt;

const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../..");
const CHARGER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../qemu-riscv32");

/// Runs a command to its end.
fn run(command: &mut Command) {
    let output = command.output().expect("it starts");
    assert!(output.status.success(), "{command:?}:\n{}", String::from_utf8_lossy(&output.stderr));
}

/// The image of a new device. Built as the charger's is, beside it, so that nothing is compiled twice.
fn image() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("room-heater");
    let _ = fs::remove_dir_all(&folder);
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    run(Command::new(cargo)
        .args(["run", "-q", "--locked", "-p", "keywright-cli", "--", "new", "--board", "qemu-riscv32"])
        .arg(&folder)
        .current_dir(WORKSPACE));
    let board = folder.join("firmware/boards/qemu-riscv32");
    for file in [".cargo/config.toml", "Cargo.lock"] {
        fs::copy(Path::new(CHARGER).join(file), board.join(file)).expect("a file");
    }
    let main = fs::read_to_string(board.join("src/main.rs")).expect("it is there");
    assert!(main.lines().count() <= 150, "{main}");
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([PathBuf::from("/usr/bin")].into_iter().chain(env::split_paths(&path)));
    run(Command::new("/usr/bin/cargo")
        .args(["build", "--release", "--offline"])
        .current_dir(&board)
        .env("PATH", path.expect("a path"))
        .env("RUSTC", "/usr/bin/rustc")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", Path::new(CHARGER).join("target"))
        .env_remove("CARGO")
        .env_remove("RUSTUP_TOOLCHAIN"));
    Path::new(CHARGER).join("target/riscv32imc-unknown-none-elf/release/room-heater-qemu")
}

/// The head of the answer to a browser.
fn app(machine: &Machine) -> String {
    let mut stream = machine.connect();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: 10.0.2.15\r\nAccept: text/html\r\n\r\n").expect("a request");
    let mut lines = BufReader::new(stream).split(b'\n').map_while(Result::ok);
    let head = lines.by_ref().take_while(|line| !line.trim_ascii().is_empty());
    head.map(|line| String::from_utf8_lossy(&line).into_owned() + "\n").collect()
}

#[test]
fn a_new_device_has_everything_on_bare_metal() {
    if !Machine::is_possible() {
        return;
    }
    let image = image();
    let machine = Machine::with(&image, Flash::new(), "serial=000007").when_ready();
    assert_eq!(machine.get("/api/set?target=21.5").body, r#"{"target":true}"#);
    assert!(app(&machine).contains("Content-Encoding: gzip"), "{}", app(&machine));
    assert_eq!(machine.get("/api/set?password=%22correct+horse%22").body, r#"{"password":true}"#);
    assert_eq!(machine.get("/api/set?target=5").status, 401);
    assert_eq!(machine.get("/api/set?target=22&token=correct+horse").body, r#"{"target":true}"#);

    // After a restart, what was set is still there.
    assert_eq!(machine.get("/api/set?restart=true&token=correct+horse").body, r#"{"restart":true}"#);
    machine.await_log("http://", 2);
    assert_eq!(machine.value("target"), 22);
    assert_eq!(machine.get("/api/set?target=5").status, 401);
    assert_eq!(machine.get("/api/set?password=null&token=correct+horse").status, 200);

    let Some(broker) = Mosquitto::start() else {
        eprintln!("skipped: MQTT, since mosquitto is not installed");
        return;
    };
    let mut client = Mqtt::listen(broker.address(), "room-heater/000007/#");
    let reach = machine.reach(broker.address());
    machine.get(&format!("/api/set?mcu=%22mqtt://{reach}%22&mce=true&mcr=false"));
    client.wait_for("room-heater/000007/target", "22");
    client.publish("room-heater/000007/target/set", "19");
    client.wait_for("room-heater/000007/target/result", "success");
    assert_eq!(machine.value("target"), 19);
}
