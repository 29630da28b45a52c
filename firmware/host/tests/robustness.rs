//! Bad input: an answer or a closed connection, nothing changed, and the next request is served.

mod common;

use std::io::{BufReader, Read, Write};
use std::net::TcpStream;

use common::brokers::Fake;
use common::rows::{PREFIX, connected};
use common::{Charger, read_response};

/// Sends bytes, ends the sending side, and returns the status of the answer, or nothing if there was none.
fn send(charger: &Charger, bytes: &[u8]) -> Option<u16> {
    let mut stream = charger.connect();
    // The charger may close the connection before all is sent.
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(std::net::Shutdown::Write);
    read_response(&mut BufReader::new(stream)).map(|response| response.status)
}

fn serves(charger: &Charger) {
    assert_eq!(charger.get("/api/status?filter=amp,fna").body, r#"{"amp":16,"fna":"Charger"}"#);
}

/// Sends a set that has to be refused without any effect.
fn refused(query: &str) {
    let charger = Charger::without_broker();
    let before = charger.get("/api/status?filter=amp,fna,ids,clp").body;
    assert_eq!(charger.get(&format!("/api/set?{query}")).status, 500, "{query}");
    assert_eq!(charger.get("/api/status?filter=amp,fna,ids,clp").body, before);
}

#[test]
fn broken_json() {
    for query in ["amp=1x", "amp=", "amp={", "clp=[6,8", "ids={\"pGrid\":}", "dwo=1e", "amp=--1"] {
        refused(query);
    }
}

#[test]
fn wrong_type() {
    for query in ["amp=\"16\"", "amp=true", "amp=1.5", "fna=5", "clp=6", "alw=1"] {
        refused(query);
    }
}

#[test]
fn out_of_range() {
    for query in ["amp=5", "amp=33", "amp=-1", "amp=256", "amp=99999999999999999999999", "frc=3"] {
        refused(query);
    }
}

#[test]
fn too_long() {
    refused(&format!("fna=\"{}\"", "a".repeat(1000)));
    refused("clp=[6,7,8,9,10,11]");
}

#[test]
fn too_deep() {
    refused(&format!("ids={}", "[".repeat(2000)));
    refused(&format!("ids={}1{}", "{\"a\":".repeat(100), "}".repeat(100)));
}

#[test]
fn not_utf_8() {
    refused("fna=%22%ff%fe%22");
    let charger = Charger::without_broker();
    let answer = send(&charger, b"GET /api/set?fna=\"\xff\xfe\" HTTP/1.1\r\n\r\n");
    assert_ne!(answer, Some(200));
    assert!(charger.post("/api/set", b"{\"fna\":\"\xff\"}").status >= 400);
    assert_eq!(charger.value("amp"), 16);
}

#[test]
fn a_body_that_is_no_object() {
    let charger = Charger::without_broker();
    for body in ["", "[]", "5", "{\"amp\":16", "{\"amp\"16}", "null", "{amp:16}"] {
        let status = charger.post("/api/set", body.as_bytes()).status;
        assert!(status >= 400, "{body}: {status}");
    }
}

#[test]
fn a_request_line_that_is_too_long() {
    let charger = Charger::without_broker();
    let request = format!("GET /api/set?fna=\"{}\" HTTP/1.1\r\n\r\n", "a".repeat(20_000));
    assert_eq!(send(&charger, request.as_bytes()), Some(414));
}

#[test]
fn headers_that_are_too_long() {
    let charger = Charger::without_broker();
    let request = format!("GET /api/status HTTP/1.1\r\nA: {}\r\n\r\n", "a".repeat(10_000));
    assert_eq!(send(&charger, request.as_bytes()), Some(431));
    let request = format!("GET /api/status HTTP/1.1\r\n{}\r\n", "A: a\r\n".repeat(100));
    assert_eq!(send(&charger, request.as_bytes()), Some(431));
}

#[test]
fn a_body_of_1_mb() {
    let charger = Charger::without_broker();
    let body = "a".repeat(1 << 20);
    let request = format!("POST /api/set HTTP/1.1\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    assert_eq!(send(&charger, request.as_bytes()), Some(413));
    assert_eq!(charger.value("amp"), 16);
}

#[test]
fn a_target_of_1_mb() {
    let charger = Charger::without_broker();
    let request = format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(1 << 20));
    assert_eq!(send(&charger, request.as_bytes()), Some(414));
    assert_eq!(charger.value("amp"), 16);
}

#[test]
fn a_content_length_that_no_number_holds() {
    let charger = Charger::without_broker();
    let request = b"POST /api/set HTTP/1.1\r\nContent-Length: 18446744073709551615\r\n\r\n";
    assert_eq!(send(&charger, request), Some(413));
}

#[test]
fn something_else_than_http() {
    let charger = Charger::without_broker();
    for bytes in [&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..], b"\0\0\0\0", b"hello\r\n\r\n", b"\r\n\r\n\r\n"]
    {
        assert!(!matches!(send(&charger, bytes), Some(200..400)), "{bytes:?}");
    }
    assert_eq!(charger.value("amp"), 16);
}

