//! Few file handles, and many clients that hold them.
#![cfg(unix)]

mod common;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;

use common::{Charger, PATIENCE, wait_until};
use firmware_conformance::Device;

const HANDLES: u32 = 64;
const CLIENTS: usize = 200;

/// A charger that may have so many files open.
fn charger(state: &std::path::Path) -> Charger {
    let mut command = Command::new("sh");
    command.env_remove("XDG_STATE_HOME").env_remove("HOME");
    let script = format!("ulimit -n {HANDLES} && exec \"$0\" \"$@\"");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_charger"), "--no-mdns", "--http", "127.0.0.1:0"]);
    command.args(["--broker", "127.0.0.1:0", "--state"]).arg(state);
    Charger::spawn(&mut command)
}

/// Connections that say nothing.
fn idle(address: SocketAddr) -> Vec<TcpStream> {
    (0..CLIENTS).map(|_| TcpStream::connect(address).unwrap()).collect()
}

/// Whether the broker lets a client in.
fn lets_in(broker: SocketAddr) -> bool {
    let mut stream = TcpStream::connect(broker).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut answer = [0; 4];
    let connect = b"\x10\x0d\x00\x04MQTT\x04\x02\x00\x0a\x00\x01a";
    stream.write_all(connect).and_then(|()| stream.read_exact(&mut answer)).is_ok() && answer == [0x20, 2, 0, 0]
}

#[test]
fn who_asks_is_answered_while_others_hold_connections() {
    let state = tempfile::tempdir().unwrap();
    let charger = charger(state.path());
    let (http, mqtt) = (idle(charger.http()), idle(charger.broker()));
    for amps in 6..16 {
        charger.set(&format!("amp={amps}"));
        assert_eq!(charger.value("amp"), amps);
    }
    // Its own client was not there before: it takes a handle of the reserve, and the place of one who said nothing.
    wait_until("the broker lets somebody in", || lets_in(charger.broker()));
    charger.set("mce=true&mcr=false");
    wait_until("the charger is connected to the broker inside", || charger.value("mcc") == true);
    println!("{CLIENTS} idle connections each to HTTP and to the broker, {HANDLES} file handles: everybody was served");
    drop((http, mqtt));
}
