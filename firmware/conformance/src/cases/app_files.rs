//! How the App's files are served. What they do in a browser is shown by the tests of the host program.

use std::io::{BufReader, Read, Write};

use crate::{Response, Target};

/// An answer with a body that is no text.
struct File {
    head: String,
    body: Vec<u8>,
}

impl File {
    fn get(charger: &impl Target, target: &str, headers: &str) -> Self {
        let mut stream = charger.connect();
        write!(stream, "GET {target} HTTP/1.1\r\nHost: charger\r\n{headers}Connection: close\r\n\r\n").unwrap();
        let mut bytes = Vec::new();
        BufReader::new(stream).read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|end| end == b"\r\n\r\n").unwrap();
        Self { head: String::from_utf8(bytes[..end].to_vec()).unwrap(), body: bytes[end + 4..].to_vec() }
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

const BROWSER: &str = "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\nAccept-Encoding: gzip, deflate\r\n";

pub fn a_browser_gets_the_page_and_a_program_the_list_of_routes<T: Target>(charger: T) {
    let page = File::get(&charger, "/", BROWSER);
    assert!(page.head.starts_with("HTTP/1.1 200 "), "{}", page.head);
    assert_eq!(page.header("Content-Type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("Content-Encoding"), Some("gzip"));
    assert_eq!(page.header("Vary"), Some("Accept"));
    assert_eq!(page.body[..2], [0x1f, 0x8b]);
    let list: Response = charger.get("/");
    assert!(list.body.contains("GET  /api/status"), "{}", list.body);
    assert_eq!(list.header("Vary"), Some("Accept"));
    assert_eq!(list.header("Content-Encoding"), None);
}

pub fn the_page_may_use_nothing_but_its_own_device<T: Target>(charger: T) {
    let page = File::get(&charger, "/", BROWSER);
    let policy = page.header("Content-Security-Policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(page.header("X-Content-Type-Options"), Some("nosniff"));
}

pub fn a_file_that_the_browser_has_is_not_sent_again<T: Target>(charger: T) {
    for path in ["/", "/app.js", "/app.css", "/app/en.json", "/app/de.json"] {
        let first = File::get(&charger, path, BROWSER);
        let tag = first.header("ETag").unwrap_or_else(|| panic!("{path}: {}", first.head));
        let again = File::get(&charger, path, &format!("{BROWSER}If-None-Match: {tag}\r\n"));
        assert!(again.head.starts_with("HTTP/1.1 304 "), "{path}: {}", again.head);
        assert_eq!(again.body, b"", "{path}");
        assert_eq!(again.header("ETag"), Some(tag), "{path}");
        // The length may be told, of the file that is not sent.
        let length = again.header("Content-Length");
        assert!(length.is_none() || length == first.header("Content-Length"), "{path}: {length:?}");
        let other = File::get(&charger, path, &format!("{BROWSER}If-None-Match: \"another\"\r\n"));
        assert!(other.head.starts_with("HTTP/1.1 200 "), "{path}: {}", other.head);
    }
}

pub fn only_an_address_with_the_tag_is_kept_for_good<T: Target>(charger: T) {
    let plain = File::get(&charger, "/app.js", BROWSER);
    assert_eq!(plain.header("Cache-Control"), Some("no-cache"));
    let tag = plain.header("ETag").unwrap().trim_matches('"').to_owned();
    let tagged = File::get(&charger, &format!("/app.js?{tag}"), BROWSER);
    assert_eq!(tagged.header("Cache-Control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(File::get(&charger, "/", BROWSER).header("Cache-Control"), Some("no-cache"));
}

pub fn a_head_request_gets_no_body<T: Target>(charger: T) {
    let mut stream = charger.connect();
    write!(stream, "HEAD /app.js HTTP/1.1\r\nHost: charger\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert!(text.starts_with("HTTP/1.1 200 ") && text.ends_with("\r\n\r\n"), "{text}");
    assert!(text.contains("\r\nContent-Encoding: gzip\r\n"), "{text}");
}

pub fn a_page_of_another_name_is_refused<T: Target>(charger: T) {
    let mut stream = charger.connect();
    write!(stream, "GET / HTTP/1.1\r\nHost: evil.example\r\n{BROWSER}Connection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert!(text.starts_with("HTTP/1.1 403 "), "{text}");
}
