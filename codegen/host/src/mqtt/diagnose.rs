//! What an error of the client library means for the person who set the broker's address.

use std::io;
use std::time::Duration;

use rumqttc::mqttbytes::Error as PacketError;
use rumqttc::{ConnectionError, StateError, TlsError};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::failure::Failure;
use super::tls::Tls;
use super::tls_failure::TlsFailure;
use super::transport::Route;

/// How long a second look at somebody who did not answer may take.
const SECOND_LOOK: Duration = Duration::from_secs(1);

/// What went wrong before the broker accepted the connection.
pub async fn before(error: ConnectionError, route: &Route) -> Failure {
    match connecting(error, route) {
        // The library does not tell a host that is off from one that takes the connection and keeps silent.
        Failure::Silent { address } if look(TcpStream::connect((route.host.as_str(), route.port))).await.is_some() => {
            Failure::Mute { address }
        }
        // Many a broker that speaks TLS throws out without a word whoever does not.
        Failure::NotMqtt { address } if route.tls.is_none() && look(Tls::is_spoken_at(route)).await == Some(true) => {
            Failure::SpeaksTls { address }
        }
        failure => failure,
    }
}

/// A second look at the other side, which must not take long.
async fn look<T, E>(at: impl Future<Output = Result<T, E>>) -> Option<T> {
    timeout(SECOND_LOOK, at).await.ok()?.ok()
}

fn connecting(error: ConnectionError, route: &Route) -> Failure {
    let address = route.address.clone();
    let suspicion = || route.tls.as_ref().and_then(Tls::suspicion);
    match error {
        ConnectionError::ConnectionRefused(code) => Failure::Rejected(code),
        ConnectionError::NetworkTimeout | ConnectionError::FlushTimeout => Failure::Silent { address },
        ConnectionError::Io(cause) => unreachable(&cause, address),
        ConnectionError::Tls(TlsError::Io(cause)) => handshake(&cause, route),
        ConnectionError::Tls(TlsError::TLS(error)) => Failure::Tls(error.into()),
        ConnectionError::Tls(error) => Failure::Tls(TlsFailure::Other(error.to_string())),
        ConnectionError::Websocket(tungstenite::Error::Io(cause)) if route.tls.is_some() => handshake(&cause, route),
        ConnectionError::Websocket(tungstenite::Error::Http(answer)) => {
            Failure::WebSocketRefused { address, status: answer.status().as_u16() }
        }
        ConnectionError::Websocket(tungstenite::Error::Url(_) | tungstenite::Error::HttpFormat(_))
        | ConnectionError::InvalidUrl(_) => Failure::Path,
        ConnectionError::Websocket(_) => Failure::NoWebSocket { address },
        ConnectionError::ResponseValidation(_) => Failure::NotForMqtt { address },
        ConnectionError::MqttState(StateError::Io(cause) | StateError::Deserialization(PacketError::Io(cause))) => {
            match TlsFailure::inside(&cause).or_else(suspicion) {
                Some(failure) => Failure::Tls(failure.or_suspicion(suspicion())),
                None if is_closing(&cause) => Failure::NotMqtt { address },
                None => unreachable(&cause, address),
            }
        }
        ConnectionError::MqttState(StateError::ConnectionAborted) => {
            suspicion().map_or(Failure::NotMqtt { address }, Failure::Tls)
        }
        _ => Failure::NotMqtt { address },
    }
}

fn handshake(cause: &io::Error, route: &Route) -> Failure {
    let suspicion = route.tls.as_ref().and_then(Tls::suspicion);
    match TlsFailure::inside(cause) {
        Some(failure) => Failure::Tls(failure.or_suspicion(suspicion)),
        None if is_closing(cause) => Failure::Tls(suspicion.unwrap_or(TlsFailure::NotTls)),
        None => unreachable(cause, route.address.clone()),
    }
}

fn is_closing(cause: &io::Error) -> bool {
    matches!(
        cause.kind(),
        io::ErrorKind::UnexpectedEof
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::NotConnected
            // The WebSocket library's word for a connection that is closed.
            | io::ErrorKind::Other
    )
}

/// What went wrong after the broker had accepted it.
pub fn after(error: ConnectionError) -> Failure {
    Failure::Lost(match error {
        ConnectionError::MqttState(StateError::ConnectionAborted) => "the broker closed it".to_owned(),
        ConnectionError::MqttState(StateError::AwaitPingResp) => "the broker does not answer any more".to_owned(),
        ConnectionError::MqttState(StateError::Io(cause) | StateError::Deserialization(PacketError::Io(cause)))
        | ConnectionError::Io(cause) => match TlsFailure::inside(&cause) {
            Some(failure) => return Failure::Tls(failure),
            None if is_closing(&cause) => "the broker closed it".to_owned(),
            None => cause.to_string(),
        },
        ConnectionError::MqttState(StateError::Deserialization(PacketError::PayloadSizeLimitExceeded(size))) => {
            format!("a message of {size} bytes is too long")
        }
        ConnectionError::FlushTimeout | ConnectionError::NetworkTimeout => {
            "the broker does not take anything in".to_owned()
        }
        _ => return Failure::unexpected(),
    })
}

fn unreachable(cause: &io::Error, address: String) -> Failure {
    match cause.kind() {
        io::ErrorKind::ConnectionRefused => Failure::Refused { address },
        io::ErrorKind::TimedOut => Failure::Silent { address },
        _ => Failure::Unreachable { address, cause: cause.to_string() },
    }
}
