//! Bad input: an answer or a closed connection, nothing changed, and the next request is served.

use std::io::{BufReader, Write};

use crate::{Target, read_response};

/// Sends bytes, ends the sending side, and returns the status of the answer, or nothing if there was none.
fn send(charger: &impl Target, bytes: &[u8]) -> Option<u16> {
    let mut stream = charger.connect();
    // The charger may close the connection before all is sent.
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(std::net::Shutdown::Write);
    read_response(&mut BufReader::new(stream)).map(|response| response.status)
}

/// Sends a set that has to be refused without any effect.
fn refused(charger: &impl Target, query: &str) {
    let before = charger.get("/api/status?filter=amp,fna,ids,clp").body;
    assert_eq!(charger.get(&format!("/api/set?{query}")).status, 500, "{query}");
    assert_eq!(charger.get("/api/status?filter=amp,fna,ids,clp").body, before);
}

pub fn broken_json<T: Target>(charger: T) {
    for query in ["amp=1x", "amp=", "amp={", "clp=[6,8", "ids={\"pGrid\":}", "dwo=1e", "amp=--1"] {
        refused(&charger, query);
    }
}

pub fn wrong_type<T: Target>(charger: T) {
    for query in ["amp=\"x\"", "amp=\"1.5\"", "amp=true", "amp=1.5", "fna=5", "clp=6", "alw=1"] {
        refused(&charger, query);
    }
}

pub fn out_of_range<T: Target>(charger: T) {
    for query in ["amp=5", "amp=33", "amp=-1", "amp=256", "amp=99999999999999999999999", "frc=3"] {
        refused(&charger, query);
    }
}

pub fn too_long<T: Target>(charger: T) {
    refused(&charger, &format!("fna=\"{}\"", "a".repeat(1000)));
    refused(&charger, "clp=[6,7,8,9,10,11]");
}

pub fn too_deep<T: Target>(charger: T) {
    refused(&charger, &format!("ids={}", "[".repeat(2000)));
    refused(&charger, &format!("ids={}1{}", "{\"a\":".repeat(100), "}".repeat(100)));
}

pub fn not_utf_8<T: Target>(charger: T) {
    refused(&charger, "fna=%22%ff%fe%22");
    let answer = send(&charger, b"GET /api/set?fna=\"\xff\xfe\" HTTP/1.1\r\n\r\n");
    assert_ne!(answer, Some(200));
    assert!(charger.post("/api/set", b"{\"fna\":\"\xff\"}").status >= 400);
    assert_eq!(charger.value("amp"), 16);
}

pub fn a_body_that_is_no_object<T: Target>(charger: T) {
    for body in ["", "[]", "5", "{\"amp\":16", "{\"amp\"16}", "null", "{amp:16}"] {
        let status = charger.post("/api/set", body.as_bytes()).status;
        assert!(status >= 400, "{body}: {status}");
    }
}

pub fn something_else_than_http<T: Target>(charger: T) {
    for bytes in [&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..], b"\0\0\0\0", b"hello\r\n\r\n", b"\r\n\r\n\r\n"]
    {
        assert!(!matches!(send(&charger, bytes), Some(200..400)), "{bytes:?}");
    }
    assert_eq!(charger.value("amp"), 16);
}

pub fn half_a_request<T: Target>(charger: T) {
    assert_eq!(send(&charger, b"GET /api/set?amp=10 HTTP/1.1\r\nHost"), Some(400));
    assert_eq!(send(&charger, b"POST /api/set HTTP/1.1\r\nContent-Length: 20\r\n\r\n{\"amp\":10}"), Some(400));
    assert_eq!(charger.value("amp"), 16);
}

pub fn a_blank_ends_the_target<T: Target>(charger: T) {
    let answer = send(&charger, b"GET /api/set?amp=10&fna=\"a b\" HTTP/1.1\r\n\r\n");
    assert_eq!(answer, Some(400));
    assert_eq!(charger.value("amp"), 16);
}
