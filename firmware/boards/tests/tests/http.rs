//! The api and the App over HTTP.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};

use board_tests::{Flash, Machine, PATIENCE, get, request};
use serde_json::json;

#[test]
fn a_value_is_set_and_read() {
    let flash = Flash::new();
    let Some(machine) = Machine::ready(&flash, "serial=123457") else { return };
    let port = machine.http();
    let status = get(port, "/api/status").json();
    assert_eq!((&status["sse"], &status["amp"], &status["car"]), (&json!("123457"), &json!(16), &json!(1)));
    assert!(status.as_object().is_some_and(|keys| keys.len() > 250), "{status}");

    assert_eq!(get(port, "/api/set?amp=11&fna=\"a b\"").status, 400, "a blank ends the target");
    let set = get(port, "/api/set?amp=11&fna=\"a\"");
    assert_eq!((set.status, set.json()), (200, json!({ "amp": true, "fna": true })));
    let body = r#"{"amp":12,"nmo":1}"#;
    let head = format!("POST /api/set HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {}\r\n", body.len());
    let set = request(port, &head, body);
    assert_eq!((set.status, set.json()["amp"].clone()), (500, json!(true)), "{}", set.text());
    assert_eq!(get(port, "/api/status?filter=amp,fna").json(), json!({ "amp": 12, "fna": "a" }));
}

#[test]
fn the_texts_of_all_keys_are_whole() {
    let flash = Flash::new();
    let Some(machine) = Machine::ready(&flash, "serial=123458") else { return };
    let keys = get(machine.http(), "/api/keys?lang=de");
    assert_eq!(keys.status, 200);
    assert!(keys.json().as_object().is_some_and(|keys| keys.len() > 300));
}

#[test]
fn the_app_is_served() {
    let flash = Flash::new();
    let Some(machine) = Machine::ready(&flash, "serial=123459") else { return };
    let page = request(machine.http(), "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n", "");
    assert_eq!((page.status, page.body.get(..2)), (200, Some(&[0x1f, 0x8b][..])));
    assert!(page.head.contains("default-src 'none'"), "{}", page.head);
    assert!(get(machine.http(), "/").text().contains("GET  /api/status"));
    assert_eq!(get(machine.http(), "/app.js").status, 200);
}

#[test]
fn a_change_is_an_event() {
    let flash = Flash::new();
    let Some(machine) = Machine::ready(&flash, "serial=123460") else { return };
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, machine.http())).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(b"GET /api/events?filter=amp HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").unwrap();
    let mut await_text = |text: &str| {
        let mut said = String::new();
        let mut part = [0; 512];
        while !said.contains(text) {
            let read = stream.read(&mut part).unwrap();
            assert!(read > 0, "{said}");
            said.push_str(&String::from_utf8_lossy(&part[..read]));
        }
    };
    await_text("data: {\"amp\":16}\n\n");
    assert_eq!(get(machine.http(), "/api/set?amp=9").status, 200);
    await_text("data: {\"amp\":9}\n\n");
}

#[test]
fn a_page_of_another_site_sets_nothing() {
    let flash = Flash::new();
    let Some(machine) = Machine::ready(&flash, "serial=123461") else { return };
    let set = "GET /api/set?amp=6 HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    assert_eq!(request(machine.http(), &format!("{set}Origin: http://evil.example\r\n"), "").status, 403);
    let elsewhere = request(machine.http(), "GET /api/status HTTP/1.1\r\nHost: evil.example\r\n", "");
    assert_eq!(elsewhere.status, 403);
    assert_eq!(get(machine.http(), "/api/status?filter=amp").json(), json!({ "amp": 16 }));
}

#[test]
fn what_is_too_long_is_refused_and_the_next_request_is_answered() {
    let flash = Flash::new();
    let Some(machine) = Machine::ready(&flash, "serial=123462") else { return };
    let port = machine.http();
    let long = "x".repeat(10_000);
    let head = format!("POST /api/set HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {}\r\n", long.len());
    assert_eq!(request(port, &head, &long).status, 413);
    assert_eq!(get(port, "/api/status?filter=amp").status, 200);
}

#[test]
fn a_password_is_taken_as_it_is_in_a_header_and_encoded_in_a_query() {
    let flash = Flash::new();
    let Some(machine) = Machine::ready(&flash, "serial=123463") else { return };
    let port = machine.http();
    let set = "{\"hpw\":\"a+b%41 long\",\"hpp\":2}";
    let head = format!("POST /api/set HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {}\r\n", set.len());
    assert_eq!(request(port, &head, set).status, 200);
    let ask = |header: &str| {
        request(port, &format!("GET /api/status?filter=amp HTTP/1.1\r\nHost: 127.0.0.1\r\n{header}"), "").status
    };
    assert_eq!(ask(""), 401);
    assert_eq!(ask("Authorization: Bearer a b%41 long\r\n"), 401);
    assert_eq!(ask("Authorization: Bearer a+b%41 long\r\n"), 200);
    assert_eq!(get(port, "/api/status?filter=amp&token=a%2Bb%2541+long").status, 200);
}
