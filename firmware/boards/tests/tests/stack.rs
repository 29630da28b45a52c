//! How much of its stack the machine needs at most, while everything happens at once.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::thread;

use board_tests::{Broker, Flash, Machine, PATIENCE, get, publish, wait_for};

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
fn ask(port: u16, line: &str, body: &str) {
    let attempt = || -> io::Result<bool> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let length = body.len();
        write!(stream, "{line} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nContent-Length: {length}\r\n")?;
        write!(stream, "Connection: close\r\n\r\n{body}")?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(answer.starts_with(b"HTTP/1.1 200") || answer.starts_with(b"HTTP/1.1 500"))
    };
    wait_for(|| attempt().ok().filter(|answered| *answered), || format!("{line} is not answered"));
}

#[test]
fn under_load_a_quarter_of_the_stack_is_left() {
    let (Some(broker), flash) = (Broker::start(), Flash::new()) else { return };
    let Some(machine) = Machine::ready(&flash, &format!("serial=555551 stack=watch mqtt={}", broker.url())) else {
        return;
    };
    let port = machine.http();
    broker.await_message("go-eCharger/555551/availability online");
    look(&machine);
    let start = said(&machine, "start: ")[0];
    assert_eq!(get(port, "/api/set?mcr=false&mhe=true").status, 200);

    // One of the connections is an event stream, the others come and go.
    let mut events = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    events.set_read_timeout(Some(PATIENCE)).unwrap();
    events.write_all(b"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").unwrap();
    assert!(events.read(&mut [0; 512]).unwrap() > 0);
    let clients: [fn(u16, usize); 3] = [
        |port, _| {
            ask(port, "GET /api/status", "");
            ask(port, "GET /api/keys?lang=de", "");
        },
        |port, round| {
            let amp = 6 + round % 10;
            ask(port, &format!("GET /api/set?amp={amp}&fna=\"name-{round}\"&clp=[6,8,10,13,16]&nosuch=1"), "");
            ask(port, "POST /api/set", "{\"ids\":{\"pGrid\":-2500.0,\"pPv\":3000.0,\"pAkku\":0.0},\"amp\":99}");
        },
        |port, _| {
            ask(port, "GET /", "");
            ask(port, "GET /app.js", "");
        },
    ];
    thread::scope(|scope| {
        for client in clients {
            scope.spawn(move || (0..ROUNDS).for_each(|round| client(port, round)));
        }
        for round in 0..ROUNDS {
            publish(broker.port(), "go-eCharger/555551/amp/set", &(6 + round % 10).to_string());
            publish(broker.port(), "go-eCharger/555551/fna/set", "no JSON");
        }
    });
    broker.await_message("go-eCharger/555551/amp/result success");

    look(&machine);
    let [used, size] = said(&machine, "stack: ")[..] else { panic!("{}", machine.log()) };
    println!("stack: {start} bytes at the start, {used} under load, of {size}");
    assert!(used > 1024, "{used} bytes: nobody looked at the stack");
    assert!(start.max(used) <= size / 4 * 3, "{start} of {size} bytes are in use at the start, {used} under load");
}
