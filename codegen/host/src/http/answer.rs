//! An answer as bytes.

use std::borrow::Cow;
use std::io::Write;

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The body's type.
    pub content_type: &'static str,
    /// Whether, and for how long, it may be kept.
    pub cache_control: &'static str,
    /// Further headers, each with its end of line; empty for none.
    pub header: Cow<'static, str>,
    /// The body.
    pub body: Cow<'static, [u8]>,
}

/// The client has the file already.
pub const NOT_MODIFIED: u16 = 304;

/// For what is true only now.
pub const NO_STORE: &str = "no-store";

impl Answer {
    /// An answer of one line of text.
    pub fn text(status: u16, text: impl Into<String>) -> Self {
        let mut body: String = text.into();
        body.push('\n');
        Self::new(status, "text/plain; charset=utf-8", body.into_bytes())
    }

    /// An answer in JSON.
    pub fn json(status: u16, body: Vec<u8>) -> Self {
        Self::new(status, "application/json", body)
    }

    /// An answer that is true only now.
    pub fn new(status: u16, content_type: &'static str, body: impl Into<Cow<'static, [u8]>>) -> Self {
        Self { status, content_type, cache_control: NO_STORE, header: Cow::Borrowed(""), body: body.into() }
    }

    /// With further headers: `"Retry-After: 1\r\n"`.
    pub fn with_header(self, header: impl Into<Cow<'static, str>>) -> Self {
        Self { header: header.into(), ..self }
    }

    /// Writes head and body in one piece, so that they are sent in one.
    pub fn write(&self, keep_alive: bool, with_body: bool, out: &mut Vec<u8>) {
        let Self { status, content_type, cache_control, header, body } = self;
        let connection = if keep_alive { "keep-alive" } else { "close" };
        out.reserve(160 + body.len());
        // Writing to memory does not fail.
        let _ = write!(out, "HTTP/1.1 {status} {}\r\n", reason(*status));
        // What is not sent again keeps its own type and length.
        if *status != NOT_MODIFIED {
            let _ = write!(out, "Content-Type: {content_type}\r\nContent-Length: {}\r\n", body.len());
        }
        let _ = write!(out, "Cache-Control: {cache_control}\r\n{header}Connection: {connection}\r\n\r\n");
        if with_body {
            out.extend_from_slice(body);
        }
    }
}

/// The head of an event stream, which ends when the connection does; `header` as in [`Answer`].
pub fn events(header: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n{header}\
         Connection: close\r\n\r\n"
    )
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        301 => "Moved Permanently",
        NOT_MODIFIED => "Not Modified",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        411 => "Length Required",
        413 => "Content Too Large",
        414 => "URI Too Long",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_has_a_content_length() {
        let mut out = Vec::new();
        Answer::json(500, b"{}".to_vec()).write(true, true, &mut out);
        let text = String::from_utf8(out).unwrap();
        assert!(text.starts_with("HTTP/1.1 500 Internal Server Error\r\n"), "{text}");
        assert!(text.contains("\r\nContent-Length: 2\r\n"), "{text}");
        assert!(text.ends_with("\r\n\r\n{}"), "{text}");
    }
}
