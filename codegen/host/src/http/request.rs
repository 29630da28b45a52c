//! The head of a request: where it ends, and what of it matters here.

use std::fmt;

use keywright::http::{Sender, decode, is_browser_header, split_authority};

use super::problem::Problem;

/// Longest request line: certificates are set in one.
pub const MAX_LINE: usize = 16 * 1024;
/// Longest headers, all together.
pub const MAX_HEADERS: usize = 8 * 1024;
/// Longest body.
pub const MAX_BODY: usize = 64 * 1024;
/// Most headers.
const MOST_HEADERS: usize = 64;

/// How a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `HEAD`: answered like a `GET`, without the body.
    Head,
    /// `POST`
    Post,
    /// Any other.
    Other,
}

impl Method {
    /// As the api knows it. `HEAD` is a `GET` without the answer's body, but must not change anything.
    pub fn of_api(self, path: &str) -> keywright::http::Method {
        match self {
            Self::Get => keywright::http::Method::Get,
            Self::Head if matches!(path, "/status" | "/keys") => keywright::http::Method::Get,
            Self::Post => keywright::http::Method::Post,
            Self::Head | Self::Other => keywright::http::Method::Other,
        }
    }
}

/// The head of a request. Its [`Debug`](fmt::Debug) form shows nothing that a client may have sent in confidence.
#[derive(Clone, PartialEq, Eq)]
pub struct Head {
    /// How it came.
    pub method: Method,
    /// Path and query, as they came, without `token`.
    pub target: String,
    /// `Authorization: Bearer …`, or `token` in the query.
    pub password: Option<String>,
    /// Length of the head.
    pub length: usize,
    /// Length of the body.
    pub body: usize,
    /// Whether the client can send another request after this one.
    pub keep_alive: bool,
    /// Whether the client waits to be asked for the body.
    pub expects_continue: bool,
    /// `Host`, or what a proxy's target names.
    pub host: Option<String>,
    /// `Origin`
    pub origin: Option<String>,
    /// `Referer`
    pub referer: Option<String>,
    /// `Sec-Fetch-Site`
    pub fetch_site: Option<String>,
    /// `If-None-Match`
    pub if_none_match: Option<String>,
    /// Whether `Accept` names HTML, as browsers do for a page.
    pub accepts_html: bool,
    /// Whether a browser sent it.
    pub browser: bool,
    /// Whether a browser asks what a page of another site may do here.
    pub preflight: bool,
}

impl Head {
    /// The head at the start of `bytes`, or nothing while it is incomplete.
    pub fn parse(bytes: &[u8]) -> Result<Option<Self>, Problem> {
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        let length = match request.parse(bytes) {
            Ok(httparse::Status::Complete(length)) => length,
            Ok(httparse::Status::Partial) => return check_length(bytes, bytes.len()).map(|()| None),
            Err(httparse::Error::TooManyHeaders) => return Err(Problem::HeadersTooLong),
            Err(_) => return Err(Problem::Malformed),
        };
        check_length(bytes, length)?;
        let (authority, target) = split_authority(request.path.unwrap_or_default());
        let (target, password) = split_token(target);
        let mut head = Self {
            method: match request.method.unwrap_or_default() {
                "GET" => Method::Get,
                "HEAD" => Method::Head,
                "POST" => Method::Post,
                _ => Method::Other,
            },
            target,
            password,
            length,
            body: 0,
            keep_alive: request.version == Some(1),
            expects_continue: false,
            host: None,
            origin: None,
            referer: None,
            fetch_site: None,
            if_none_match: None,
            accepts_html: false,
            browser: false,
            preflight: request.method == Some("OPTIONS"),
        };
        head.read_headers(request.headers)?;
        head.host = authority.map(str::to_owned).or(head.host);
        Ok(Some(head))
    }

