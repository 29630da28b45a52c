//! The App: the page that the device serves to browsers, at `/`, made from the spec and from `app/`. Every file is
//! compressed (gzip), and is served as it is.

/// One file of the App.
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

/// All files. None, if the App was built without a spec.
pub static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/app.rs"));

/// What the page may do: scripts, styles and requests of its own device, and no other.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// What stands in the page's place for who asks for no HTML: the routes of every device.
pub const ROUTES: &str = "\
The App
  GET  /                        the page that shows and sets everything, for browsers

The api of the charger
  GET  /api/status              all values; ?filter=amp,car only some
  GET  /api/set?amp=16          sets a value; answers {\"amp\":true}, or why not
  POST /api/set                 the same, with a JSON object as body
  GET  /api/keys                what each key means
  GET  /api/events              changes as they happen, as server-sent events
";

/// The file of a path.
pub fn find(path: &str) -> Option<&'static File> {
    FILES.iter().find(|file| file.path == path)
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

    #[test]
    fn the_app_is_there_in_every_language() {
        for path in ["/", "/app.js", "/app.css", "/app/en.json", "/app/de.json"] {
            assert!(find(path).is_some_and(|file| file.compressed.starts_with(&[0x1f, 0x8b])), "{path}");
        }
        assert_eq!(find("/app"), None);
    }
}
