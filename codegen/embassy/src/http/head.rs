//! What of a request's head matters here.

use keywright::http::{Sender, is_browser_header, split_authority};
use picoserve::request::RequestParts;

use super::query::Query;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Head,
    Post,
    Other,
}

impl Method {
    /// As the api knows it; `rest` is what stands after its base. `HEAD` is a `GET` without the answer's body, but must
    /// not change anything.
    pub(super) fn of_api(self, rest: &str) -> keywright::http::Method {
        match self {
            Self::Get => keywright::http::Method::Get,
            Self::Head if matches!(rest, "/status" | "/keys") => keywright::http::Method::Get,
            Self::Post => keywright::http::Method::Post,
            Self::Head | Self::Other => keywright::http::Method::Other,
        }
    }
}

/// A password, as it was sent.
#[derive(Clone, Copy)]
pub(super) enum Password<'r> {
    /// In a header: it is what it is.
    Plain(&'r str),
    /// In a query: percent-encoded, and `+` for a blank.
    Encoded(&'r str),
}

pub(super) struct Head<'r> {
    pub(super) method: Method,
    pub(super) path: &'r str,
    pub(super) query: Query<'r>,
    pub(super) sender: Sender<'r>,
    /// `Authorization: Bearer …`, or `token` in the query.
    pub(super) password: Option<Password<'r>>,
    pub(super) if_none_match: &'r str,
    pub(super) accepts_html: bool,
    /// A browser asks whether a page of another site may send a request.
    pub(super) preflight: bool,
}

/// Why a head can't be answered.
pub(super) enum Wrong {
    Host,
    Sender,
    NoLength,
}

impl Wrong {
    pub(super) fn answer(self) -> (u16, &'static str) {
        match self {
            Self::Host => (400, "there must be one Host header"),
            Self::Sender => (400, "there must be at most one each of Origin, Referer and Sec-Fetch-Site"),
            Self::NoLength => (411, "a body needs a Content-Length"),
        }
    }
}

impl<'r> Head<'r> {
    pub(super) fn read(parts: &RequestParts<'r>) -> Result<Self, Wrong> {
        // picoserve takes a target apart as it is: clients send raw `"` and `{`.
        let query = Query(parts.query().map_or("", |query| query.0));
        let (authority, path) = split_authority(parts.path().encoded());
        let mut head = Self {
            method: match parts.method() {
                "GET" => Method::Get,
                "HEAD" => Method::Head,
                "POST" => Method::Post,
                _ => Method::Other,
            },
            path,
            query,
            sender: Sender::default(),
            password: query.token().map(Password::Encoded),
            if_none_match: "",
            accepts_html: false,
            preflight: parts.method() == "OPTIONS",
        };
        for (name, value) in parts.headers().iter() {
            // What is not UTF-8 is no host and no page that anybody knows.
            let value = value.as_str().unwrap_or("\u{fffd}");
            head.sender.browser |= is_browser_header(name.as_str().unwrap_or_default(), value);
            if name == "host" {
                // An empty one is what plain old clients send.
                if head.sender.host.replace(value).is_some() {
                    return Err(Wrong::Host);
                }
            } else if name == "origin" {
                once(&mut head.sender.origin, value)?;
            } else if name == "referer" {
                once(&mut head.sender.referer, value)?;
            } else if name == "sec-fetch-site" {
                once(&mut head.sender.fetch_site, value)?;
            } else if name == "authorization" {
                head.password = bearer(value).map(Password::Plain).or(head.password);
            } else if name == "if-none-match" {
                head.if_none_match = value;
            } else if name == "accept" {
                head.accepts_html |= value.contains("text/html");
            } else if name == "transfer-encoding" {
                return Err(Wrong::NoLength);
            }
        }
        head.sender.host = authority.or(head.sender.host).filter(|host| !host.is_empty());
        Ok(head)
    }

    /// Whether a browser asks for a page to show, with a request that the form of a page there can repeat.
    pub(super) fn is_navigation(&self) -> bool {
        self.sender.browser && self.accepts_html && self.method == Method::Get
    }
}

/// Which of two is meant is anybody's guess.
fn once<'r>(place: &mut Option<&'r str>, value: &'r str) -> Result<(), Wrong> {
    if place.replace(value).is_some() { Err(Wrong::Sender) } else { Ok(()) }
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, password) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| password.trim())
}
