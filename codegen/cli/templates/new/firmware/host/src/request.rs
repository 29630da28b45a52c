//! The head of a request. It is read with `httparse`, which takes a target as it comes: clients send raw `"` and `{`.

use keywright::http::Method;

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
    /// Whether a web page of another site sent it: it must not change the device.
    pub foreign: bool,
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
            foreign: false,
        };
        head.read(request.headers)?;
        Ok(Some(head))
    }

    fn read(&mut self, headers: &[httparse::Header<'_>]) -> Result<(), Problem> {
        let mut length = None;
        let (mut origin, mut host) = (None, None);
        for header in headers {
            let value = std::str::from_utf8(header.value).unwrap_or_default().trim();
            match header.name.to_ascii_lowercase().as_str() {
                "content-length" => {
                    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
                    if !digits || length.is_some_and(|earlier| earlier != value) {
                        return Err((400, "Content-Length must be one number"));
                    }
                    length = Some(value);
                }
                "transfer-encoding" => return Err((411, "a body needs a Content-Length")),
                "connection" if value.eq_ignore_ascii_case("close") => self.keep_alive = false,
                "connection" if value.eq_ignore_ascii_case("keep-alive") => self.keep_alive = true,
                "expect" => self.expects_continue = value.eq_ignore_ascii_case("100-continue"),
                "sec-fetch-site" => self.foreign |= value.eq_ignore_ascii_case("cross-site"),
                "origin" => origin = Some(value),
                "host" => host = Some(value),
                _ => {}
            }
        }
        if let Some(origin) = origin {
            self.foreign |= origin.split_once("://").map(|(_, site)| site) != host;
        }
        // What no number can hold is too long in any case.
        self.body = length.map_or(0, |length| length.parse().unwrap_or(usize::MAX));
        if self.body > MAX_BODY {
            return Err((413, "a body must be at most 64 KB"));
        }
        Ok(())
    }
}
