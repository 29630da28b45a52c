//! Bad input: an answer or a closed connection, nothing changed, and the next request is served.

mod common;

use std::io::{BufReader, Read, Write};
use std::net::TcpStream;

use common::Charger;
use firmware_conformance::{Device, read_response};

/// Sends bytes, ends the sending side, and returns the status of the answer, or nothing if there was none.
fn send(charger: &Charger, bytes: &[u8]) -> Option<u16> {
    let mut stream = charger.connect();
    // The charger may close the connection before all is sent.
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(std::net::Shutdown::Write);
    read_response(&mut BufReader::new(stream)).map(|response| response.status)
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
