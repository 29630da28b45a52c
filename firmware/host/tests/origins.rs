//! Pages of other sites that the device's owner allows, and a device that lets any page set.

mod common;

use common::Charger;
use firmware_conformance::{Device, Response};

const DASHBOARD: &str = "https://dashboard.example";

/// What a browser gets that asks for a page of `origin`.
fn ask(charger: &Charger, method: &str, target: &str, origin: &str) -> Response {
    let head = format!(
        "{method} {target} HTTP/1.1\r\nHost: charger\r\nUser-Agent: Mozilla/5.0\r\nOrigin: {origin}\r\n\
         Sec-Fetch-Site: cross-site\r\nConnection: close\r\n\r\n"
    );
    charger.send(head.as_bytes())
}

/// The origin that may see an answer.
fn shared_with(response: &Response) -> Option<&str> {
    response.header("access-control-allow-origin")
}

#[test]
fn an_allowed_page_reads_and_sets_and_others_get_no_header() {
    let charger = Charger::with(&["--no-broker", "--allow-origin", DASHBOARD]);
    for (target, status) in
        [("/api/set?amp=10", 200), ("/api/status", 200), ("/api/set?amp=99", 500), ("/nowhere", 404)]
    {
        let response = ask(&charger, "GET", target, DASHBOARD);
        assert_eq!((response.status, shared_with(&response)), (status, Some(DASHBOARD)), "{target}");
        assert_eq!(response.header("vary"), Some("Origin"), "{target}");
    }
    assert_eq!(charger.value("amp"), 10);
    for origin in ["https://evil.example", "http://dashboard.example", "https://dashboard.example:8443", "null"] {
        assert_eq!(ask(&charger, "GET", "/api/set?amp=11", origin).status, 403, "{origin}");
        for (method, target) in [("GET", "/api/status"), ("OPTIONS", "/api/set"), ("GET", "/api/set?amp=11")] {
            assert_eq!(shared_with(&ask(&charger, method, target, origin)), None, "{method} {target} {origin}");
        }
    }
    assert_eq!(charger.value("amp"), 10);
}

#[test]
fn an_allowed_page_may_ask_first_and_send_the_password() {
    let charger = Charger::with(&["--no-broker", "--allow-origin", DASHBOARD]);
    charger.set("hpp=2&hpw=\"correct+horse\"");
    let response = ask(&charger, "OPTIONS", "/api/set", DASHBOARD);
    assert_eq!((response.status, shared_with(&response)), (204, Some(DASHBOARD)));
    for (header, word) in [("methods", "POST"), ("headers", "Authorization"), ("headers", "Content-Type")] {
        let value = response.header(&format!("access-control-allow-{header}")).unwrap_or_default();
        assert!(value.contains(word), "{header}: {value}");
    }
    // That a page may ask does not mean that it need not know the password.
    let response = ask(&charger, "GET", "/api/set?amp=10", DASHBOARD);
    assert_eq!((response.status, shared_with(&response)), (401, Some(DASHBOARD)));
}

#[test]
fn a_device_that_lets_any_page_set_says_so() {
    let charger = Charger::with(&["--no-broker", "--allow-any-page"]);
    assert_eq!(ask(&charger, "GET", "/api/set?amp=10", "https://evil.example").status, 200);
    assert_eq!(charger.value("amp"), 10);
    charger.hears("WARN any web page can set this device, since --allow-any-page was given");
}
