//! Bodies of answers.

use keywright::http::{Answer, Method, Request};
use keywright_device::Application;
use picoserve::io::Write;
use picoserve::response::Content;

use super::Out;
use super::query::Query;
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
pub(super) struct Keys<'a, A: Application> {
    shared: &'static Shared<A>,
    out: &'static Out,
    path: &'a str,
    query: Query<'a>,
    told: bool,
}

impl<'a, A: Application> Keys<'a, A> {
    pub(super) fn new(
        shared: &'static Shared<A>,
        out: &'static Out,
        path: &'a str,
        query: Query<'a>,
        told: bool,
    ) -> Self {
        Self { shared, out, path, query, told }
    }

    /// What to answer, and the length of the body.
    pub(super) async fn measure(self) -> (Answer, Measured<'a, A>) {
        let mut room = self.out.whole.lock().await;
        let (answer, length, _) = self.write(0, &mut room[..]);
        drop(room);
        (answer, Measured { keys: self, content_type: answer.content_type, length })
    }

    /// Writes what comes after the first `from` bytes. Also returns the length of all, and of what is in the room.
    fn write(&self, from: usize, room: &mut [u8]) -> (Answer, usize, usize) {
        self.query.with(room, |query, room| {
            let free = room.len();
            let mut out = Window::behind(from, room);
            let request = Request { method: Method::Get, path: self.path, query, body: &mut [] };
            let answer = self.shared.respond(request, &mut out);
            (answer, out.len(), out.len().saturating_sub(from).min(free))
        })
    }
}

/// [`Keys`] whose length is known.
pub(super) struct Measured<'a, A: Application> {
    keys: Keys<'a, A>,
    content_type: &'static str,
    length: usize,
}

impl<A: Application> Content for Measured<'_, A> {
    fn content_type(&self) -> &'static str {
        self.content_type
    }

    fn content_length(&self) -> usize {
        self.length
    }

    async fn write_content<W: Write>(self, mut writer: W) -> Result<(), W::Error> {
        let mut from = 0;
        while from < self.length && !self.keys.told {
            let mut room = self.keys.out.whole.lock().await;
            let (.., piece) = self.keys.write(from, &mut room[..]);
            let Some(piece) = room.get(..piece).filter(|piece| !piece.is_empty()) else { break };
            writer.write_all(piece).await?;
            from += piece.len();
        }
        Ok(())
    }
}
