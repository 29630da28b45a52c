//! One connection: request after request, until the client goes, is too slow, or has to make room.

use std::io;
use std::net::IpAddr;
use std::rc::Rc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, timeout, timeout_at};

use super::answer::Answer;
use super::docs;
use super::events;
use super::guard::Guard;
use super::open::ConnectionSlot;
use super::problem::Problem;
use super::request::{Head, Method};
use super::routes::{self, Route};
use crate::program::Program;
use crate::unit::Shared;

/// How long a connection may be idle between two requests.
const IDLE: Duration = Duration::from_secs(60);
/// How long a request may take to arrive, from its first byte to its last.
const ARRIVAL: Duration = Duration::from_secs(10);
/// Most requests on one connection. After them the client opens another one, and others get their turn.
pub const MOST_REQUESTS: usize = 1000;
/// How long the client may take to take in an answer.
pub const DELIVERY: Duration = Duration::from_secs(10);
/// How long, and how many bytes, of a refused request are read on, so that the client sees the answer: closing
/// with unread bytes would reset the connection.
const LINGER: Duration = Duration::from_secs(2);
const LINGER_BYTES: usize = 4 * 1024 * 1024;

/// What comes next on a connection.
enum Next {
    Request(Head),
    Refused(Problem),
    /// The client has gone, or has to go.
    End,
}

/// Serves a connection to its end.
pub async fn serve<P: Program>(
    mut stream: TcpStream,
    client: IpAddr,
    slot: ConnectionSlot,
    unit: Rc<Shared<P>>,
    guard: Rc<Guard>,
) {
    // What goes wrong on a connection is the client's business, and there is nobody left to tell.
    if let Err(error) = requests(&mut stream, client, &slot, &unit, &guard).await {
        tracing::trace!(%error, "connection ended");
    }
}

async fn requests<P: Program>(
    stream: &mut TcpStream,
    client: IpAddr,
    slot: &ConnectionSlot,
    unit: &Rc<Shared<P>>,
    guard: &Guard,
) -> io::Result<()> {
    let mut bytes = Vec::with_capacity(1024);
    let mut out = Vec::new();
    for left in (0..MOST_REQUESTS).rev() {
        slot.idle();
        let next = tokio::select! {
            next = receive(stream, &mut bytes) => next?,
            () = slot.leave() => Next::End,
        };
        slot.busy();
        let mut head = match next {
            Next::Request(head) => head,
            Next::Refused(problem) => return refuse(stream, problem, &mut out).await,
            Next::End => return Ok(()),
        };
        if let Err(problem) = guard.admit(client) {
            return refuse(stream, problem, &mut out).await;
        }
        head.keep_alive &= left > 0;
        let length = head.length + head.body;
        let body = bytes.get_mut(head.length..length).unwrap_or_default();
        let answer = match routes::route(&head, body, client, unit, guard) {
            Route::Answer(answer) => answer,
            // A page that can't be rendered ends the connection, and nothing else.
            Route::Document(path) => spawn_blocking(move || docs::answer(P::PAGES, &path)).await?,
            Route::Events(query) => match slot.stream() {
                Some(_stay) => return events::serve(stream, &query, &guard.share_header(&head, unit), unit).await,
                None => {
                    out.clear();
                    Answer::text(503, "too many event streams are open").write(false, true, &mut out);
                    return deliver(stream, &out).await;
                }
            },
        };
        out.clear();
        guard.share(&head, answer, unit).write(head.keep_alive, head.method != Method::Head, &mut out);
        deliver(stream, &out).await?;
        if !head.keep_alive {
            return stream.shutdown().await;
        }
        // What came after it belongs to the next request.
        bytes.drain(..length);
    }
    Ok(())
}

/// Waits for a request with its whole body in `bytes`.
async fn receive(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> io::Result<Next> {
    let mut deadline = Instant::now() + if bytes.is_empty() { IDLE } else { ARRIVAL };
    let mut asked = false;
    loop {
        match Head::parse(bytes) {
            Err(problem) => return Ok(Next::Refused(problem)),
            Ok(Some(head)) if bytes.len() >= head.length + head.body => return Ok(Next::Request(head)),
            Ok(Some(head)) if head.expects_continue && !asked => {
                asked = true;
                deliver(stream, b"HTTP/1.1 100 Continue\r\n\r\n").await?;
            }
            Ok(_) => {}
        }
        let waiting = bytes.is_empty();
        match timeout_at(deadline, stream.read_buf(bytes)).await {
            Ok(Ok(0)) if waiting => return Ok(Next::End),
            Ok(Ok(0)) => return Ok(Next::Refused(Problem::Malformed)),
            Ok(Ok(_)) if waiting => deadline = Instant::now() + ARRIVAL,
            Ok(Ok(_)) => {}
            Ok(Err(error)) => return Err(error),
            Err(_) if waiting => return Ok(Next::End),
            Err(_) => return Ok(Next::Refused(Problem::TooSlow)),
        }
    }
}

async fn refuse(stream: &mut TcpStream, problem: Problem, out: &mut Vec<u8>) -> io::Result<()> {
    out.clear();
    Answer::text(problem.status(), problem.text()).with_header(problem.header()).write(false, true, out);
    deliver(stream, out).await?;
    stream.shutdown().await?;
    let drain = async {
        let mut sink = [0; 8192];
        let mut read = 0;
        while read < LINGER_BYTES {
            match stream.read(&mut sink).await {
                Ok(0) | Err(_) => break,
                Ok(count) => read += count,
            }
        }
    };
    // Whether the client took the answer in or time ran out makes no difference any more.
    let _ = timeout(LINGER, drain).await;
    Ok(())
}

/// Sends bytes to a client that takes them in.
pub async fn deliver(stream: &mut TcpStream, bytes: &[u8]) -> io::Result<()> {
    timeout(DELIVERY, stream.write_all(bytes)).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}
