//! The embedded MQTT broker: a real one, so that nothing has to be installed to try MQTT. It takes clients of MQTT 3.1.1
//! and of 5 on one port.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use mqtt5::broker::client_handler::ClientHandler;
use mqtt5::broker::resource_monitor::{ResourceLimits, ResourceMonitor};
use mqtt5::broker::router::MessageRouter;
use mqtt5::broker::storage::QueueLimits;
use mqtt5::broker::sys_topics::BrokerStats;
use mqtt5::broker::transport::BrokerTransport;
use mqtt5::broker::{AllowAllAuthProvider, BrokerConfig, DynamicStorage, MemoryBackend, StorageBackend};
use tokio::sync::{Semaphore, broadcast};
use tokio::time::{interval, sleep};

use crate::handles;
use crate::ports::{ListenError, Service, listen, reachable};

/// Most clients, where the operating system grants as many file handles.
const MOST_CLIENTS: usize = 1000;
/// Longest packet.
const LONGEST_PACKET: usize = 256 * 1024;
/// Most of what is kept for a client that is away, and for how long.
const QUEUE: QueueLimits = QueueLimits { max_messages: 1000, max_bytes: 1024 * 1024 };
const AWAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Most topics with a retained message: well above the number of keys.
const MOST_RETAINED: usize = 10_000;
/// How often sessions that are over are looked for.
const SWEEP: Duration = Duration::from_secs(60);

/// How often to look whether the broker still answers, and how long it may take.
const LOOK: Duration = Duration::from_secs(10);
const PATIENCE: Duration = Duration::from_secs(10);
/// Between the end of a broker and the start of the next.
const PAUSE: Duration = Duration::from_secs(1);
/// After a connection could not be accepted, mostly for want of file handles.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Why there is no broker.
#[derive(Debug, thiserror::Error)]
pub enum BrokerError {
    /// Its address can't be had.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// The operating system gives it no thread.
    #[error("no thread for the MQTT broker: {0}")]
    Thread(#[source] io::Error),
}

/// Starts the broker in a thread of its own, which lives as long as the program. Returns where it listens.
///
/// # Errors
/// It can't listen where it was asked to.
pub fn start(program: &str, asked: Option<SocketAddr>) -> Result<SocketAddr, BrokerError> {
    let listener = listen(program, Service::Broker, asked)?;
    let address = listener.local_addr().map_err(BrokerError::Thread)?;
    listener.set_nonblocking(true).map_err(BrokerError::Thread)?;
    let thread = thread::Builder::new().name("mqtt-broker".to_owned());
    thread.spawn(move || keep_running(&listener, address, serve)).map_err(BrokerError::Thread)?;
    Ok(address)
}

/// Runs one broker after the other. They share the listener, so that the address stays this program's.
fn keep_running<F>(listener: &TcpListener, address: SocketAddr, serve: impl Fn(tokio::net::TcpListener) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    loop {
        let end = listener.try_clone().and_then(|listener| run(listener, address, &serve));
        let why = end.map_or_else(|error| format!("can't run: {error}"), str::to_owned);
        tracing::error!("the MQTT broker {why}; it is started anew, without the messages that it had retained");
        thread::sleep(PAUSE);
    }
}

/// Runs a broker until it fails. Returns how.
fn run<F>(
    listener: TcpListener,
    address: SocketAddr,
    serve: impl Fn(tokio::net::TcpListener) -> F,
) -> io::Result<&'static str>
where
    F: Future<Output = ()> + Send + 'static,
{
    // One thread does for the few clients of one device.
    let runtime = tokio::runtime::Builder::new_current_thread().thread_name("mqtt-broker").enable_all().build()?;
    let end = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        // In a task of its own, so that a panic ends it and not this thread.
        let mut serving = tokio::spawn(serve(listener));
        loop {
            tokio::select! {
                _ = &mut serving => return Ok("has failed"),
                () = sleep(LOOK) => {}
            }
            let asked = tokio::task::spawn_blocking(move || answers(reachable(address)));
            if !asked.await.unwrap_or(true) {
                return Ok("does not answer any more");
            }
        }
    });
    // Not waiting for whatever hangs in there.
    runtime.shutdown_background();
    end
}

