//! The query of a request.

use keywright::Sink;

use crate::window::Window;

/// A query, as it was sent.
#[derive(Clone, Copy)]
pub(super) struct Query<'r>(pub(super) &'r str);

impl<'r> Query<'r> {
    /// The value of `token`, encoded; the last one, if there are several.
    pub(super) fn token(self) -> Option<&'r str> {
        self.0.split('&').rev().find_map(token)
    }

    /// Does something with the query without `token`, which is no key to set, and with room for an answer. A query
    /// that had one is copied to the end of the room.
    pub(super) fn with<T>(self, room: &mut [u8], action: impl FnOnce(&str, &mut [u8]) -> T) -> T {
        if self.token().is_none() {
            return action(self.0, room);
        }
        let others = || self.0.split('&').filter(|pair| token(pair).is_none());
        let length: usize = others().map(|pair| pair.len() + 1).sum();
        let (room, end) = room.split_at_mut(room.len().saturating_sub(length));
        let mut copy = Window::new(end);
        for pair in others() {
            copy.put(pair.as_bytes());
            copy.put(b"&");
        }
        action(core::str::from_utf8(end).unwrap_or_default(), room)
    }
}

fn token(pair: &str) -> Option<&str> {
    pair.strip_prefix("token=")
}
