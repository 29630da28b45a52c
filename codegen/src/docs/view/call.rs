use crate::docs::example::{Act, Example};
use crate::docs::markdown;

/// An HTTP request and its answer, as a page shows it.
pub struct Request {
    /// `` `GET /api/set?amp=16` ``
    pub line: String,
    /// `GET /api/set?amp=16`, not as Markdown.
    pub raw: String,
    /// The request target alone, not as Markdown.
    pub target: String,
    /// What is posted, not as Markdown.
    pub body: Option<String>,
    pub status: u16,
    /// The answer as a code span.
    pub answer: String,
    /// The answer, not as Markdown.
    pub body_text: String,
    /// The answer as a block of its own, where it is too long for a line.
    pub long_answer: Option<String>,
}

/// More than this is not shown inside a line.
const LINE: usize = 90;

impl Request {
    pub fn of(example: &Option<Example>) -> Option<Self> {
        let Act::Http { method, target, body, status, answer } = &example.as_ref()?.act else { return None };
        let raw = format!("{} {target}", method.as_str());
        let shown = answer.shown().unwrap_or_default();
        Some(Self {
            line: markdown::code(&raw),
            target: target.clone(),
            body: body.clone(),
            status: *status,
            answer: markdown::code(shown),
            body_text: shown.to_owned(),
            long_answer: long(shown),
            raw,
        })
    }
}

/// A message and what the device answers, as a page shows it.
pub struct Message {
    /// The topic as a code span.
    pub topic: String,
    /// The topic, not as Markdown.
    pub raw_topic: String,
    /// The payload as a code span.
    pub payload: String,
    /// The payload, not as Markdown.
    pub raw_payload: String,
    /// The payload as a block of its own, where it is too long for a line.
    pub long_payload: Option<String>,
    /// The topic of the answer as a code span; empty for a value.
    pub result_topic: String,
    /// The answer as a code span; empty for a value.
    pub result: String,
}

impl Message {
    pub fn of(example: &Option<Example>) -> Option<Self> {
        let (topic, payload, result_topic, result) = match &example.as_ref()?.act {
            Act::Value { topic, payload } => (topic, payload.shown().unwrap_or_default(), "", ""),
            Act::Write { topic, payload, result_topic, result } => {
                (topic, payload.as_str(), result_topic.as_str(), result.as_str())
            }
            Act::Http { .. } => return None,
        };
        Some(Self {
            topic: markdown::code(topic),
            raw_topic: topic.clone(),
            payload: markdown::code(payload),
            raw_payload: payload.to_owned(),
            long_payload: long(payload),
            result_topic: markdown::code(result_topic),
            result: markdown::code(result),
        })
    }
}

fn long(shown: &str) -> Option<String> {
    (shown.len() > LINE).then(|| markdown::block("json", shown, "  "))
}
