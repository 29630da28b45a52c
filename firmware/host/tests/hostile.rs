//! Neighbours that mean no good: names that are not this program's, clients that are slow, greedy or many.

mod common;

use std::io::{BufReader, Read, Write};

use common::{Charger, wait_until};
use firmware_conformance::{Device, Response, read_response};

/// A `GET` with these headers, one a line, and no others.
fn get(charger: &Charger, target: &str, headers: &str) -> Response {
    let headers: String = headers.lines().map(|line| format!("{}\r\n", line.trim())).collect();
    charger.send(format!("GET {target} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n").as_bytes())
}

/// Whether the values of the charger and its world are those of a new one.
fn untouched(charger: &Charger) -> bool {
    charger.value("amp") == 16 && charger.value("car") == 1
}

#[test]
fn a_name_that_was_given_is_answered() {
    let charger = Charger::with(&["--no-broker", "--host-name", "a.example.org", "--host-name", "b.example.org"]);
    for (amps, host) in [(10, "a.example.org"), (11, "B.example.org:8080")] {
        assert_eq!(get(&charger, &format!("/api/set?amp={amps}"), &format!("Host: {host}")).status, 200);
        assert_eq!(charger.value("amp"), amps);
    }
    let refused = get(&charger, "/api/status", "Host: c.example.org");
    assert_eq!(refused.status, 403);
    assert!(refused.body.contains("--host-name"), "{}", refused.body);
}

#[test]
fn a_client_that_asks_too_often_is_told_to_wait() {
    let charger = Charger::with(&["--no-broker", "--rate", "1"]);
    let refused = (0..5).map(|_| charger.get("/api/status?filter=amp")).find(|response| response.status != 200);
    let refused = refused.expect("a second allows one request, and two at once");
    assert_eq!((refused.status, refused.header("Retry-After")), (429, Some("1")));
    assert!(refused.body.contains("--rate"), "{}", refused.body);
    wait_until("it may ask again", || charger.get("/api/status?filter=amp").status == 200);
}

#[test]
fn a_rate_of_0_lets_everybody_ask_as_often_as_they_like() {
    let charger = Charger::with(&["--no-broker", "--rate", "0"]);
    for _ in 0..500 {
        assert_eq!(charger.get("/api/status?filter=amp").status, 200);
    }
}

#[test]
fn a_connection_ends_after_its_thousandth_request() {
    let charger = Charger::with(&["--no-broker", "--rate", "0"]);
    let mut stream = charger.connect();
    stream.write_all("GET /api/status?filter=amp HTTP/1.1\r\n\r\n".repeat(1001).as_bytes()).unwrap();
    let mut answers = BufReader::new(stream);
    for number in 1..=1000 {
        let response = read_response(&mut answers).unwrap();
        let expected = if number < 1000 { "keep-alive" } else { "close" };
        assert_eq!(response.header("Connection"), Some(expected), "{number}");
    }
    assert!(read_response(&mut answers).is_none());
}

#[test]
fn a_request_that_drips_in_is_ended() {
    let charger = Charger::without_broker();
    let stream = charger.connect();
    let mut sender = stream.try_clone().unwrap();
    let drip = std::thread::spawn(move || {
        let endless = b"GET /api/set?amp=10 HTTP/1.1\r\nX: ".iter().chain(std::iter::repeat(&b'a'));
        for byte in endless.take(8000) {
            if sender.write_all(&[*byte]).is_err() {
                return;
            }
            std::thread::park_timeout(std::time::Duration::from_millis(50));
        }
    });
    assert_eq!(read_response(&mut BufReader::new(stream)).unwrap().status, 408);
    drip.join().unwrap();
    assert!(untouched(&charger));
}

#[test]
fn a_client_that_does_not_take_its_answers_in_is_left() {
    let charger = Charger::with(&["--no-broker", "--rate", "0", "--log", "trace"]);
    let mut stream = charger.connect();
    stream.write_all("GET /api/keys HTTP/1.1\r\n\r\n".repeat(300).as_bytes()).unwrap();
    // Others are served meanwhile.
    assert!(untouched(&charger));
    let mut said = String::new();
    wait_until("the charger gives it up", || {
        said += &charger.said();
        said.contains("timed out")
    });
    let mut rest = Vec::new();
    // What was on its way may still come, or the connection is reset.
    let _ = stream.read_to_end(&mut rest);
    let answers = String::from_utf8_lossy(&rest).matches("HTTP/1.1 200").count();
    assert!(answers < 300, "{answers}");
}

#[test]
fn a_set_of_too_many_keys_sets_none() {
    let charger = Charger::without_broker();
    let many = vec!["\"amp\":10"; 513].join(",");
    let response = charger.post("/api/set", format!("{{{many}}}").as_bytes());
    assert_eq!(response.status, 400);
    assert!(response.body.contains("at most 512 keys"), "{}", response.body);
    assert!(untouched(&charger));
}
