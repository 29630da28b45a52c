//! What is more than a device can hold is refused, and the next request is answered.

use std::io::{BufReader, Read, Write};

use crate::{Target, read_response};

/// Sends a request that may be refused before all of it is sent, and returns the status of the answer.
fn send(charger: &impl Target, request: &[u8]) -> Option<u16> {
    let mut stream = charger.connect();
    let _ = stream.write_all(request);
    read_response(&mut BufReader::new(stream)).map(|response| response.status)
}

/// Refused with a status of the client's mistakes, or by the end of the connection.
fn refused(charger: &impl Target, request: &[u8]) {
    let status = send(charger, request);
    assert!(matches!(status, None | Some(400..500)), "{status:?}");
    assert_eq!(charger.value("amp"), 16);
}

pub fn a_body_that_is_too_long_is_told<T: Target>(charger: T) {
    let head = format!("POST /api/set HTTP/1.1\r\nContent-Length: {}\r\n\r\n", T::LONGEST_REQUEST + 1);
    assert_eq!(send(&charger, head.as_bytes()), Some(413));
    assert_eq!(charger.value("amp"), 16);
}

pub fn a_target_or_a_head_that_is_too_long<T: Target>(charger: T) {
    let long = "a".repeat(T::LONGEST_REQUEST);
    refused(&charger, format!("GET /api/set?amp=10&fna=\"{long}\" HTTP/1.1\r\n\r\n").as_bytes());
    refused(&charger, format!("GET /api/set?amp=10 HTTP/1.1\r\nA: {long}\r\n\r\n").as_bytes());
    refused(&charger, format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(1 << 20)).as_bytes());
}

pub fn a_content_length_that_is_none<T: Target>(charger: T) {
    for length in ["18446744073709551615", "99999999999999999999999", "-1", "ten"] {
        refused(
            &charger,
            format!("POST /api/set HTTP/1.1\r\nContent-Length: {length}\r\n\r\n{{\"amp\":10}}").as_bytes(),
        );
    }
}

pub fn more_event_streams_than_there_may_be<T: Target>(charger: T) {
    let mut streams = Vec::new();
    let open = || {
        let mut stream = charger.connect();
        stream.write_all(b"GET /api/events?filter=amp HTTP/1.1\r\n\r\n").unwrap();
        let mut begin = [0; 12];
        stream.read_exact(&mut begin).unwrap();
        (stream, String::from_utf8_lossy(&begin).into_owned())
    };
    for _ in 0..T::STREAMS {
        let (stream, begin) = open();
        assert_eq!(begin, "HTTP/1.1 200");
        streams.push(stream);
    }
    assert_eq!(open().1, "HTTP/1.1 503");
    assert_eq!(charger.value("amp"), 16);
}

pub fn a_client_that_does_not_go_on_loses_its_connection<T: Target>(charger: T) {
    let mut stream = charger.connect();
    stream.write_all(b"GET /api/set?amp=10 HTTP/1.1\r\nHost").unwrap();
    let mut said = Vec::new();
    // With or without an answer.
    let _ = stream.read_to_end(&mut said);
    assert!(said.is_empty() || said.starts_with(b"HTTP/1.1 408 "), "{}", String::from_utf8_lossy(&said));
    assert_eq!(charger.value("amp"), 16);
}
