//! How much of its stack the machine needs at most, while everything happens at once.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;

use board_tests::{Flash, Machine};
use firmware_conformance::broker::{Broker, Mosquitto};
use firmware_conformance::mqtt::Mqtt;
use firmware_conformance::{Device, PATIENCE, wait_until};

/// Rounds of requests by each client, and of messages.
const ROUNDS: usize = 20;

/// The numbers in what it said last after `topic`.
fn said(machine: &Machine, topic: &str) -> Vec<usize> {
    let log = machine.log();
    let line = log.lines().rev().find_map(|line| line.split_once(topic)).expect("what it said of its stack").1;
    line.split(' ').filter_map(|word| word.parse().ok()).collect()
}

/// Waits until it has looked at its stack once more.
fn look(machine: &Machine) {
    machine.await_log("stack: ", machine.log().matches("stack: ").count() + 1);
}

/// Sends a request until it is answered: the machine resets connections that it has no room for.
fn ask(http: SocketAddr, line: &str, body: &str) {
    let attempt = || -> io::Result<bool> {
        let mut stream = TcpStream::connect(http)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let length = body.len();
        // A browser asks for pages; what sets something, it would be asked to confirm.
        let accept = if line.contains("/api/") { "*/*" } else { "text/html" };
        write!(stream, "{line} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {accept}\r\nContent-Length: {length}\r\n")?;
        write!(stream, "Connection: close\r\n\r\n{body}")?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(answer.starts_with(b"HTTP/1.1 200") || answer.starts_with(b"HTTP/1.1 500"))
    };
    wait_until(&format!("{line} is answered"), || attempt().unwrap_or(false));
}

#[test]
fn under_load_a_quarter_of_the_stack_is_left() {
    let Some(broker) = Machine::is_possible().then(Mosquitto::start).flatten() else { return };
    let args = format!("serial=555551 stack=watch mqtt=mqtt://10.0.2.2:{}", broker.address().port());
    let machine = Machine::ready(Flash::new(), &args);
    let mut client = Mqtt::listen(broker.address(), "go-eCharger/555551/#");
    client.wait_for("go-eCharger/555551/availability", "online");
    look(&machine);
    let start = said(&machine, "start: ")[0];
    machine.set("mcr=false&mhe=true");

    // One of the connections is an event stream, the others come and go.
    let mut events = machine.connect();
    events.write_all(b"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").unwrap();
    assert!(events.read(&mut [0; 512]).unwrap() > 0);
    let http = machine.http();
    let clients: [fn(SocketAddr, usize); 3] = [
        |http, _| {
            ask(http, "GET /api/status", "");
            ask(http, "GET /api/keys?lang=de", "");
        },
        |http, round| {
            let amp = 6 + round % 10;
            ask(http, &format!("GET /api/set?amp={amp}&fna=\"name-{round}\"&clp=[6,8,10,13,16]&nosuch=1"), "");
            ask(http, "POST /api/set", "{\"ids\":{\"pGrid\":-2500.0,\"pPv\":3000.0,\"pAkku\":0.0},\"amp\":99}");
        },
        |http, _| {
            ask(http, "GET /", "");
            ask(http, "GET /app.js", "");
        },
    ];
    thread::scope(|scope| {
        for requests in clients {
            scope.spawn(move || (0..ROUNDS).for_each(|round| requests(http, round)));
        }
        for round in 0..ROUNDS {
            client.publish("go-eCharger/555551/amp/set", (6 + round % 10).to_string());
            client.publish("go-eCharger/555551/fna/set", "no JSON");
        }
    });
    client.wait_for("go-eCharger/555551/amp/result", "success");

    look(&machine);
    let [used, size] = said(&machine, "stack: ")[..] else { panic!("{}", machine.log()) };
    println!("stack: {start} bytes at the start, {used} under load, of {size}");
    assert!(used > 1024, "{used} bytes: nobody looked at the stack");
    assert!(start.max(used) <= size / 4 * 3, "{start} of {size} bytes are in use at the start, {used} under load");
}
