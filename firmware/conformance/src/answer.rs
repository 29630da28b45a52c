//! Answers over HTTP.

use std::io::BufRead;

use serde_json::Value;

/// An answer.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Response {
    /// The body as JSON.
    ///
    /// # Panics
    /// It is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The value of a header; its name in whatever case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The keys of a JSON object in the order in which they stand. `serde_json` sorts them.
    pub fn keys(&self) -> Vec<String> {
        object_keys(&self.body)
    }
}

/// The keys of a JSON object in the order in which they stand.
pub fn object_keys(object: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut depth = 0;
    let mut chars = object.char_indices();
    let mut last = None;
    while let Some((_, c)) = chars.next() {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            '"' => {
                let mut text = String::new();
                while let Some((_, c)) = chars.next() {
                    match c {
                        '"' => break,
                        '\\' => drop(chars.next()),
                        c => text.push(c),
                    }
                }
                last = Some(text);
            }
            ':' if depth == 1 => keys.extend(last.take()),
            _ => {}
        }
    }
    keys
}

/// Reads one answer, with a body as long as its `Content-Length` says. Nothing if the connection was closed before.
pub fn read_response(source: &mut impl BufRead) -> Option<Response> {
    let mut line = String::new();
    if source.read_line(&mut line).ok()? == 0 {
        return None;
    }
    let status = line.split(' ').nth(1).unwrap().parse().unwrap();
    let mut headers = Vec::new();
    loop {
        line.clear();
        source.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.push((name.to_owned(), value.to_owned()));
    }
    let mut response = Response { status, headers, body: String::new() };
    let length = response.header("Content-Length").unwrap_or("0").parse().unwrap();
    let mut body = vec![0; length];
    source.read_exact(&mut body).ok()?;
    response.body = String::from_utf8(body).unwrap();
    Some(response)
}
