//! Web pages of other sites, and names that were turned to this address.

use std::io::{Read, Write};

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
    for host in [
        "evil.example",
        "evil.example:8080",
        "127.0.0.1.evil.example",
        "charger.local.evil.example",
        "evil.example#.local",
        "evil.example?.local",
    ] {
        for target in ["/api/status", "/api/set?amp=10", "/api/keys", "/api/events", "/sim/plug", "/"] {
            let response =
                get(&charger, target, &format!("Host: {host}\nOrigin: http://{host}\nSec-Fetch-Site: same-origin"));
            assert_eq!(response.status, 403, "{host} {target}");
            assert!(response.body.contains("IP address"), "{}", response.body);
        }
        if host.contains(['#', '?']) {
            continue;
        }
        let proxied = get(&charger, &format!("http://{host}/api/set?amp=10"), "Host: charger");
        assert_eq!(proxied.status, 403, "{host}");
    }
    assert!(untouched(&charger));
}

pub fn two_hosts_are_one_too_many<T: Target>(charger: T) {
    assert_eq!(get(&charger, "/api/status", "Host: charger\nHost: evil.example").status, 400);
}

pub fn two_headers_of_where_a_request_comes_from_are_refused<T: Target>(charger: T) {
    for name in ["Origin", "Referer", "Sec-Fetch-Site"] {
        let headers = format!("Host: charger\n{name}: http://evil.example\n{name}: http://charger");
        for headers in [headers.clone(), headers.replace("http://evil.example", "none")] {
            assert_eq!(get(&charger, "/api/set?amp=10", &headers).status, 400, "{headers}");
        }
    }
    assert!(untouched(&charger));
}

/// What browsers send with a picture, a script, a request that a script makes, and a page. The page that caused it has
/// suppressed `Referer`.
const BROWSER: [&str; 4] = [
    "Accept: image/avif,image/webp,*/*;q=0.8",
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64)\nAccept: */*\nAccept-Language: de",
    "Accept: */*\nSec-Fetch-Dest: empty",
    "Upgrade-Insecure-Requests: 1\nAccept: text/html,*/*;q=0.8",
];

pub fn a_browser_that_does_not_say_which_page_asks_changes_nothing<T: Target>(charger: T) {
    for browser in BROWSER {
        for headers in [format!("Host: charger\n{browser}"), format!("Host: charger\n{browser}\nSec-Fetch-Site: none")]
        {
            for target in ["/api/set?amp=10", "/sim/plug", "/sim/grid?l1=0"] {
                assert_eq!(get(&charger, target, &headers).status, 403, "{target} {headers}");
            }
        }
    }
    assert!(untouched(&charger));
    // A page of its own says so.
    for (amps, own) in
        [(7, "Referer: http://charger/"), (8, "Origin: http://charger"), (9, "Sec-Fetch-Site: same-origin")]
    {
        let headers = format!("Host: charger\n{}\n{own}", BROWSER[1]);
        assert_eq!(get(&charger, &format!("/api/set?amp={amps}"), &headers).status, 200, "{headers}");
        assert_eq!(charger.value("amp"), amps);
    }
}

