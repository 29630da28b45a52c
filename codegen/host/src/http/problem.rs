//! What can be wrong with a request as such, before anybody looks at what it asks for.

use super::request::{MAX_BODY, MAX_HEADERS, MAX_LINE};

/// Why a request is not carried out. The connection is closed after the answer, since where the next request
/// would begin is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// Not HTTP.
    Malformed,
    /// Two `Host` headers: which of them is meant is anybody's guess.
    Host,
    /// Two `Origin`, `Referer` or `Sec-Fetch-Site` headers.
    Sender,
    /// A `Content-Length` that is no number, or two different ones.
    ContentLength,
    /// A body without a `Content-Length`.
    NoLength,
    /// The request line is too long.
    LineTooLong,
    /// The headers are too long, or too many.
    HeadersTooLong,
    /// The body is too long.
    BodyTooLong,
    /// The request did not arrive in time.
    TooSlow,
    /// The client asks too often.
    TooOften,
}

impl Problem {
    /// The status code.
    pub fn status(self) -> u16 {
        match self {
            Self::Malformed | Self::Host | Self::Sender | Self::ContentLength => 400,
            Self::TooSlow => 408,
            Self::NoLength => 411,
            Self::BodyTooLong => 413,
            Self::LineTooLong => 414,
            Self::TooOften => 429,
            Self::HeadersTooLong => 431,
        }
    }

    /// A sentence that says what would be right.
    pub fn text(self) -> String {
        match self {
            Self::Malformed => "this is not an HTTP/1.1 request".to_owned(),
            Self::Host => "there must be one Host header".to_owned(),
            Self::Sender => "there must be at most one each of Origin, Referer and Sec-Fetch-Site".to_owned(),
            Self::ContentLength => "Content-Length must be one number".to_owned(),
            Self::NoLength => "a body needs a Content-Length".to_owned(),
            Self::LineTooLong => format!("the request line must be at most {MAX_LINE} bytes"),
            Self::HeadersTooLong => format!("the headers must be at most {MAX_HEADERS} bytes"),
            Self::BodyTooLong => format!("the body must be at most {MAX_BODY} bytes"),
            Self::TooSlow => "the request did not arrive in time".to_owned(),
            Self::TooOften => "too many requests from one client: ask less often, or set --rate".to_owned(),
        }
    }

    /// A further header of the answer.
    pub fn header(self) -> &'static str {
        match self {
            Self::TooOften => "Retry-After: 1\r\n",
            _ => "",
        }
    }
}
