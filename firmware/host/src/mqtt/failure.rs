//! Why there is no connection, in words for the person who set the broker's address. Never with its password.

use std::fmt;
use std::io;

use firmware::broker_url::BrokerUrlError;
use rumqttc::mqttbytes::Error as PacketError;
use rumqttc::{ConnectReturnCode, ConnectionError, StateError};

/// Why there is no connection. `address` is host and port.
#[derive(Debug)]
pub enum Failure {
    /// The broker's address is none.
    Url(BrokerUrlError),
    /// No address has been set.
    NoUrl,
    /// A scheme that this program has no code for yet.
    NotBuiltIn(&'static str),
    /// The broker's name is unknown.
    Name {
        /// The name.
        host: String,
    },
    /// Nobody listens there.
    Refused {
        /// Where.
        address: String,
    },
    /// No answer.
    Silent {
        /// Where.
        address: String,
    },
    /// There is no way there.
    Unreachable {
        /// Where.
        address: String,
        /// What the operating system said.
        cause: String,
    },
    /// The broker said no.
    Rejected(ConnectReturnCode),
    /// Somebody answered, but not in MQTT.
    NotMqtt {
        /// Where.
        address: String,
    },
    /// There was a connection.
    Lost(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(error) => error.fmt(f),
            Self::NoUrl => f.write_str("no broker address is set"),
            Self::NotBuiltIn(scheme) => write!(f, "{scheme}:// is not built in yet, only mqtt://"),
            Self::Name { host } => write!(f, "no such host: {}", short(host)),
            Self::Refused { address } => write!(f, "connection refused by {}: no broker there", short(address)),
            Self::Silent { address } => write!(f, "no answer from {}", short(address)),
            Self::Unreachable { address, cause } => write!(f, "{} is unreachable: {}", short(address), short(cause)),
            Self::Rejected(code) => f.write_str(match code {
                ConnectReturnCode::BadUserNamePassword => "the broker does not accept user name or password (code 4)",
                ConnectReturnCode::NotAuthorized => {
                    "not authorized: the broker wants another user or password (code 5)"
                }
                ConnectReturnCode::BadClientId => "the broker does not accept the client id (code 2)",
                ConnectReturnCode::RefusedProtocolVersion => "the broker does not accept MQTT 3.1.1 (code 1)",
                ConnectReturnCode::ServiceUnavailable => "the broker is not available (code 3)",
                ConnectReturnCode::Success => "the broker accepted and refused at once",
            }),
            Self::NotMqtt { address } => write!(f, "{} does not answer in MQTT", short(address)),
            Self::Lost(cause) => write!(f, "connection lost: {}", short(cause)),
        }
    }
}

/// Host names may be long, and the key that holds the text is not.
fn short(text: &str) -> &str {
    let mut end = text.len().min(60);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

impl Failure {
    /// What went wrong before the broker accepted the connection.
    pub fn connecting(error: ConnectionError, address: &str) -> Self {
        let address = address.to_owned();
        match error {
            ConnectionError::ConnectionRefused(code) => Self::Rejected(code),
            ConnectionError::NetworkTimeout | ConnectionError::FlushTimeout => Self::Silent { address },
            ConnectionError::Io(cause) => Self::unreachable(&cause, address),
            ConnectionError::MqttState(StateError::Io(cause) | StateError::Deserialization(PacketError::Io(cause)))
                if cause.kind() != io::ErrorKind::ConnectionReset =>
            {
                Self::unreachable(&cause, address)
            }
            _ => Self::NotMqtt { address },
        }
    }

    /// What went wrong after it had.
    pub fn connected(error: ConnectionError) -> Self {
        Self::Lost(match error {
            ConnectionError::MqttState(StateError::ConnectionAborted) => "the broker closed it".to_owned(),
            ConnectionError::MqttState(StateError::AwaitPingResp) => "the broker does not answer any more".to_owned(),
            ConnectionError::MqttState(StateError::Io(cause) | StateError::Deserialization(PacketError::Io(cause)))
            | ConnectionError::Io(cause) => cause.to_string(),
            ConnectionError::MqttState(StateError::Deserialization(PacketError::PayloadSizeLimitExceeded(size))) => {
                format!("a message of {size} bytes is too long")
            }
            ConnectionError::FlushTimeout | ConnectionError::NetworkTimeout => {
                "the broker does not take anything in".to_owned()
            }
            _ => "the broker sent something unexpected".to_owned(),
        })
    }

    fn unreachable(cause: &io::Error, address: String) -> Self {
        match cause.kind() {
            io::ErrorKind::ConnectionRefused => Self::Refused { address },
            io::ErrorKind::TimedOut => Self::Silent { address },
            _ => Self::Unreachable { address, cause: cause.to_string() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(address: &str) -> Vec<Failure> {
        let address = || address.to_owned();
        vec![
            Failure::NoUrl,
            Failure::NotBuiltIn("mqtts"),
            Failure::Name { host: address() },
            Failure::Refused { address: address() },
            Failure::Silent { address: address() },
            Failure::Unreachable { address: address(), cause: address() },
            Failure::Rejected(ConnectReturnCode::BadUserNamePassword),
            Failure::Rejected(ConnectReturnCode::NotAuthorized),
            Failure::Rejected(ConnectReturnCode::BadClientId),
            Failure::NotMqtt { address: address() },
            Failure::Lost(address()),
        ]
    }

    #[test]
    fn each_failure_has_a_text_of_its_own() {
        let mut texts: Vec<String> = all("broker.example:1883").iter().map(ToString::to_string).collect();
        let count = texts.len();
        texts.sort();
        texts.dedup();
        assert_eq!(texts.len(), count);
    }

    #[test]
    fn every_text_fits_into_the_key_that_shows_it() {
        for failure in all(&"ü".repeat(200)) {
            assert!(failure.to_string().len() <= 160, "{failure}");
        }
    }
}