pub fn a_person_is_asked_before_an_address_changes_something<T: Target>(charger: T) {
    let headers = format!("Host: charger\n{}", BROWSER[3]);
    let page = get(&charger, "/api/set?amp=10&fna=%22%3Cb%3E%22", &headers);
    assert!(page.header("content-type").is_some_and(|kind| kind.starts_with("text/html")), "{:?}", page.headers);
    assert!(page.header("content-security-policy").is_some_and(|policy| policy.contains("frame-ancestors 'none'")));
    assert_eq!(page.header("x-frame-options"), Some("DENY"));
    assert!(page.body.contains("<code>amp</code><td><code>10</code>"), "{}", page.body);
    assert!(page.body.contains("&lt;b&gt;") && !page.body.contains("<b>"), "{}", page.body);
    let linked = get(&charger, "/sim/plug?phases=3", &format!("{headers}\nReferer: http://evil.example/"));
    assert!(linked.body.contains("<form method=post>"), "{}", linked.body);
    assert!(untouched(&charger));
    let post = |origin: &str| {
        let request = format!(
            "POST /api/set?amp=10 HTTP/1.1\r\nHost: charger\r\nOrigin: {origin}\r\nConnection: close\r\n\
             Accept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\n\r\n"
        );
        charger.send(request.as_bytes())
    };
    assert_eq!(post("http://evil.example").status, 403);
    assert_eq!(post("null").status, 403);
    assert!(untouched(&charger));
    let set = post("http://charger");
    assert_eq!((set.status, set.body.as_str()), (200, r#"{"amp":true}"#));
    assert_eq!(charger.value("amp"), 10);
}

pub fn a_browser_reads_without_saying_which_page_asks<T: Target>(charger: T) {
    for browser in BROWSER {
        let headers = format!("Host: charger\n{browser}");
        assert_eq!(get(&charger, "/api/status?filter=amp", &headers).body, r#"{"amp":16}"#, "{headers}");
    }
}

pub fn head_changes_nothing<T: Target>(charger: T) {
    for target in ["/api/set?amp=10", "/sim/plug", "/sim/grid?l1=0"] {
        let mut stream = charger.connect();
        write!(stream, "HEAD {target} HTTP/1.1\r\nHost: charger\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 405 "), "{target}: {answer}");
    }
    assert!(untouched(&charger));
}

pub fn an_allowed_page_reads_and_sets_and_others_get_no_header<T: Target>(charger: T) {
    const DASHBOARD: &str = "http://192.168.0.5:3000";
    let shared = |response: &Response| response.header("access-control-allow-origin").map(str::to_owned);
    let ask = |method: &str, target: &str, origin: &str| {
        let request = format!(
            "{method} {target} HTTP/1.1\r\nHost: charger\r\nUser-Agent: Mozilla/5.0\r\nOrigin: {origin}\r\n\
             Sec-Fetch-Site: cross-site\r\nConnection: close\r\n\r\n"
        );
        charger.send(request.as_bytes())
    };
    for wrong in [r#"["192.168.0.5"]"#, r#"["http://192.168.0.5/"]"#, r#"["null"]"#, r#"["*"]"#] {
        assert_ne!(charger.get(&format!("/api/set?hao={wrong}")).status, 200, "{wrong}");
    }
    charger.set(&format!("hao=[\"{DASHBOARD}\"]"));
    for (method, target, status) in [
        ("OPTIONS", "/api/set", 204),
        ("GET", "/api/set?amp=10", 200),
        ("GET", "/api/status?filter=amp", 200),
        ("GET", "/api/keys?filter=amp", 200),
        ("GET", "/api/set?amp=99", 500),
        ("GET", "/sim/plug", 200),
        ("GET", "/nowhere", 404),
    ] {
        let response = ask(method, target, DASHBOARD);
        assert_eq!((response.status, shared(&response).as_deref()), (status, Some(DASHBOARD)), "{method} {target}");
        assert_eq!(response.header("vary"), Some("Origin"), "{method} {target}");
    }
    let preflight = ask("OPTIONS", "/api/set", DASHBOARD);
    for (header, word) in [("methods", "POST"), ("headers", "Authorization"), ("headers", "Content-Type")] {
        let value = preflight.header(&format!("access-control-allow-{header}")).unwrap_or_default();
        assert!(value.contains(word), "{header}: {value}");
    }
    for origin in ["https://evil.example", "https://192.168.0.5:3000", "http://192.168.0.5", "null"] {
        assert_eq!(ask("GET", "/api/set?amp=11", origin).status, 403, "{origin}");
        for (method, target) in [("GET", "/api/status"), ("OPTIONS", "/api/set"), ("GET", "/api/set?amp=11")] {
            assert_eq!(shared(&ask(method, target, origin)), None, "{method} {target} {origin}");
        }
    }
    let turned =
        format!("OPTIONS /api/set HTTP/1.1\r\nHost: evil.example\r\nOrigin: {DASHBOARD}\r\nConnection: close\r\n\r\n");
    assert_eq!(charger.send(turned.as_bytes()).status, 403, "a name that anybody can own");
    charger.set("hao=[]");
    assert_eq!(ask("GET", "/api/set?amp=11", DASHBOARD).status, 403);
    assert_eq!(charger.value("amp"), 10);
}

pub fn a_charger_that_lets_any_page_set_does<T: Target>(charger: T) {
    let evil = "Host: charger\nUser-Agent: Mozilla/5.0\nOrigin: https://evil.example";
    charger.set("hap=true");
    let response = get(&charger, "/api/set?amp=10", evil);
    assert_eq!((response.status, response.header("access-control-allow-origin")), (200, None));
    charger.set("hap=false");
    assert_eq!(get(&charger, "/api/set?amp=11", evil).status, 403);
    assert_eq!(charger.value("amp"), 10);
}