    fn read_headers(&mut self, headers: &[httparse::Header<'_>]) -> Result<(), Problem> {
        let mut length = None;
        for header in headers {
            let value = header.value.trim_ascii();
            // What is not UTF-8 is no host and no page that anybody knows.
            let text = || Some(String::from_utf8_lossy(value).into_owned());
            self.browser |= std::str::from_utf8(value).is_ok_and(|value| is_browser_header(header.name, value));
            match header.name.to_ascii_lowercase().as_str() {
                "content-length" => {
                    let parsed = content_length(value).ok_or(Problem::ContentLength)?;
                    if length.is_some_and(|earlier| earlier != parsed) {
                        return Err(Problem::ContentLength);
                    }
                    length = Some(parsed);
                }
                "transfer-encoding" => return Err(Problem::NoLength),
                "connection" if has(value, b"close") => self.keep_alive = false,
                "connection" if has(value, b"keep-alive") => self.keep_alive = true,
                "expect" => self.expects_continue = value.eq_ignore_ascii_case(b"100-continue"),
                "authorization" => self.password = bearer(value).or(self.password.take()),
                // Which of two is meant is anybody's guess.
                "sec-fetch-site" if self.fetch_site.is_some() => return Err(Problem::Sender),
                "origin" if self.origin.is_some() => return Err(Problem::Sender),
                "referer" if self.referer.is_some() => return Err(Problem::Sender),
                "sec-fetch-site" => self.fetch_site = text(),
                "if-none-match" => self.if_none_match = text(),
                "accept" => self.accepts_html |= value.windows(9).any(|part| part.eq_ignore_ascii_case(b"text/html")),
                "origin" => self.origin = text(),
                "referer" => self.referer = text(),
                "host" if self.host.is_some() => return Err(Problem::Host),
                "host" => self.host = text(),
                _ => {}
            }
        }
        self.body = length.unwrap_or(0);
        if self.body > MAX_BODY { Err(Problem::BodyTooLong) } else { Ok(()) }
    }

    /// What it says of where it comes from. No host, or an empty one, is what plain old clients send.
    pub fn sender(&self) -> Sender<'_> {
        Sender {
            host: self.host.as_deref().filter(|host| !host.is_empty()),
            origin: self.origin.as_deref(),
            referer: self.referer.as_deref(),
            fetch_site: self.fetch_site.as_deref(),
            browser: self.browser,
        }
    }

    /// Whether a browser asks for a page to show, with a request that the form of a page there can repeat.
    pub fn is_navigation(&self) -> bool {
        self.browser && self.accepts_html && self.method == Method::Get
    }

    /// The path and the query, without the `?`.
    pub fn path_and_query(&self) -> (&str, &str) {
        self.target.split_once('?').unwrap_or((&self.target, ""))
    }
}

impl fmt::Debug for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Head").field("method", &self.method).field("length", &self.length).finish_non_exhaustive()
    }
}

/// The password of `Authorization: Bearer password`.
fn bearer(value: &[u8]) -> Option<String> {
    let (scheme, password) = std::str::from_utf8(value).ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| password.trim().to_owned())
}

/// Takes `token=password` out of the query, so that it is no key to set, and nobody further on sees it.
fn split_token(target: &str) -> (String, Option<String>) {
    let Some((path, query)) = target.split_once('?') else { return (target.to_owned(), None) };
    let mut token = None;
    let mut rest = Vec::new();
    for pair in query.split('&') {
        match pair.strip_prefix("token=") {
            Some(value) => {
                let mut room = vec![0; value.len()];
                token = decode(value, &mut room).map(|text| String::from_utf8_lossy(text).into_owned());
            }
            None => rest.push(pair),
        }
    }
    (format!("{path}?{}", rest.join("&")), token)
}

/// Whether a header's list holds the word.
fn has(list: &[u8], word: &[u8]) -> bool {
    list.split(|byte| *byte == b',').any(|item| item.trim_ascii().eq_ignore_ascii_case(word))
}

fn content_length(value: &[u8]) -> Option<usize> {
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    // What no number can hold is too long in any case, and answered so.
    Some(std::str::from_utf8(value).ok()?.parse().unwrap_or(usize::MAX))
}

