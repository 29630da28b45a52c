//! Why there is no connection, in words for the person who set the broker's address. Never with its password.

use core::fmt::{self, Write};

use heapless::String;
use keywright_device::BrokerUrlError;
use rust_mqtt::client::MqttError;
use rust_mqtt::types::ReasonCode;

/// Longest part of a host name that is told.
const HOST: usize = 60;

/// Why there is no connection.
pub(super) enum Failure {
    Url(BrokerUrlError),
    NoUrl,
    /// The address asks for what only a larger device has. The name of the key that holds it.
    Scheme(&'static str),
    Name(Host),
    Refused(Host, u16),
    Silent(Host, u16),
    Mute(Host, u16),
    Rejected(ReasonCode),
    /// The connection stands, but the device is not told of writes.
    NotSubscribed(ReasonCode),
    NotMqtt(Host, u16),
    Lost(&'static str),
}

/// A host's name, cut short.
pub(super) struct Host(String<HOST>);

impl Host {
    pub(super) fn new(name: &str) -> Self {
        Self(keywright::text(name))
    }
}

impl Failure {
    /// In words. Host names are cut short, so that it fits.
    pub(super) fn text(&self) -> String<160> {
        let mut text = String::new();
        let _ = write!(text, "{self}");
        text
    }

    /// What became of a connection that there was.
    pub(super) fn lost<const N: usize>(error: &MqttError<'_, N>) -> Self {
        match error {
            MqttError::Network(_) => Self::Lost("the broker closed it, or does not answer any more"),
            MqttError::Disconnect { reason: ReasonCode::SessionTakenOver, .. } => {
                Self::Lost("another client with the same client id has connected")
            }
            MqttError::Disconnect { .. } => Self::Lost("the broker has ended it"),
            MqttError::Alloc => Self::Lost("a message came that is longer than this device can hold"),
            _ => Self::Lost("the broker sent something unexpected"),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(error) => error.fmt(f),
            Self::NoUrl => f.write_str("no broker address is set"),
            Self::Scheme(key) => {
                write!(f, "this device has neither TLS nor WebSocket: {key} has to begin with mqtt://")
            }
            Self::Name(Host(host)) => write!(f, "no such host: {host}"),
            Self::Refused(Host(host), port) => write!(f, "connection refused by {host}:{port}: no broker there"),
            Self::Silent(Host(host), port) => write!(f, "no answer from {host}:{port}"),
            Self::Mute(Host(host), port) => write!(f, "{host}:{port} takes the connection, but says nothing"),
            Self::Rejected(code) => f.write_str(match code {
                ReasonCode::BadUserNameOrPassword => "the broker does not accept user name or password (code 134)",
                ReasonCode::NotAuthorized => "not authorized: the broker wants another user or password (code 135)",
                ReasonCode::ClientIdentifierNotValid => "the broker does not accept the client id (code 133)",
                ReasonCode::UnsupportedProtocolVersion => "the broker does not accept MQTT 5 (code 132)",
                ReasonCode::ServerUnavailable | ReasonCode::ServerBusy => "the broker is not available",
                _ => "the broker refuses the connection",
            }),
            Self::NotSubscribed(code) => {
                let code = code.value();
                write!(f, "not authorized: the broker does not let the device hear of writes (SUBACK {code})")
            }
            Self::NotMqtt(Host(host), port) => write!(f, "{host}:{port} does not answer in MQTT 5"),
            Self::Lost(cause) => write!(f, "connection lost: {cause}"),
        }
    }
}
