//! Files that the device serves as they are, and what stands in their place for programs.

use keywright::{Device, Sink};

/// One file of the App: the page that the device serves to browsers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct File {
    /// Where it is: `/app.js`. The page itself is `/`.
    pub path: &'static str,
    /// Its media type.
    pub content_type: &'static str,
    /// Another one for each version, without quotes: for `ETag`.
    pub tag: &'static str,
    /// Whether the page asks for it with the tag as query, so that an answer to that can be kept for good.
    pub immutable: bool,
    /// The file, compressed with gzip: `Content-Encoding: gzip`.
    pub compressed: &'static [u8],
}

/// A document, as `keywright-app` embeds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Its folder: a language, or nothing for the outermost.
    pub folder: &'static str,
    /// Its name without `.md`.
    pub name: &'static str,
    /// What stands in it.
    pub markdown: &'static str,
}

/// What the page may do: scripts, styles and requests of its own device, and no other.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// What stands in the page's place for who asks for no HTML: the routes of every device, then those of its own.
pub fn write_routes<D: Device>(device: &D, page: bool, own: &[&str], out: &mut dyn Sink) {
    let tables = device.tables();
    let mut put = |text: &str| out.put(text.as_bytes());
    if page {
        put("The App\n  GET  /                        the page that shows and sets everything, for browsers\n\n");
    }
    put("The api of the device\n");
    let mut route = |method: &str, rest: &str, text: &str| {
        let width = tables.http.base.len() + rest.len();
        for part in ["  ", method, " ", tables.http.base, rest] {
            put(part);
        }
        (width..25).for_each(|_| put(" "));
        put(text);
        put("\n");
    };
    route("GET ", "/status", "all values; ?filter=KEY,KEY only some");
    route("GET ", "/set?KEY=VALUE", "sets a value; answers {\"KEY\":true}, or why not");
    route("POST", "/set", "the same, with a JSON object as body");
    route("GET ", "/keys", "what each key means");
    route("GET ", "/events", "changes as they happen, as server-sent events");
    own.iter().for_each(|part| put(part));
}

impl File {
    /// The value of `Cache-Control`, for a request with this query.
    pub fn cache_control(&self, query: &str) -> &'static str {
        if self.immutable && query == self.tag { "public, max-age=31536000, immutable" } else { "no-cache" }
    }

    /// Whether a client that sends `If-None-Match` has this version.
    pub fn is_known(&self, if_none_match: &str) -> bool {
        if_none_match.split(',').any(|tag| {
            let tag = tag.trim();
            let tag = tag.strip_prefix("W/").unwrap_or(tag);
            tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).is_some_and(|tag| tag == self.tag)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_version_is_told_by_its_tag() {
        let file = File { path: "/", content_type: "text/html", tag: "abc", immutable: true, compressed: b"" };
        for known in ["\"abc\"", "W/\"abc\"", "\"x\", \"abc\""] {
            assert!(file.is_known(known), "{known}");
        }
        for unknown in ["", "abc", "\"abcd\"", "*"] {
            assert!(!file.is_known(unknown), "{unknown}");
        }
    }

    #[test]
    fn only_an_address_with_the_tag_is_kept_for_good() {
        let file = File { path: "/", content_type: "text/html", tag: "abc", immutable: true, compressed: b"" };
        assert!(file.cache_control("abc").contains("immutable"));
        assert_eq!(file.cache_control(""), "no-cache");
        assert_eq!(file.cache_control("older"), "no-cache");
        assert_eq!(File { immutable: false, ..file }.cache_control("abc"), "no-cache");
    }
}