fn check_length(bytes: &[u8], head: usize) -> Result<(), Problem> {
    let head = bytes.get(..head).unwrap_or(bytes);
    let line = head.iter().position(|byte| *byte == b'\n').unwrap_or(head.len());
    if line > MAX_LINE {
        Err(Problem::LineTooLong)
    } else if head.len() - line > MAX_HEADERS {
        Err(Problem::HeadersTooLong)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(text: &str) -> Head {
        Head::parse(text.as_bytes()).unwrap().unwrap()
    }

    #[test]
    fn a_target_keeps_quotes_and_braces() {
        let head = head("GET /api/set?fna=\"a{}<>\" HTTP/1.1\r\n\r\n");
        assert_eq!(head.path_and_query(), ("/api/set", "fna=\"a{}<>\""));
    }

    #[test]
    fn a_hash_belongs_to_the_query() {
        assert_eq!(head("GET /api/set?cid=\"#00ff00\" HTTP/1.1\r\n\r\n").path_and_query().1, "cid=\"#00ff00\"");
    }

    #[test]
    fn a_proxys_target_is_read_without_its_host() {
        let head = head("GET http://127.0.0.1:8080/api/status HTTP/1.1\r\nHost: proxy\r\n\r\n");
        assert_eq!((head.target.as_str(), head.host.as_deref()), ("/api/status", Some("127.0.0.1:8080")));
    }

    #[test]
    fn the_password_is_taken_out_of_the_query_and_not_shown() {
        let head = super::tests::head("GET /api/set?token=a%26b+c&amp=10 HTTP/1.1\r\n\r\n");
        assert_eq!(head.password.as_deref(), Some("a&b c"));
        assert_eq!(head.path_and_query(), ("/api/set", "amp=10"));
        let head = super::tests::head("GET / HTTP/1.1\r\nAuthorization: bearer  hunter22 \r\n\r\n");
        assert_eq!(head.password.as_deref(), Some("hunter22"));
        assert!(!format!("{head:?}").contains("hunter22"));
        let head = super::tests::head("GET / HTTP/1.1\r\nAuthorization: Basic YTpi\r\n\r\n");
        assert_eq!(head.password, None);
    }

    #[test]
    fn two_hosts_are_refused() {
        assert_eq!(Head::parse(b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), Err(Problem::Host));
    }

    #[test]
    fn half_a_head_is_no_head_yet() {
        assert_eq!(Head::parse(b"GET /api/status HTTP/1.1\r\nHost: a"), Ok(None));
    }

    #[test]
    fn http_1_0_closes_unless_asked_not_to() {
        assert!(!head("GET / HTTP/1.0\r\n\r\n").keep_alive);
        assert!(head("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keep_alive);
        assert!(head("GET / HTTP/1.1\r\n\r\n").keep_alive);
        assert!(!head("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").keep_alive);
    }

    #[test]
    fn a_length_beyond_every_number_is_too_long() {
        let text = "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999999\r\n\r\n";
        assert_eq!(Head::parse(text.as_bytes()), Err(Problem::BodyTooLong));
    }

    #[test]
    fn two_different_lengths_are_refused() {
        let text = "POST / HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n";
        assert_eq!(Head::parse(text.as_bytes()), Err(Problem::ContentLength));
    }

    #[test]
    fn a_signed_length_is_refused() {
        let text = "POST / HTTP/1.1\r\nContent-Length: +2\r\n\r\n";
        assert_eq!(Head::parse(text.as_bytes()), Err(Problem::ContentLength));
    }

    #[test]
    fn a_chunked_body_is_refused() {
        let text = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
        assert_eq!(Head::parse(text.as_bytes()), Err(Problem::NoLength));
    }

    #[test]
    fn what_a_browser_says_of_a_page_is_kept() {
        let head = head("GET / HTTP/1.1\r\nHost: a:1\r\nOrigin: null\r\nReferer: b\r\nSec-Fetch-Site: none\r\n\r\n");
        let expected = Sender {
            host: Some("a:1"),
            origin: Some("null"),
            referer: Some("b"),
            fetch_site: Some("none"),
            browser: false,
        };
        assert_eq!(head.sender(), expected);
    }

    #[test]
    fn two_headers_of_where_a_request_comes_from_are_refused() {
        for name in ["Origin", "Referer", "Sec-Fetch-Site"] {
            let text = format!("GET / HTTP/1.1\r\n{name}: a\r\n{name}: b\r\n\r\n");
            assert_eq!(Head::parse(text.as_bytes()), Err(Problem::Sender), "{name}");
        }
    }

    #[test]
    fn what_becomes_of_the_connection_is_a_list() {
        assert!(!head("GET / HTTP/1.1\r\nConnection: TE, Close\r\n\r\n").keep_alive);
        assert!(head("GET / HTTP/1.0\r\nConnection: keep-alive,TE\r\n\r\n").keep_alive);
        assert!(head("GET / HTTP/1.1\r\nConnection: closer\r\n\r\n").keep_alive);
    }

    #[test]
    fn a_navigation_is_a_browsers_wish_for_a_page() {
        assert!(head("GET / HTTP/1.1\r\nAccept: text/html\r\n\r\n").is_navigation());
        assert!(!head("POST / HTTP/1.1\r\nAccept: text/html\r\n\r\n").is_navigation());
        assert!(!head("GET / HTTP/1.1\r\nAccept: image/avif,*/*\r\n\r\n").is_navigation());
        assert!(!head("GET / HTTP/1.1\r\nAccept: */*\r\n\r\n").is_navigation());
    }

    #[test]
    fn an_endless_line_and_endless_headers_are_told_apart() {
        let line = format!("GET /{}", "a".repeat(MAX_LINE + 1));
        assert_eq!(Head::parse(line.as_bytes()), Err(Problem::LineTooLong));
        let headers = format!("GET / HTTP/1.1\r\nA: {}", "a".repeat(MAX_HEADERS + 1));
        assert_eq!(Head::parse(headers.as_bytes()), Err(Problem::HeadersTooLong));
    }
}
