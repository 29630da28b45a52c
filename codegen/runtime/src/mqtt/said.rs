//! What a session says to who carries it.

use heapless::String;

/// What to say when connecting. The will's payload is `offline`, retained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connect {
    /// Client id.
    pub client_id: String<64>,
    /// Topic of the last will.
    pub will_topic: String<128>,
}

/// A message that answers one that came in. The frame holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reply {
    /// Whether the broker keeps it.
    pub retain: bool,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Poll {
    /// Send the frame.
    Publish {
        /// Whether the broker keeps it.
        retain: bool,
        /// 0, 1 or 2.
        qos: u8,
    },
    /// Send a message whose topic the frame holds, and whose payload is too long for it:
    /// [`Session::write_long`](super::Session::write_long) writes it. It is retained.
    PublishLong {
        /// 0, 1 or 2.
        qos: u8,
        /// Of the payload, in bytes.
        length: usize,
    },
    /// Nothing until then, in milliseconds on the caller's clock, unless a key is set meanwhile.
    Wait {
        /// See [`Poll::Wait`].
        until: u64,
    },
}
