//! Why the program ends, or does not begin.

use std::io;

use crate::ports::ListenError;
use crate::store::StoreError;

/// Why the program ends, or does not begin.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An address can't be had.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// There is no MQTT broker.
    #[cfg(feature = "broker")]
    #[error(transparent)]
    Broker(#[from] crate::broker::BrokerError),
    /// The settings can't be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The operating system refuses something that every program needs.
    #[error("the operating system refuses: {0}")]
    System(#[from] io::Error),
    /// The embedded broker is asked for, and the program was built without it.
    #[cfg(not(feature = "broker"))]
    #[error("this program was built without the embedded MQTT broker")]
    NoBrokerInside,
}