/// Accepts clients until the program ends. What goes wrong with one of them, a panic included, ends its connection only.
async fn serve(listener: tokio::net::TcpListener) {
    let storage = Arc::new(DynamicStorage::Memory(MemoryBackend::with_queue_limits(QUEUE)));
    let router = MessageRouter::with_storage(Arc::clone(&storage)).with_fallback_queue_limits(QUEUE);
    let router = Arc::new(router.with_retained_limits(MOST_RETAINED, LONGEST_PACKET));
    let config = Arc::new(BrokerConfig {
        max_packet_size: LONGEST_PACKET,
        session_expiry_interval: AWAY,
        ..BrokerConfig::default()
    });
    let places = Arc::new(Semaphore::new(handles::share(MOST_CLIENTS)));
    let stats = Arc::new(BrokerStats::new());
    // What a client may ask a second is not limited: the clients are the owner's own.
    let monitor = Arc::new(ResourceMonitor::new(ResourceLimits {
        max_message_rate_per_client: 0,
        max_bandwidth_per_client: 0,
        ..ResourceLimits::default()
    }));
    let (_shutdown, told) = broadcast::channel(1);
    let mut sweep = interval(SWEEP);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a client of the MQTT broker was not accepted");
                    sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            },
            _ = sweep.tick() => {
                let _ = storage.cleanup_expired().await;
                router.sweep_sessions().await;
                continue;
            }
        };
        // It takes one step after the other, so that a client that is one too many is turned away, and not kept waiting.
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            tracing::warn!(%peer, "the MQTT broker has too many clients");
            continue;
        };
        let _ = stream.set_nodelay(true);
        let client = ClientHandler::new(
            BrokerTransport::tcp(stream),
            peer,
            Arc::clone(&config),
            Arc::clone(&router),
            Arc::new(AllowAllAuthProvider),
            Some(Arc::clone(&storage)),
            Arc::clone(&stats),
            Arc::clone(&monitor),
            told.resubscribe(),
        );
        tokio::spawn(async move {
            if let Err(error) = tokio::spawn(client.run()).await {
                tracing::error!(%peer, %error, "a connection to the MQTT broker has failed");
            }
            drop(place);
        });
    }
}

/// Whether a client is listened to. One that is turned away is, too.
fn answers(address: SocketAddr) -> bool {
    // MQTT 3.1.1, a clean session, client id `?`; and the end of it.
    const CONNECT: &[u8] = b"\x10\x0d\x00\x04MQTT\x04\x02\x00\x0a\x00\x01?\xe0\x00";
    let ask = || {
        let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(CONNECT)?;
        stream.read(&mut [0; 4])
    };
    // Another error, such as that of a file handle that can't be had, says nothing of the broker.
    !matches!(ask(), Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut))
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

    #[test]
    fn a_broker_that_listens_answers() {
        assert!(answers(start("device", Some(ANY)).unwrap()));
    }

    #[test]
    fn a_broker_that_fails_is_started_anew() {
        let listener = TcpListener::bind(ANY).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let starts = AtomicUsize::new(0);
        thread::spawn(move || {
            keep_running(&listener, address, |listener| {
                let first = starts.fetch_add(1, Ordering::Relaxed) == 0;
                async move {
                    assert!(!first, "the first one panics");
                    serve(listener).await;
                }
            });
        });
        assert!(answers(address));
    }

    #[test]
    fn a_broker_that_turns_a_client_away_answers() {
        let listener = TcpListener::bind(ANY).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || drop(listener.accept()));
        assert!(answers(address));
    }
}
