//! Requests and connections.

use std::io::{BufRead, BufReader, Write};

use crate::{Target, read_response};

pub fn the_api_is_on_by_default<T: Target>(charger: T) {
    assert_eq!(charger.value("hai"), true);
}

pub fn switched_off_the_api_answers_404_and_nothing_else_does<T: Target>(charger: T) {
    charger.set("hai=false");
    for target in ["/api/status", "/api/set?hai=true", "/api/keys", "/api/events", "/api/", "/api/nothing"] {
        let response = charger.get(target);
        assert_eq!((response.status, response.body.trim_end()), (404, "This URI does not exist"), "{target}");
    }
    assert_eq!(charger.get("/").status, 200);
    assert_eq!(charger.get("/sim").status, 200);
}

pub fn every_answer_has_a_content_length<T: Target>(charger: T) {
    for target in ["/", "/nothing", "/api/status", "/api/set?amp=99", "/api/keys", "/api/nothing", "/sim", "/sim/no"] {
        let response = charger.get(target);
        let length = response.header("Content-Length").map(|length| length.parse().unwrap());
        assert_eq!(length, Some(response.body.len()), "{target}");
    }
}

pub fn a_page_is_read_and_not_posted<T: Target>(charger: T) {
    for (target, status) in [("/", 405), ("/nothing", 404), ("/sim", 200), ("/api/set", 200)] {
        assert_eq!(charger.post(target, b"{}").status, status, "{target}");
    }
}

pub fn a_connection_is_kept_for_the_next_request<T: Target>(charger: T) {
    let mut stream = BufReader::new(charger.connect());
    for _ in 0..3 {
        stream.get_mut().write_all(b"GET /api/status?filter=amp HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
        let response = read_response(&mut stream).unwrap();
        assert_eq!(response.body, r#"{"amp":16}"#);
        assert_eq!(response.header("Connection"), Some("keep-alive"));
    }
}

pub fn two_requests_may_come_at_once<T: Target>(charger: T) {
    let mut stream = BufReader::new(charger.connect());
    let one = "GET /api/status?filter=amp HTTP/1.1\r\n\r\n";
    let two = "POST /api/set HTTP/1.1\r\nContent-Length: 10\r\n\r\n{\"amp\":12}";
    stream.get_mut().write_all(format!("{one}{two}{one}").as_bytes()).unwrap();
    let bodies = [(); 3].map(|()| read_response(&mut stream).unwrap().body);
    assert_eq!(bodies, [r#"{"amp":16}"#, r#"{"amp":true}"#, r#"{"amp":12}"#]);
}

pub fn an_authorization_is_ignored<T: Target>(charger: T) {
    let request = b"GET /api/status?filter=amp HTTP/1.1\r\nAuthorization: Bearer x\r\nConnection: close\r\n\r\n";
    assert_eq!(charger.send(request).status, 200);
}

pub fn changes_are_events<T: Target>(charger: T) {
    let mut stream = charger.connect();
    stream.write_all(b"GET /api/events?filter=amp,fna HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
    assert!(lines.next().is_some_and(|line| line.starts_with("HTTP/1.1 200 ")));
    assert!(lines.any(|line| line == "Content-Type: text/event-stream"));
    let mut data = lines.filter_map(|line| line.strip_prefix("data: ").map(str::to_owned));
    let first = data.next().unwrap();
    assert!(first.contains(r#""amp":16"#) && first.contains(r#""fna":"#), "{first}");
    charger.set("amp=10");
    assert_eq!(data.next().as_deref(), Some(r#"{"amp":10}"#));
}
