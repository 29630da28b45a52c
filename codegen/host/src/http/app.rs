//! The files of the device's App.

use keywright_device::{CONTENT_SECURITY_POLICY, File};

use super::answer::{Answer, NOT_MODIFIED};
use super::request::Head;

/// The answer to a request for one of the files. They are compressed whatever the client says that it takes, since
/// there is no other form of them; every browser takes it.
pub fn answer(files: &'static [File], path: &str, query: &str, head: &Head) -> Option<Answer> {
    let file = files.iter().find(|file| file.path == path)?;
    let known = head.if_none_match.as_deref().is_some_and(|tags| file.is_known(tags));
    let (status, body) = if known { (NOT_MODIFIED, &b""[..]) } else { (200, file.compressed) };
    let header = format!(
        "Content-Encoding: gzip\r\nETag: \"{}\"\r\nVary: Accept\r\nContent-Security-Policy: {CONTENT_SECURITY_POLICY}\r\n\
         X-Content-Type-Options: nosniff\r\nReferrer-Policy: same-origin\r\n",
        file.tag
    );
    Some(Answer {
        cache_control: file.cache_control(query),
        ..Answer::new(status, file.content_type, body).with_header(header)
    })
}

/// What stands in the App's place for who asks for no page.
pub fn text(text: String) -> Answer {
    Answer::text(200, text.trim_end()).with_header("Vary: Accept\r\n")
}
