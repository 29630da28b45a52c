//! HTTP/1.1 over picoserve. What an api request means is `keywright::http`'s business; this is the way there and back.

mod body;
mod events;
mod guard;
mod head;
mod own;
mod query;
mod service;
mod socket;

use embassy_net::Stack;
use embassy_net::tcp::TcpSocket;
use embassy_sync::blocking_mutex::raw::NoopRawMutex;
use embassy_sync::mutex::Mutex;
use embassy_time::Duration;
use keywright_device::Application;
use picoserve::{Config, Router, Server, Timeouts};

use crate::shared::Shared;
use crate::unit::STREAMS;
pub use guard::Guard;
use service::Service;
use socket::Socket;

/// Connections at a time. There is no backlog: one more is refused.
pub const CONNECTIONS: usize = 6;
const PORT: u16 = 80;

/// Longest answer. The status of all keys has 9 KB.
const OUT: usize = 12 * 1024;
/// Changes of a second are mostly shorter than this: others need not wait until they are sent.
const EVENT: usize = 512;
/// A request: its head, and as much of a body as fits behind it.
const REQUEST: usize = 2560;
const RECEIVE: usize = 1024;
const SEND: usize = 2048;

static CONFIG: Config = Config::new(Timeouts {
    start_read_request: Duration::from_secs(5),
    // A connection that nobody uses keeps somebody else from having one.
    persistent_start_read_request: Duration::from_secs(3),
    read_request: Duration::from_secs(5),
    write: Duration::from_secs(3),
})
.keep_connection_alive();

/// Where answers are written, one at a time. Events have places of their own.
pub struct Out {
    whole: Mutex<NoopRawMutex, [u8; OUT]>,
    events: [Mutex<NoopRawMutex, [u8; EVENT]>; STREAMS],
}

impl Default for Out {
    fn default() -> Self {
        Self::new()
    }
}

impl Out {
    /// Nothing is written yet.
    pub const fn new() -> Self {
        Self { whole: Mutex::new([0; OUT]), events: [const { Mutex::new([0; EVENT]) }; STREAMS] }
    }
}

/// Serves one connection after the other. As many at a time as there are tasks that run this.
pub async fn serve<A: Application>(
    stack: Stack<'static>,
    shared: &'static Shared<A>,
    out: &'static Out,
    guard: &'static Guard,
) -> ! {
    let (mut receive, mut send, mut request) = ([0; RECEIVE], [0; SEND], [0; REQUEST]);
    let app = Router::from_service(Service { shared, out, guard });
    loop {
        let mut socket = TcpSocket::new(stack, &mut receive, &mut send);
        if socket.accept(PORT).await.is_err() {
            continue;
        }
        socket.set_nagle_enabled(false);
        // Who vanishes without a word must not keep its place.
        socket.set_keep_alive(Some(Duration::from_secs(15)));
        socket.set_timeout(Some(Duration::from_secs(40)));
        // What goes wrong on a connection is the client's business, and there is nobody left to tell.
        let _ = Server::new(&app, &CONFIG, &mut request).serve(Socket(socket)).await;
    }
}
