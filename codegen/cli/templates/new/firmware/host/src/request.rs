//! The head of a request. It is read with `httparse`, which takes a target as it comes: clients send raw `"` and `{`.

use keywright::http::{Foreign, Method, Sender, foreign, is_browser_header};

/// Longest head, and longest body.
const MAX_HEAD: usize = 16 * 1024;
const MAX_BODY: usize = 64 * 1024;
const MOST_HEADERS: usize = 64;

/// Status and text of an answer to what is no request.
pub type Problem = (u16, &'static str);

/// What of a head matters here.
pub struct Head {
    pub method: Method,
    pub path: String,
    pub query: String,
    /// Length of the head, and of the body after it.
    pub length: usize,
    pub body: usize,
    /// Whether another request may follow.
    pub keep_alive: bool,
    /// Whether the client waits to be asked for the body.
    pub expects_continue: bool,
    /// Why it is not one of the device's own: a web page of another site may have sent it.
    pub foreign: Option<Foreign>,
    /// Whether a browser asks for a page to show.
    pub navigation: bool,
}

impl Head {
    /// The head at the start of `bytes`, or nothing while it is incomplete.
    pub fn parse(bytes: &[u8]) -> Result<Option<Self>, Problem> {
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        let parsed = request.parse(bytes);
        let length = match parsed {
            Ok(httparse::Status::Complete(length)) => length,
            Ok(httparse::Status::Partial) if bytes.len() < MAX_HEAD => return Ok(None),
            Ok(httparse::Status::Partial) | Err(httparse::Error::TooManyHeaders) => {
                return Err((431, "the head of a request must be at most 16 KB and 64 headers"));
            }
            Err(_) => return Err((400, "this is not an HTTP/1.1 request")),
        };
        let target = request.path.unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut head = Self {
            method: match request.method {
                Some("GET") => Method::Get,
                Some("POST") => Method::Post,
                _ => Method::Other,
            },
            path: path.to_owned(),
            query: query.to_owned(),
            length,
            body: 0,
            keep_alive: request.version == Some(1),
            expects_continue: false,
            foreign: None,
            navigation: false,
        };
        head.read(request.headers)?;
        Ok(Some(head))
    }

    fn read(&mut self, headers: &[httparse::Header<'_>]) -> Result<(), Problem> {
        let mut length = None;
        let mut sender = Sender::default();
        for header in headers {
            // What is not UTF-8 is no name that anybody knows.
            let value = std::str::from_utf8(header.value).unwrap_or("\u{fffd}").trim();
            sender.browser |= is_browser_header(header.name, value);
            match header.name.to_ascii_lowercase().as_str() {
                "content-length" => {
                    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
                    if !digits || length.is_some_and(|earlier| earlier != value) {
                        return Err((400, "Content-Length must be one number"));
                    }
                    length = Some(value);
                }
                "transfer-encoding" => return Err((411, "a body needs a Content-Length")),
                "connection" if has(value, "close") => self.keep_alive = false,
                "connection" if has(value, "keep-alive") => self.keep_alive = true,
                "expect" => self.expects_continue = value.eq_ignore_ascii_case("100-continue"),
                "accept" => self.navigation = self.method == Method::Get && value.starts_with("text/html"),
                "host" => once(&mut sender.host, value)?,
                "origin" => once(&mut sender.origin, value)?,
                "referer" => once(&mut sender.referer, value)?,
                "sec-fetch-site" => once(&mut sender.fetch_site, value)?,
                _ => {}
            }
        }
        // Further names of this device belong into the list; the other one says which pages of other sites may set.
        self.foreign = foreign(&sender, &[""; 0], |_origin| false);
        // What no number can hold is too long in any case.
        self.body = length.map_or(0, |length| length.parse().unwrap_or(usize::MAX));
        if self.body > MAX_BODY {
            return Err((413, "a body must be at most 64 KB"));
        }
        Ok(())
    }
}

/// Whether a header's list holds the word.
fn has(list: &str, word: &str) -> bool {
    list.split(',').any(|item| item.trim().eq_ignore_ascii_case(word))
}

/// Keeps a header that must not come twice: which of two is meant is anybody's guess.
fn once<'a>(kept: &mut Option<&'a str>, value: &'a str) -> Result<(), Problem> {
    match kept.replace(value) {
        None => Ok(()),
        Some(_) => Err((400, "Host, Origin, Referer and Sec-Fetch-Site must come once at most")),
    }
}
