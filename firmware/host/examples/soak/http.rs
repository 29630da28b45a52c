//! An HTTP client that does no more than is needed: one request a connection.

use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Result, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// How long a request may take at each step.
const PATIENCE: Duration = Duration::from_secs(10);

/// Connects, with limits on everything that follows.
pub fn connect(address: SocketAddr, patience: Duration) -> Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&address, patience)?;
    stream.set_read_timeout(Some(patience))?;
    stream.set_write_timeout(Some(patience))?;
    Ok(stream)
}

/// A request, and a reader that stands at the beginning of the answer's body, with status and length.
fn request(address: SocketAddr, target: &str, patience: Duration) -> Result<(u16, usize, BufReader<TcpStream>)> {
    let mut stream = connect(address, patience)?;
    stream.write_all(format!("GET {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes())?;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(ErrorKind::UnexpectedEof)?;
    let mut length = 0;
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().map_err(Error::other)?;
        }
    }
    Ok((status, length, reader))
}

/// The status and the body of an answer.
pub fn get(address: SocketAddr, target: &str) -> Result<(u16, String)> {
    let (status, length, mut reader) = request(address, target, PATIENCE)?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok((status, String::from_utf8_lossy(&body).into_owned()))
}

/// The values of some keys.
pub fn values(address: SocketAddr, keys: &str) -> Result<Value> {
    let (status, body) = get(address, &format!("/api/status?filter={keys}"))?;
    if status != 200 {
        return Err(Error::other(format!("{status}: {body}")));
    }
    serde_json::from_str(&body).map_err(Error::other)
}

/// An event stream: its lines, until it ends or is silent for so long.
pub fn events(address: SocketAddr, keys: &str, silence: Duration) -> Result<impl Iterator<Item = String>> {
    let (status, _, reader) = request(address, &format!("/api/events?filter={keys}"), silence)?;
    if status != 200 {
        return Err(Error::other(format!("{status}")));
    }
    Ok(reader.lines().map_while(Result::ok))
}
