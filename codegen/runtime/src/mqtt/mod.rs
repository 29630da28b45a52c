//! MQTT: what to send and what to answer. No socket and no clock: the client that carries this brings them.

mod deadband;
mod home_assistant;
mod published;
mod said;
mod session;
mod topic;

pub use home_assistant::birth_topic;
pub use said::{Connect, Poll, Reply};
pub use session::{SUBSCRIPTIONS, Session};
pub use topic::prefix;

use crate::sink::Buf;

/// A message to send. Both parts are overwritten.
#[derive(Debug)]
pub struct Frame<'a> {
    /// Where to.
    pub topic: Buf<'a>,
    /// What.
    pub payload: Buf<'a>,
}

impl<'a> Frame<'a> {
    /// A frame over two buffers: 128 bytes for topics are enough, 256 for a device that announces itself to Home
    /// Assistant; the payload's is as long as the longest value or announcement.
    pub fn new(topic: &'a mut [u8], payload: &'a mut [u8]) -> Self {
        Self { topic: Buf::new(topic), payload: Buf::new(payload) }
    }

    fn clear(&mut self) {
        self.topic.clear();
        self.payload.clear();
    }
}
