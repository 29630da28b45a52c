//! An answer as bytes.

use std::io::Write;

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The body's type.
    pub content_type: &'static str,
    /// A further header, with its end of line; empty for none.
    pub header: &'static str,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// An answer of one line of text.
    pub fn text(status: u16, text: impl Into<String>) -> Self {
        let mut body: String = text.into();
        body.push('\n');
        Self { status, content_type: "text/plain; charset=utf-8", header: "", body: body.into_bytes() }
    }

    /// An answer in JSON.
    pub fn json(status: u16, body: Vec<u8>) -> Self {
        Self { status, content_type: "application/json", header: "", body }
    }

    /// With a further header: `"Retry-After: 1\r\n"`.
    pub fn with_header(self, header: &'static str) -> Self {
        Self { header, ..self }
    }

    /// Writes head and body in one piece, so that they are sent in one.
    pub fn write(&self, keep_alive: bool, with_body: bool, out: &mut Vec<u8>) {
        let Self { status, content_type, header, body } = self;
        let connection = if keep_alive { "keep-alive" } else { "close" };
        out.reserve(160 + body.len());
        // Writing to memory does not fail.
        let _ = write!(
            out,
            "HTTP/1.1 {status} {}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\
             Cache-Control: no-store\r\n{header}Connection: {connection}\r\n\r\n",
            reason(*status),
            body.len(),
        );
        if with_body {
            out.extend_from_slice(body);
        }
    }
}

/// The head of an event stream, which ends when the connection does.
pub const EVENTS: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
    Connection: close\r\n\r\n";

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
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
