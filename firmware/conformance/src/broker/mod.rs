//! Brokers to test against: real ones, and one that says what a test wants to hear.

mod fake;
mod mosquitto;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

pub use fake::{Fake, Guest, Hello, No};
pub use mosquitto::{Mosquitto, readable};

/// A broker for one test; it ends when it is dropped.
pub trait Broker: Sized {
    /// Starts it; [`None`], and a sentence, where that is not possible.
    fn start() -> Option<Self>;

    /// Where it listens.
    fn address(&self) -> SocketAddr;

    /// Ends it without a farewell to anybody.
    fn kill(&mut self);

    /// Starts it where it was before [`Broker::kill`], without what it had kept.
    fn again(&mut self);
}

/// A port that was free a moment ago.
///
/// # Panics
/// There is none.
pub fn free_address() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr()).expect("a free port")
}
