//! Bodies of answers.

use keywright::http::{Answer, Method, Request};
use picoserve::io::Write;
use picoserve::response::Content;

use super::Out;
use crate::shared::Shared;
use crate::window::Window;

/// A body that is there as a whole.
pub(super) struct Whole<'a> {
    pub(super) content_type: &'static str,
    pub(super) bytes: &'a [u8],
    /// `HEAD`: only its length is told.
    pub(super) told: bool,
}

impl Content for Whole<'_> {
    fn content_type(&self) -> &'static str {
        self.content_type
    }

    fn content_length(&self) -> usize {
        self.bytes.len()
    }

    async fn write_content<W: Write>(self, mut writer: W) -> Result<(), W::Error> {
        if self.told { Ok(()) } else { writer.write_all(self.bytes).await }
    }
}

/// What the device tells of its keys: too long for memory, but the same each time, so that it is made anew for each
/// piece of it.
pub(super) struct Keys<'a> {
    shared: &'static Shared,
    out: &'static Out,
    path: &'a str,
    query: &'a str,
    pub(super) answer: Answer,
    length: usize,
    told: bool,
}

impl<'a> Keys<'a> {
    pub(super) fn new(shared: &'static Shared, out: &'static Out, path: &'a str, query: &'a str, told: bool) -> Self {
        let mut nothing = Window::new(&mut []);
        let answer = ask(shared, path, query, &mut nothing);
        Self { shared, out, path, query, answer, length: nothing.len(), told }
    }
}

fn ask(shared: &Shared, path: &str, query: &str, out: &mut Window<'_>) -> Answer {
    shared.respond(Request { method: Method::Get, path, query, body: &mut [] }, out)
}

impl Content for Keys<'_> {
    fn content_type(&self) -> &'static str {
        self.answer.content_type
    }

    fn content_length(&self) -> usize {
        self.length
    }

    async fn write_content<W: Write>(self, mut writer: W) -> Result<(), W::Error> {
        let mut from = 0;
        while from < self.length && !self.told {
            let mut room = self.out.0.lock().await;
            let piece = room.len().min(self.length - from);
            let Some(room) = room.get_mut(..piece) else { break };
            ask(self.shared, self.path, self.query, &mut Window::behind(from, room));
            writer.write_all(room).await?;
            from += piece;
        }
        Ok(())
    }
}
