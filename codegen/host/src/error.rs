//! Why the program ends, or does not begin.

use std::fmt;
use std::io;

use crate::ports::ListenError;
use crate::store::StoreError;

/// Why the program ends, or does not begin.
#[derive(Debug)]
pub enum Error {
    /// An address can't be had.
    Listen(ListenError),
    /// There is no MQTT broker.
    #[cfg(feature = "broker")]
    Broker(crate::broker::BrokerError),
    /// The settings can't be read.
    Store(StoreError),
    /// The operating system refuses something that every program needs.
    System(io::Error),
    /// The embedded broker is asked for, and the program was built without it.
    #[cfg(not(feature = "broker"))]
    NoBrokerInside,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen(error) => error.fmt(f),
            #[cfg(feature = "broker")]
            Self::Broker(error) => error.fmt(f),
            Self::Store(error) => error.fmt(f),
            Self::System(error) => write!(f, "the operating system refuses: {error}"),
            #[cfg(not(feature = "broker"))]
            Self::NoBrokerInside => f.write_str("this program was built without the embedded MQTT broker"),
        }
    }
}

impl std::error::Error for Error {}

impl From<ListenError> for Error {
    fn from(error: ListenError) -> Self {
        Self::Listen(error)
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}