#[test]
fn half_a_request() {
    let charger = Charger::without_broker();
    assert_eq!(send(&charger, b"GET /api/set?amp=10 HTTP/1.1\r\nHost"), Some(400));
    assert_eq!(send(&charger, b"POST /api/set HTTP/1.1\r\nContent-Length: 20\r\n\r\n{\"amp\":10}"), Some(400));
    assert_eq!(charger.value("amp"), 16);
}

#[test]
fn half_a_request_does_not_wait_for_ever() {
    let charger = Charger::without_broker();
    let mut stream = charger.connect();
    stream.write_all(b"GET /api/set?amp=10 HTTP/1.1\r\nHost").unwrap();
    let response = read_response(&mut BufReader::new(stream)).unwrap();
    assert_eq!(response.status, 408);
}

#[test]
fn a_thousand_open_connections() {
    let charger = Charger::without_broker();
    let mut open: Vec<TcpStream> = Vec::new();
    for i in 0..1000 {
        let mut stream = charger.connect();
        if i % 2 == 0 {
            // Half of them have begun to say something.
            let _ = stream.write_all(b"GET /api/status HT");
        }
        open.push(stream);
        if i % 100 == 99 {
            assert_eq!(charger.value("amp"), 16);
        }
    }
    assert_eq!(charger.value("amp"), 16);
    drop(open);
    assert_eq!(charger.value("amp"), 16);
}

#[test]
fn a_hundred_event_streams() {
    let charger = Charger::without_broker();
    let mut streams = Vec::new();
    for _ in 0..100 {
        let mut stream = charger.connect();
        stream.write_all(b"GET /api/events?filter=amp HTTP/1.1\r\n\r\n").unwrap();
        let mut begin = [0; 12];
        stream.read_exact(&mut begin).unwrap();
        streams.push((stream, String::from_utf8_lossy(&begin).into_owned()));
    }
    assert!(streams.iter().any(|(_, begin)| begin == "HTTP/1.1 503"));
    assert_eq!(charger.value("amp"), 16);
}

#[test]
fn mqtt_messages_that_are_wrong_change_nothing() {
    let host = Charger::start();
    let (charger, mut client) = connected(host.broker());
    let before = charger.get("/api/status?filter=amp,fna,clp").body;
    let long = "a".repeat(200_000);
    let deep = "[".repeat(10_000);
    let payloads: [&[u8]; 8] =
        [b"", b"1x", b"\"16\"", b"99", b"\xff\xfe", deep.as_bytes(), long.as_bytes(), b"{\"a\":1}"];
    for payload in payloads {
        assert_ne!(client.set(PREFIX, "amp", payload), "success");
    }
    assert_ne!(client.set(PREFIX, "nosuchkey", "1"), "success");
    assert_eq!(charger.get("/api/status?filter=amp,fna,clp").body, before);
    assert_eq!(client.set(PREFIX, "amp", "10"), "success");
}

#[test]
fn a_broker_that_vanishes() {
    let host = Charger::start();
    let (charger, _client) = connected(host.broker());
    host.kill();
    charger.wait_for("mcc", |connected| *connected == false);
    serves(&charger);
}

#[test]
fn a_broker_that_sends_garbage() {
    let fake = Fake::new();
    let charger = Charger::without_broker();
    charger.set(&format!("mcu=\"mqtt://{}\"&mce=true", fake.address()));
    let (_, mut stream) = fake.accept(0);
    stream.write_all(&[0xf0; 4000]).unwrap();
    charger.wait_for("mlr", |error| error.is_string());
    serves(&charger);
    // It tries again.
    let (_hello, _stream) = fake.accept(0);
}

#[test]
fn a_broker_that_acknowledges_what_nobody_sent() {
    let fake = Fake::new();
    let charger = Charger::without_broker();
    charger.set(&format!("mcu=\"mqtt://{}\"&mce=true", fake.address()));
    let (_, mut stream) = fake.accept(0);
    // PUBACK, PUBREC, PUBREL and PUBCOMP with the greatest packet id.
    for kind in [0x40, 0x50, 0x62, 0x70] {
        // The charger may have gone.
        let _ = stream.write_all(&[kind, 2, 0xff, 0xff]);
    }
    charger.wait_for("mlr", |error| error.is_string());
    serves(&charger);
}
