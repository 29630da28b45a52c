//! The embedded MQTT broker: a real one, so that nothing has to be installed to try MQTT.

use std::collections::HashMap;
use std::fmt;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use rumqttd::{Config, ConnectionSettings, RouterConfig, ServerSettings};

use crate::ports::{ListenError, Service, listen, reachable};

/// A new subscriber is handed at most so many retained messages at once, and would never see the rest: well above
/// the number of keys.
const MOST_RETAINED: u64 = 4096;

/// How often to look whether the broker listens, until it does.
const PROBES: u32 = 250;

/// Why there is no broker.
#[derive(Debug)]
pub enum BrokerError {
    /// Its address can't be had.
    Listen(ListenError),
    /// Its thread can't be started.
    Thread(std::io::Error),
    /// It does not accept connections.
    Silent(SocketAddr),
}

impl fmt::Display for BrokerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen(error) => error.fmt(f),
            Self::Thread(error) => write!(f, "no thread for the MQTT broker: {error}"),
            Self::Silent(address) => write!(f, "the MQTT broker on {address} does not start"),
        }
    }
}

impl std::error::Error for BrokerError {}

/// Starts the broker in threads of its own, which live as long as the program. Returns where it listens.
///
/// # Errors
/// It can't listen where it was asked to, or does not start.
pub fn start(asked: Option<SocketAddr>) -> Result<SocketAddr, BrokerError> {
    // The broker takes an address, not a listener, and does not tell which free port it got: so the port is found
    // out first and given up again. Somebody else may snatch it in between, hence more than one try where any
    // port will do.
    let any = asked.is_none_or(|address| address.port() == 0);
    let mut tries = if any { 3 } else { 1 };
    loop {
        let listener = listen(Service::Broker, asked).map_err(BrokerError::Listen)?;
        let address = listener.local_addr().map_err(BrokerError::Thread)?;
        match start_on(listener, address) {
            Err(BrokerError::Silent(_)) if tries > 1 => tries -= 1,
            other => return other,
        }
    }
}

fn start_on(listener: TcpListener, address: SocketAddr) -> Result<SocketAddr, BrokerError> {
    drop(listener);
    let (ended, end) = channel();
    thread::Builder::new()
        .name("mqtt-broker".to_owned())
        .spawn(move || {
            // Returns at once if the address can't be had after all, else never.
            if let Err(error) = rumqttd::Broker::new(config(address)).start() {
                tracing::error!(%error, "the MQTT broker has stopped");
            }
            // Nobody listens any more if the broker had been up.
            let _ = ended.send(());
        })
        .map_err(BrokerError::Thread)?;
    await_start(address, &end)
}

fn await_start(address: SocketAddr, end: &Receiver<()>) -> Result<SocketAddr, BrokerError> {
    for _ in 0..PROBES {
        // What a stranger's program on the port would answer, too; but then the broker has ended.
        let ended = !matches!(end.recv_timeout(Duration::from_millis(20)), Err(RecvTimeoutError::Timeout));
        if ended {
            break;
        }
        if TcpStream::connect_timeout(&reachable(address), Duration::from_secs(1)).is_ok() {
            return Ok(address);
        }
    }
    Err(BrokerError::Silent(address))
}

fn config(listen: SocketAddr) -> Config {
    let connections = ConnectionSettings {
        connection_timeout_ms: 10_000,
        max_payload_size: 256 * 1024,
        max_inflight_count: 500,
        auth: None,
        external_auth: None,
        dynamic_filters: true,
    };
    let server =
        ServerSettings { name: "mqtt".to_owned(), listen, tls: None, next_connection_delay_ms: 0, connections };
    let router = RouterConfig {
        max_connections: 1000,
        max_outgoing_packet_count: MOST_RETAINED,
        max_segment_size: 1024 * 1024,
        max_segment_count: 4,
        ..RouterConfig::default()
    };
    Config { router, v4: Some(HashMap::from([("mqtt".to_owned(), server)])), ..Config::default() }
}
