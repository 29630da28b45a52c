//! Web pages of other sites, and names that were turned to this address.

use crate::{Response, Target};

/// A `GET` with these headers, one a line, and no others.
fn get(charger: &impl Target, target: &str, headers: &str) -> Response {
    let headers: String = headers.lines().map(|line| format!("{}\r\n", line.trim())).collect();
    charger.send(format!("GET {target} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n").as_bytes())
}

/// Whether the values of the charger and its world are those of a new one.
fn untouched(charger: &impl Target) -> bool {
    charger.value("amp") == 16 && charger.value("car") == 1
}

pub fn a_page_of_another_site_changes_nothing<T: Target>(charger: T) {
    let port = charger.http().port();
    for headers in [
        "Host: charger\nOrigin: https://evil.example",
        "Host: charger\nOrigin: null",
        "Host: charger\nOrigin: http://charger.evil.example",
        "Host: charger\nOrigin: http://charger:81",
        "Host: charger\nSec-Fetch-Site: cross-site",
        "Host: charger\nSec-Fetch-Site: same-site",
        "Host: charger\nReferer: https://evil.example/page",
        "Origin: http://evil.example",
        &format!("Host: 127.0.0.1:{port}\nOrigin: http://127.0.0.1"),
    ] {
        for target in ["/api/set?amp=10", "/sim/plug", "/sim/grid?l1=0"] {
            let response = get(&charger, target, headers);
            assert_eq!(response.status, 403, "{target} {headers}: {}", response.body);
            assert!(response.body.contains("another site"), "{}", response.body);
        }
        // A browser does not show it the answer.
        assert_eq!(get(&charger, "/api/status?filter=amp", headers).status, 200, "{headers}");
    }
    let post = "POST /api/set HTTP/1.1\r\nHost: charger\r\nOrigin: http://evil.example\r\nContent-Length: 10\r\n\r\n{\"amp\":10}";
    assert_eq!(charger.send(post.as_bytes()).status, 403);
    assert!(untouched(&charger));
}

pub fn a_page_of_its_own_and_a_client_that_is_no_page_change_what_they_want<T: Target>(charger: T) {
    let port = charger.http().port();
    for (amps, headers) in [
        (7, ""),
        (8, "Host: charger"),
        (9, &*format!("Host: 127.0.0.1:{port}\nOrigin: http://127.0.0.1:{port}\nSec-Fetch-Site: same-origin")),
        (10, "Host: charger.local\nReferer: http://charger.local/"),
        (11, &format!("Host: [::1]:{port}\nSec-Fetch-Site: none")),
    ] {
        assert_eq!(get(&charger, &format!("/api/set?amp={amps}"), headers).status, 200, "{headers}");
        assert_eq!(charger.value("amp"), amps);
    }
}

pub fn a_name_that_anybody_can_own_gets_no_answer<T: Target>(charger: T) {
    for host in ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "charger.local.evil.example"] {
        for target in ["/api/status", "/api/set?amp=10", "/api/keys", "/api/events", "/sim/plug", "/"] {
            let response =
                get(&charger, target, &format!("Host: {host}\nOrigin: http://{host}\nSec-Fetch-Site: same-origin"));
            assert_eq!(response.status, 403, "{host} {target}");
            assert!(response.body.contains("IP address"), "{}", response.body);
        }
        let proxied = get(&charger, &format!("http://{host}/api/set?amp=10"), "Host: charger");
        assert_eq!(proxied.status, 403, "{host}");
    }
    assert!(untouched(&charger));
}

pub fn two_hosts_are_one_too_many<T: Target>(charger: T) {
    assert_eq!(get(&charger, "/api/status", "Host: charger\nHost: evil.example").status, 400);
}

pub fn a_web_page_of_another_site_changes_nothing<T: Target>(charger: T) {
    let request = |target: &str, origin: &str| {
        format!("GET {target} HTTP/1.1\r\nHost: charger\r\nOrigin: {origin}\r\nConnection: close\r\n\r\n")
    };
    assert_eq!(charger.send(request("/api/set?amp=6", "http://evil.example").as_bytes()).status, 403);
    assert_eq!(charger.value("amp"), 16);
    assert_eq!(charger.send(request("/api/set?amp=6", "http://charger").as_bytes()).status, 200);
}
