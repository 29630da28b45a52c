//! HTTP/1.1 over TCP. What a request means is `keywright::http`'s business; this is the way there and back.

use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use keywright::http::{AnswerKind, CONFIRM_HEADERS, Foreign, Request, confirm};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::spawn_local;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use crate::device::Device;
use crate::request::{Head, Problem};

/// Most connections at once, and most event streams among them: those stay for long and must leave room for others.
const MOST: usize = 64;
const MOST_STREAMS: usize = 32;
/// How long a connection may be idle, a request may take to arrive, and an answer to be taken in.
const IDLE: Duration = Duration::from_secs(15);
const ARRIVAL: Duration = Duration::from_secs(5);
const DELIVERY: Duration = Duration::from_secs(5);
/// After a silence of so long an event stream says that it is still there.
const SILENCE: Duration = Duration::from_secs(15);

/// Answers requests until the program ends.
pub async fn serve(listener: TcpListener, device: Rc<Device>) {
    let places = Arc::new(Semaphore::new(MOST));
    let streams = Rc::new(Semaphore::new(MOST_STREAMS));
    // It is never closed; whoever comes while all places are taken waits.
    while let Ok(place) = Arc::clone(&places).acquire_owned().await {
        let Ok((mut stream, _)) = listener.accept().await else {
            // Mostly for want of file handles.
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (device, streams) = (Rc::clone(&device), Rc::clone(&streams));
        spawn_local(async move {
            // Each answer is one write, which is not to wait for another.
            let _ = stream.set_nodelay(true);
            // What goes wrong on a connection is the client's business.
            let _ = requests(&mut stream, &device, &streams).await;
            drop(place);
        });
    }
}

/// Request after request, until the client goes or is too slow.
async fn requests(
    stream: &mut TcpStream,
    device: &Device,
    streams: &Semaphore,
) -> io::Result<()> {
    let mut bytes = Vec::new();
    loop {
        let head = match receive(stream, &mut bytes).await? {
            Some(Ok(head)) => head,
            Some(Err((status, text))) => {
                send(stream, status, "text/plain", text.as_bytes(), false).await?;
                return end(stream).await;
            }
            None => return Ok(()),
        };
        let length = head.length + head.body;
        if let Some(text) = refusal(&head) {
            send(stream, 403, "text/plain", text.as_bytes(), head.keep_alive).await?;
        } else if asks_first(&head) {
            let mut page = Vec::new();
            confirm(&head.path, &head.query, &mut vec![0; head.query.len()], &mut page);
            send(stream, 403, "text/html; charset=utf-8", &page, head.keep_alive).await?;
        } else {
            let body = bytes.get_mut(head.length..length).unwrap_or_default();
            let (path, query) = (head.path.as_str(), head.query.as_str());
            let mut out = Vec::new();
            let answer = device.respond(Request { method: head.method, path, query, body }, &mut out);
            match (answer.kind, streams.try_acquire()) {
                (AnswerKind::Events, Ok(_place)) => return events(stream, device, query).await,
                (AnswerKind::Events, Err(_)) => {
                    send(stream, 503, "text/plain", b"too many event streams are open", head.keep_alive).await?;
                }
                (AnswerKind::Body, _) => {
                    send(stream, answer.status, answer.content_type, &out, head.keep_alive).await?;
                }
            }
        }
        if !head.keep_alive {
            return stream.shutdown().await;
        }
        // What came after it belongs to the next request.
        bytes.drain(..length);
    }
}

/// Whether a request would change the device.
fn sets(head: &Head) -> bool {
    head.path.ends_with("/set")
}

/// Whether a person is asked first: a browser opened an address that sets, and any page can make it do so.
fn asks_first(head: &Head) -> bool {
    sets(head) && head.foreign.is_some()
}

/// Why a request is not answered.
fn refusal(head: &Head) -> Option<&'static str> {
    match head.foreign? {
        Foreign::Host => Some("this is not a name of this device: ask for its IP address"),
        _ if sets(head) && !head.navigation => Some("a web page of another site may not change this device"),
        _ => None,
    }
}

