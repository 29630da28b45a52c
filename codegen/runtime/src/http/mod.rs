//! HTTP: a request in, an answer out. No socket, no header parsing: the server that carries this brings them.

mod confirm;
mod events;
mod query;
mod respond;
mod set;
mod site;

pub use confirm::{CONFIRM_HEADERS, confirm};
pub(crate) use events::Clock;
pub use events::Events;
pub use query::{Pair, decode, pairs};
pub use respond::respond;
pub use set::MOST_MEMBERS;
pub use site::{Foreign, PREFLIGHT_HEADERS, Sender, foreign, is_browser_header, split_authority};

/// What a request asks.
#[derive(Debug)]
pub struct Request<'a> {
    /// Its method.
    pub method: Method,
    /// The target up to the `?`: `/api/set`.
    pub path: &'a str,
    /// The target after the `?`, as it was sent; empty if there is none.
    pub query: &'a str,
    /// The body; empty if there is none. It is changed while it is read.
    pub body: &'a mut [u8],
}

/// The methods that matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Method {
    Get,
    Post,
    Other,
}

/// What to answer; the body is in the sink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// `application/json`, …
    pub content_type: &'static str,
    /// What the body is.
    pub kind: AnswerKind,
}

/// What the body of an [`Answer`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerKind {
    /// All of it is in the sink.
    Body,
    /// A stream without an end: the caller keeps the connection and sends what [`Events`] writes.
    Events,
}

impl Answer {
    fn json(status: u16) -> Self {
        Self { status, content_type: "application/json", kind: AnswerKind::Body }
    }

    fn text(status: u16) -> Self {
        Self { status, content_type: "text/plain; charset=utf-8", kind: AnswerKind::Body }
    }
}
