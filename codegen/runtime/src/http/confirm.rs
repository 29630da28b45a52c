//! The page that asks a person whether a browser's request is theirs.

use super::query::{decode, pairs};
use crate::sink::Sink;

/// The headers of the page, besides its type: no other page can show it in a frame, where a click meant for something
/// else would hit the button, and the form's `Origin` is sent.
pub const CONFIRM_HEADERS: [(&str, &str); 4] = [
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
];

/// Writes the page, in HTML: the `path` that a browser was sent to, each value of the `query`, and a button that sends
/// the same request as `POST`. The browser sends the device's own `Origin` with it, which no page of another site can
/// do. `scratch` is room for one decoded value; a longer one is shown as it was sent.
///
/// The form names no address, so that it is sent to the page's own, with all that its query held.
pub fn confirm<S: Sink + ?Sized>(path: &str, query: &str, scratch: &mut [u8], out: &mut S) {
    out.put(
        b"<!DOCTYPE html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
        <title>Change this device?</title>\
        <style>:root{color-scheme:light dark}body{font:1.1rem system-ui,sans-serif;max-width:40rem;margin:2rem auto;\
        padding:0 1rem}td{padding:.2rem 1rem .2rem 0;overflow-wrap:anywhere}button{font:inherit;padding:.5rem 2rem}\
        </style><h1>Change this device?</h1><p>A link or an address asks this device to do <code>",
    );
    html(path.as_bytes(), out);
    out.put(b"</code>:</p><table>");
    for pair in pairs(query) {
        out.put(b"<tr><td><code>");
        show(pair.name, scratch, out);
        out.put(b"</code><td><code>");
        show(pair.value, scratch, out);
        out.put(b"</code>");
    }
    out.put(
        b"</table><form method=post><p><button>Do it</button></p></form>\
        <p>If you did not ask for this, close the page: nothing has changed.</p></html>\n",
    );
}

/// Puts a part of a query, decoded.
fn show<S: Sink + ?Sized>(part: &str, scratch: &mut [u8], out: &mut S) {
    match decode(part, scratch).map(|text| core::str::from_utf8(text)) {
        Some(Ok(text)) => html(text.as_bytes(), out),
        _ => html(part.as_bytes(), out),
    }
}

/// Puts text so that HTML shows it as it is.
fn html<S: Sink + ?Sized>(text: &[u8], out: &mut S) {
    for part in text.split_inclusive(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')) {
        let (plain, entity): (&[u8], &[u8]) = match part.split_last() {
            Some((b'&', plain)) => (plain, b"&amp;"),
            Some((b'<', plain)) => (plain, b"&lt;"),
            Some((b'>', plain)) => (plain, b"&gt;"),
            Some((b'"', plain)) => (plain, b"&quot;"),
            Some((b'\'', plain)) => (plain, b"&#39;"),
            _ => (part, b""),
        };
        out.put(plain);
        out.put(entity);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Page(std::vec::Vec<u8>);

    impl Sink for Page {
        fn put(&mut self, bytes: &[u8]) {
            self.0.extend_from_slice(bytes);
        }
    }

    fn page(path: &str, query: &str) -> std::string::String {
        let mut out = Page::default();
        confirm(path, query, &mut [0; 32], &mut out);
        std::string::String::from_utf8(out.0).expect("the page is text")
    }

    #[test]
    fn the_page_shows_what_would_be_set_and_has_a_button() {
        let page = page("/api/set", "amp=10&fna=%22my+oven%22");
        for part in ["<code>/api/set</code>", "<code>amp</code><td><code>10</code>", "&quot;my oven&quot;"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(page.contains("<form method=post>"), "{page}");
    }

    #[test]
    fn nothing_of_a_request_becomes_html() {
        let page = page("/api/<i>set", "a%3Cb=<script>&'\"=%3Cscript%3E%26");
        for part in ["<script", "<i>", "'\"", "a<b"] {
            assert!(!page.contains(part), "{part}: {page}");
        }
        assert!(page.contains("&lt;script&gt;&amp;"), "{page}");
    }

    #[test]
    fn a_value_longer_than_the_room_is_shown_as_it_was_sent() {
        let value = "%41".repeat(40);
        assert!(page("/api/set", &std::format!("fna={value}")).contains(&value));
    }
}