/// Waits for a request with its whole body in `bytes`. Nothing if the client has gone, or has nothing to say.
async fn receive(
    stream: &mut TcpStream,
    bytes: &mut Vec<u8>,
) -> io::Result<Option<Result<Head, Problem>>> {
    let mut deadline = Instant::now() + if bytes.is_empty() { IDLE } else { ARRIVAL };
    let mut asked = false;
    loop {
        match Head::parse(bytes) {
            Ok(Some(head)) if bytes.len() >= head.length + head.body => return Ok(Some(Ok(head))),
            Ok(Some(head)) if head.expects_continue && !asked => {
                asked = true;
                deliver(stream, b"HTTP/1.1 100 Continue\r\n\r\n").await?;
            }
            Ok(_) => {}
            Err(problem) => return Ok(Some(Err(problem))),
        }
        let waiting = bytes.is_empty();
        match timeout_at(deadline, stream.read_buf(bytes)).await {
            Ok(read) => {
                if read? == 0 {
                    return Ok(None);
                }
            }
            Err(_) if waiting => return Ok(None),
            Err(_) => return Ok(Some(Err((408, "the request did not arrive in time")))),
        }
        if waiting {
            deadline = Instant::now() + ARRIVAL;
        }
    }
}

/// Sends an answer, head and body in one piece.
async fn send(
    stream: &mut TcpStream,
    status: u16,
    content_type: &str,
    body: &[u8],
    keep_alive: bool,
) -> io::Result<()> {
    // Clients go by the number.
    let reason = if status == 200 { "OK" } else { "Refused" };
    let connection = if keep_alive { "keep-alive" } else { "close" };
    // No other page may show one of these in a frame.
    let guard: String = CONFIRM_HEADERS.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let mut out = format!(
        "HTTP/1.1 {status} {reason}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nConnection: {connection}\r\n{guard}\r\n",
        body.len()
    )
    .into_bytes();
    out.extend_from_slice(body);
    deliver(stream, &out).await
}

async fn deliver(stream: &mut TcpStream, bytes: &[u8]) -> io::Result<()> {
    let sent = timeout(DELIVERY, stream.write_all(bytes)).await;
    sent.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

/// Closes after a refusal. Closing with unread bytes would take the answer away from the client, so some are read.
async fn end(stream: &mut TcpStream) -> io::Result<()> {
    stream.shutdown().await?;
    let mut rest = stream.take(1024 * 1024);
    let mut nowhere = tokio::io::sink();
    let read = tokio::io::copy(&mut rest, &mut nowhere);
    timeout(Duration::from_secs(2), read).await.unwrap_or(Ok(0)).map(|_| ())
}

/// Sends changes until the client goes.
async fn events(stream: &mut TcpStream, device: &Device, query: &str) -> io::Result<()> {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
                Connection: close\r\n\r\n";
    deliver(stream, head.as_bytes()).await?;
    let mut changes = device.changes();
    let mut events = device.listen(query);
    let mut spoken = Instant::now();
    let mut ignored = [0; 256];
    loop {
        let mut out = Vec::new();
        let pause = device.poll_events(&mut events, &mut out);
        if out.is_empty() && spoken.elapsed() >= SILENCE {
            out.extend_from_slice(b":\n\n");
        }
        if !out.is_empty() {
            deliver(stream, &out).await?;
            spoken = Instant::now();
        }
        tokio::select! {
            changed = changes.recv() => match changed {
                Ok(changed) => events.record(&changed),
                // Too slow, and changes are lost: a client that connects anew gets everything.
                Err(RecvError::Lagged(_) | RecvError::Closed) => return Ok(()),
            },
            () = sleep(Duration::from_millis(pause.max(5))) => {}
            // That a client goes is seen; what it says is not listened to.
            read = stream.read(&mut ignored) => if read? == 0 { return Ok(()) },
        }
    }
}
