//! Why there is no connection, in words for the person who set the broker's address. Never with its password.

use std::fmt;

use keywright_device::BrokerUrlError;
use rumqttc::ConnectReturnCode;

use super::key_names::KeyNames;
use super::tls_failure::TlsFailure;

/// Why there is no connection. `address` is host and port.
#[derive(Debug)]
pub enum Failure {
    /// The broker's address is none.
    Url(BrokerUrlError),
    /// No address has been set.
    NoUrl,
    /// Something behind the host is not what stands in an address of the web.
    Path,
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
    /// Somebody takes the connection, and says nothing.
    Mute {
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
    /// There is no TLS connection.
    Tls(TlsFailure),
    /// The other side speaks TLS, which the address does not ask for.
    SpeaksTls {
        /// Where.
        address: String,
    },
    /// The web server has no WebSocket there.
    WebSocketRefused {
        /// Where.
        address: String,
        /// The status of its answer.
        status: u16,
    },
    /// The other side does not speak WebSocket.
    NoWebSocket {
        /// Where.
        address: String,
    },
    /// There is a WebSocket, but for something else.
    NotForMqtt {
        /// Where.
        address: String,
    },
    /// The broker said no.
    Rejected(ConnectReturnCode),
    /// The broker takes the connection, and lets nobody write.
    NotSubscribed,
    /// Somebody answered, but not in MQTT.
    NotMqtt {
        /// Where.
        address: String,
    },
    /// There was a connection.
    Lost(String),
}

impl Failure {
    /// There was a connection, and the client library could make nothing of what came.
    pub fn unexpected() -> Self {
        Self::Lost("the broker sent something unexpected".to_owned())
    }

    /// What it says on a device whose keys are called so.
    pub fn text(&self, keys: &KeyNames) -> String {
        struct Text<'a>(&'a Failure, &'a KeyNames);
        impl fmt::Display for Text<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.write(self.1, f)
            }
        }
        Text(self, keys).to_string()
    }

    fn write(&self, keys: &KeyNames, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(error) => write!(f, "{error}"),
            Self::NoUrl => f.write_str("no broker address is set"),
            Self::Path => f.write_str("the path of the broker address holds what no path may hold"),
            Self::Name { host } => write!(f, "no such host: {}", short(host)),
            Self::Refused { address } => write!(f, "connection refused by {}: no broker there", short(address)),
            Self::Silent { address } => write!(f, "no answer from {}", short(address)),
            Self::Mute { address } => write!(f, "{} takes the connection, but says nothing", short(address)),
            Self::Unreachable { address, cause } => {
                write!(f, "{} is unreachable: {}", short(address), shorter(cause, 48))
            }
            Self::Tls(failure) => failure.write(keys, f),
            Self::SpeaksTls { address } => {
                write!(f, "{} speaks TLS: {} has to begin with mqtts://", short(address), keys.broker)
            }
            Self::WebSocketRefused { address, status } => {
                let (address, broker) = (short(address), keys.broker);
                write!(f, "{address} refuses the WebSocket (status {status}): another path in {broker}?")
            }
            Self::NoWebSocket { address } => write!(f, "{} does not answer in WebSocket", short(address)),
            Self::NotForMqtt { address } => write!(f, "the WebSocket of {} is not for MQTT", short(address)),
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
            Self::NotSubscribed => {
                f.write_str("not authorized: the broker does not let the device hear of writes (SUBACK 128)")
            }
            Self::NotMqtt { address } => write!(f, "{} does not answer in MQTT", short(address)),
            Self::Lost(cause) => write!(f, "connection lost: {}", short(cause)),
        }
    }
}

/// Host names may be long, and the key that holds the text is not.
pub fn short(text: &str) -> &str {
    shorter(text, 60)
}

fn shorter(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls::{AlertDescription, CertificateError};

    /// Capacity of the key that tells it, in bytes.
    const CAPACITY: usize = 128;

    fn keys() -> KeyNames {
        KeyNames {
            broker: "url",
            system_store: "sys",
            certificate: "crt",
            skip_name: "skip",
            client_certificate: "cert",
            client_key: "key",
        }
    }

    fn all(address: &str) -> Vec<Failure> {
        let address = || address.to_owned();
        let tls = [
            TlsFailure::UnknownIssuer,
            TlsFailure::Expired,
            TlsFailure::NotValidYet,
            TlsFailure::WrongName,
            TlsFailure::Authority,
            TlsFailure::Untrusted(address()),
            TlsFailure::CertificateMissing,
            AlertDescription::UnknownCA.into(),
            AlertDescription::CertificateExpired.into(),
            AlertDescription::BadCertificate.into(),
            TlsFailure::NoKey,
            TlsFailure::NoCertificate,
            TlsFailure::KeyMismatch,
            TlsFailure::BadKey,
            TlsFailure::EmptyStore,
            TlsFailure::NobodyTrusted,
            TlsFailure::NotTls,
            TlsFailure::Incompatible,
            TlsFailure::Alert(AlertDescription::BadCertificateHashValue),
            TlsFailure::Other(address()),
            CertificateError::Revoked.into(),
        ];
        let others = vec![
            Failure::NoUrl,
            Failure::Path,
            Failure::Name { host: address() },
            Failure::Refused { address: address() },
            Failure::Silent { address: address() },
            Failure::Mute { address: address() },
            Failure::Unreachable { address: address(), cause: address() },
            Failure::SpeaksTls { address: address() },
            Failure::WebSocketRefused { address: address(), status: 404 },
            Failure::NoWebSocket { address: address() },
            Failure::NotForMqtt { address: address() },
            Failure::Rejected(ConnectReturnCode::BadUserNamePassword),
            Failure::Rejected(ConnectReturnCode::NotAuthorized),
            Failure::Rejected(ConnectReturnCode::BadClientId),
            Failure::NotSubscribed,
            Failure::NotMqtt { address: address() },
            Failure::Lost(address()),
        ];
        tls.into_iter().map(Failure::Tls).chain(others).collect()
    }

    #[test]
    fn each_failure_has_a_text_of_its_own() {
        let mut texts: Vec<String> = all("broker.example:1883").iter().map(|failure| failure.text(&keys())).collect();
        let count = texts.len();
        texts.sort();
        texts.dedup();
        assert_eq!(texts.len(), count);
    }

    #[test]
    fn every_text_fits_into_the_key_that_shows_it() {
        for failure in all(&"ü".repeat(200)) {
            let text = failure.text(&keys());
            assert!(text.len() <= CAPACITY, "{} bytes: {text}", text.len());
        }
    }
}
