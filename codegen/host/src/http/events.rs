//! `GET /api/events`: server-sent events. What is sent, and when, is `keywright::http::Events`' business.

use std::io;
use std::rc::Rc;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::answer;
use super::connection::deliver;
use crate::program::Program;
use crate::unit::Shared;

/// A comment is sent after so long a silence: it keeps proxies from closing the connection, and finds out whether
/// the client is still there.
const SILENCE: Duration = Duration::from_secs(15);

/// Sends events until the client goes or the device restarts. `header` is further headers of the answer.
pub async fn serve<P: Program>(
    stream: &mut TcpStream,
    query: &str,
    header: &str,
    unit: &Rc<Shared<P>>,
) -> io::Result<()> {
    let mut changes = unit.changes();
    let listener = unit.listen(query);
    deliver(stream, answer::events(header).as_bytes()).await?;
    let mut out = Vec::new();
    let mut ignored = [0; 512];
    let mut spoken = Instant::now();
    loop {
        out.clear();
        let Some(pause) = unit.poll_events(&listener, &mut out) else { return Ok(()) };
        if out.is_empty() && spoken.elapsed() >= SILENCE {
            out.extend_from_slice(b":\n\n");
        }
        if !out.is_empty() {
            deliver(stream, &out).await?;
            spoken = Instant::now();
        }
        tokio::select! {
            () = changes.wait() => {}
            () = tokio::time::sleep(pause) => {}
            // Whatever a client says on an event stream is ignored; that it goes is not.
            read = stream.read(&mut ignored) => if read? == 0 { return Ok(()) },
        }
    }
}
