//! A listener that plays the broker, in the version of MQTT in which it is spoken to: 3.1.1 or 5.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};

use crate::PATIENCE;

/// A listener that plays the broker.
pub struct Fake(TcpListener);

/// What a client said to get in.
#[derive(Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Hello {
    /// 4 for MQTT 3.1.1, 5 for MQTT 5.
    pub version: u8,
    pub client_id: String,
    pub will_topic: String,
    pub will_payload: String,
    pub will_retained: bool,
    pub user: String,
    pub password: String,
}

/// A client that was let in, or refused.
pub struct Guest {
    /// What it said.
    pub hello: Hello,
    stream: TcpStream,
}

/// Why a client is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum No {
    ClientId,
    NotAvailable,
    Password,
    NotAuthorized,
}

impl No {
    fn code(self, version: u8) -> u8 {
        match (self, version) {
            (Self::ClientId, 5) => 0x85,
            (Self::NotAvailable, 5) => 0x88,
            (Self::Password, 5) => 0x86,
            (Self::NotAuthorized, 5) => 0x87,
            (Self::ClientId, _) => 2,
            (Self::NotAvailable, _) => 3,
            (Self::Password, _) => 4,
            (Self::NotAuthorized, _) => 5,
        }
    }
}

impl Default for Fake {
    fn default() -> Self {
        Self::new()
    }
}

impl Fake {
    /// Listens on a free port.
    ///
    /// # Panics
    /// There is none.
    pub fn new() -> Self {
        Self(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port"))
    }

    /// Where it listens.
    ///
    /// # Panics
    /// It does not.
    pub fn address(&self) -> SocketAddr {
        self.0.local_addr().expect("an address")
    }

    /// Waits for a client, and lets it in.
    pub fn accept(&self) -> Guest {
        self.answer(None)
    }

    /// Waits for a client, and refuses it.
    pub fn refuse(&self, why: No) -> Guest {
        self.answer(Some(why))
    }

    fn answer(&self, why: Option<No>) -> Guest {
        let (mut stream, _) = self.0.accept().expect("a client");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        let hello = read_connect(&mut stream);
        let code = why.map_or(0, |why| why.code(hello.version));
        let answer: &[u8] = if hello.version == 5 { &[0x20, 3, 0, code, 0] } else { &[0x20, 2, 0, code] };
        stream.write_all(answer).expect("the client is there");
        Guest { hello, stream }
    }

    /// Waits for a client, and sends it bytes.
    ///
    /// # Panics
    /// It is gone.
    pub fn say(&self, bytes: &[u8]) -> TcpStream {
        let (mut stream, _) = self.0.accept().expect("a client");
        stream.write_all(bytes).expect("the client is there");
        stream
    }
}

impl Guest {
    /// Reads one packet: its first byte, which holds kind and flags, and what follows its length.
    ///
    /// # Panics
    /// There is none.
    pub fn packet(&mut self) -> (u8, Vec<u8>) {
        read_packet(&mut self.stream)
    }

    /// Acknowledges a subscription with a reason.
    ///
    /// # Panics
    /// The client is gone.
    pub fn acknowledge(&mut self, subscribe: &[u8], reason: u8) {
        let [first, second, ..] = *subscribe else { panic!("no subscription: {subscribe:?}") };
        let answer = match self.hello.version {
            5 => vec![0x90, 4, first, second, 0, reason],
            _ => vec![0x90, 3, first, second, reason],
        };
        self.stream.write_all(&answer).expect("the client is there");
    }

    /// Sends bytes, if the client is still there.
    pub fn say(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes);
    }

    /// Waits until the client closes the connection.
    ///
    /// # Panics
    /// It says something else.
    pub fn await_end(&mut self) {
        assert_eq!(self.stream.read(&mut [0]).expect("an end"), 0);
    }
}

fn read_packet(stream: &mut TcpStream) -> (u8, Vec<u8>) {
    let mut first = [0];
    stream.read_exact(&mut first).expect("a packet");
    let (mut length, mut shift, mut byte) = (0, 0, [0x80]);
    while byte[0] & 0x80 != 0 {
        stream.read_exact(&mut byte).expect("a length");
        length |= usize::from(byte[0] & 0x7f) << shift;
        shift += 7;
    }
    let mut packet = vec![0; length];
    stream.read_exact(&mut packet).expect("a whole packet");
    (first[0], packet)
}

fn read_connect(stream: &mut TcpStream) -> Hello {
    let (kind, packet) = read_packet(stream);
    assert_eq!(kind, 0x10, "CONNECT");
    // Behind the protocol's name: its version, flags, and the seconds of the keep-alive.
    let (version, flags) = (packet[6], packet[7]);
    let mut rest = Rest { bytes: &packet[10..], version };
    rest.skip_properties();
    let mut hello = Hello { version, client_id: rest.text(), will_retained: flags & 0x20 != 0, ..Hello::default() };
    if flags & 0x04 != 0 {
        rest.skip_properties();
        hello.will_topic = rest.text();
        hello.will_payload = rest.text();
    }
    if flags & 0x80 != 0 {
        hello.user = rest.text();
    }
    if flags & 0x40 != 0 {
        hello.password = rest.text();
    }
    hello
}

struct Rest<'p> {
    bytes: &'p [u8],
    version: u8,
}

impl Rest<'_> {
    fn text(&mut self) -> String {
        let length = usize::from(u16::from_be_bytes([self.bytes[0], self.bytes[1]]));
        let text = String::from_utf8_lossy(&self.bytes[2..2 + length]).into_owned();
        self.bytes = &self.bytes[2 + length..];
        text
    }

    /// MQTT 5 has properties here; those of such a device are shorter than 128 bytes.
    fn skip_properties(&mut self) {
        if self.version == 5 {
            let length = usize::from(self.bytes[0]);
            assert!(length < 0x80, "longer properties than expected");
            self.bytes = &self.bytes[1 + length..];
        }
    }
}
