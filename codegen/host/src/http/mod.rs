//! HTTP/1.1 over TCP. What an api request means is `keywright::http`'s business; this is the way there and back.
//!
//! The requests' heads are read with `httparse`, which takes a target as it comes: clients send raw `"`, `{`, `<`.

mod answer;
mod app;
mod connection;
mod docs;
mod events;
mod guard;
mod open;
mod problem;
mod rate;
mod request;
mod routes;

use std::rc::Rc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::spawn_local;

use crate::program::Program;
use crate::unit::Shared;
use open::Open;

use guard::Guard;
pub use guard::Rules;
pub use request::Method;

/// How long to wait after the operating system could not hand out a connection, mostly for want of file handles.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Answers requests until the program ends.
pub async fn serve<P: Program>(listener: TcpListener, unit: Rc<Shared<P>>, rules: Rules) {
    let open = Rc::new(Open::new());
    let guard = Rc::new(Guard::new(rules));
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                tracing::trace!(%peer, "connection");
                // Each answer is one write; without this it may wait for the acknowledgement of the one before.
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%peer, %error, "no TCP_NODELAY");
                }
                let place = open.admit();
                spawn_local(connection::serve(stream, peer.ip(), place, Rc::clone(&unit), Rc::clone(&guard)));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                open.make_room();
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}
