//! A WebSocket in front of a broker, as web servers have it.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tungstenite::{Error, Message, WebSocket};

use super::certificates::Issued;

/// The path at which it is served.
pub const PATH: &str = "/mqtt";

trait Stream: Read + Write + Send {}
impl<T: Read + Write + Send> Stream for T {}

/// Serves a broker's WebSocket at a free port, over TLS if there is a certificate, until the test ends.
pub fn websocket(broker: SocketAddr, server: Option<&Issued>) -> SocketAddr {
    let config = server.map(|server| {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let certificate = CertificateDer::from_pem_slice(server.certificate.as_bytes()).unwrap();
        let key = PrivateKeyDer::from_pem_slice(server.key.as_bytes()).unwrap();
        let versions = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        Arc::new(versions.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap())
    });
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let config = config.clone();
            thread::spawn(move || {
                let tcp = stream.try_clone().unwrap();
                let stream: Box<dyn Stream> = match config {
                    Some(config) => Box::new(StreamOwned::new(ServerConnection::new(config).unwrap(), stream)),
                    None => Box::new(stream),
                };
                // Who does not want to come in properly stays outside.
                if let Ok(socket) = tungstenite::accept_hdr(stream, admit) {
                    carry(socket, &tcp, TcpStream::connect(broker).unwrap());
                }
            });
        }
    });
    address
}

#[allow(clippy::result_large_err)] // It is the library's.
fn admit(request: &Request, mut response: Response) -> Result<Response, ErrorResponse> {
    if request.uri().path() != PATH {
        let mut refusal = ErrorResponse::new(None);
        *refusal.status_mut() = tungstenite::http::StatusCode::NOT_FOUND;
        return Err(refusal);
    }
    assert_eq!(request.headers().get("Sec-WebSocket-Protocol").unwrap(), "mqtt");
    assert!(!request.headers().contains_key("Authorization"), "user and password belong into MQTT");
    response.headers_mut().insert("Sec-WebSocket-Protocol", "mqtt".parse().unwrap());
    Ok(response)
}

/// Carries bytes both ways until one side ends.
fn carry(mut socket: WebSocket<Box<dyn Stream>>, tcp: &TcpStream, mut broker: TcpStream) {
    tcp.set_read_timeout(Some(Duration::from_millis(5))).unwrap();
    broker.set_read_timeout(Some(Duration::from_millis(5))).unwrap();
    let mut room = vec![0; 64 * 1024];
    loop {
        match socket.read() {
            Ok(Message::Binary(bytes)) => broker.write_all(&bytes).unwrap(),
            Ok(_) => {}
            Err(Error::Io(error)) if is_nothing_yet(error.kind()) => {}
            Err(_) => return,
        }
        match broker.read(&mut room) {
            Ok(0) => return,
            Ok(length) => {
                if socket.send(Message::binary(room[..length].to_vec())).is_err() {
                    return;
                }
            }
            Err(error) if is_nothing_yet(error.kind()) => {}
            Err(_) => return,
        }
    }
}

fn is_nothing_yet(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
