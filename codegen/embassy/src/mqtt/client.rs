//! A connection to a broker, as far as all of them are the same.

use core::cell::RefCell;
use core::future::poll_fn;
use core::num::NonZero;
use core::pin::pin;
use core::task::{Context, Poll};

use embassy_net::Stack;
use embassy_net::tcp::{ConnectError, Error, TcpSocket};
use embassy_time::{Duration, Instant, with_deadline};
use embedded_io_async::{ErrorType, Read, Write};
use keywright::mqtt::SUBSCRIPTIONS;
use rust_mqtt::buffer::BumpBuffer;
use rust_mqtt::client::options::{ConnectOptions, WillOptions};
use rust_mqtt::client::{Client, MqttError};
use rust_mqtt::config::KeepAlive;
use rust_mqtt::types::{MqttBinary, MqttString, TopicName};

use super::failure::{Failure, Host};
use super::route::Route;

/// The broker takes the device for lost after one and a half of it, in seconds.
const KEEP_ALIVE: NonZero<u16> = NonZero::new(30).unwrap();
/// After how long a silence the broker is not there any more.
pub(super) const SILENCE: Duration = Duration::from_secs(40);
/// Messages that wait for an acknowledgement.
pub(super) const IN_FLIGHT: usize = 4;

/// One kind of client for every connection, since each kind costs tens of KB of code.
pub(super) type Mqtt<'a, 'b, 's> =
    Client<'a, 'b, Transport<'s, 'b>, BumpBuffer<'b>, SUBSCRIPTIONS, IN_FLIGHT, IN_FLIGHT, 0, 0, 0, 0>;

/// A connection. It is shared: what the client can't send, because it would need all of it in memory, goes out beside it.
pub(super) struct Socket<'b>(RefCell<TcpSocket<'b>>);

/// The client's way to a connection. What is written goes out without waiting for what was written before to be
/// acknowledged.
pub(super) struct Transport<'s, 'b>(&'s Socket<'b>);

impl ErrorType for Transport<'_, '_> {
    type Error = Error;
}

impl Read for Transport<'_, '_> {
    async fn read(&mut self, bytes: &mut [u8]) -> Result<usize, Error> {
        poll_fn(|context| self.0.poll_read(bytes, context)).await
    }
}

impl Write for Transport<'_, '_> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Error> {
        poll_fn(|context| self.0.poll_write(bytes, context)).await
    }

    async fn flush(&mut self) -> Result<(), Error> {
        Ok(())
    }
}

impl<'b> Socket<'b> {
    /// Connects it.
    pub(super) async fn open(
        stack: Stack<'static>,
        route: &Route<'_>,
        until: Instant,
        receive: &'b mut [u8],
        send: &'b mut [u8],
    ) -> Result<Self, Failure> {
        let mut socket = TcpSocket::new(stack, receive, send);
        socket.set_nagle_enabled(false);
        socket.set_timeout(Some(SILENCE));
        let host = || Host::new(route.host);
        match with_deadline(until, socket.connect((route.address, route.port))).await {
            Ok(Ok(())) => Ok(Self(RefCell::new(socket))),
            Ok(Err(ConnectError::ConnectionReset)) => Err(Failure::Refused(host(), route.port)),
            Ok(Err(_)) | Err(_) => Err(Failure::Silent(host(), route.port)),
        }
    }

    /// Writes what there is room for. Made anew for each try, which costs nothing: what waits is the socket, not the future.
    // Not inlined: the client writes each field of each packet by itself.
    #[inline(never)]
    fn poll_write(&self, bytes: &[u8], context: &mut Context<'_>) -> Poll<Result<usize, Error>> {
        let mut socket = self.0.borrow_mut();
        pin!(socket.write(bytes)).poll(context)
    }

    /// Reads what has come. See [`Socket::poll_write`].
    #[inline(never)]
    fn poll_read(&self, bytes: &mut [u8], context: &mut Context<'_>) -> Poll<Result<usize, Error>> {
        let mut socket = self.0.borrow_mut();
        pin!(socket.read(bytes)).poll(context)
    }

    /// The client's way to it.
    pub(super) fn transport(&self) -> Transport<'_, 'b> {
        Transport(self)
    }

    /// Sends bytes beside the client. Not while it is sending.
    pub(super) async fn write_all(&self, bytes: &[u8]) -> Result<(), Error> {
        self.transport().write_all(bytes).await
    }

    /// Closes it, and waits until all is sent.
    pub(super) async fn close(&self) {
        self.0.borrow_mut().close();
        // Who does not take it in loses the connection anyway.
        let _ = poll_fn(|context| pin!(self.0.borrow_mut().flush()).poll(context)).await;
    }
}

/// Asks the broker for a connection. The last will, if there is a topic for it, says `offline`. The broker is told to
/// send nothing longer than `packet` bytes.
pub(super) async fn connect<'s, 'b>(
    client: &mut Mqtt<'_, 'b, 's>,
    transport: Transport<'s, 'b>,
    route: &Route<'_>,
    client_id: &str,
    will: Option<&str>,
    packet: usize,
) -> Result<(), Failure> {
    let mut options = ConnectOptions::new().clean_start().keep_alive(KeepAlive::Seconds(KEEP_ALIVE));
    if let Some(packet) = u32::try_from(packet).ok().and_then(NonZero::new) {
        options = options.maximum_packet_size(packet);
    }
    if let Some(topic) = will.and_then(|topic| TopicName::new(text(topic))) {
        options = options.will(WillOptions::new(topic, binary(b"offline")).at_least_once().retain());
    }
    if let Some(user) = route.user.as_deref().and_then(|user| core::str::from_utf8(user).ok()) {
        options = options.user_name(text(user));
    }
    if let Some(password) = &route.password {
        options = options.password(binary(password));
    }
    let connected = client.connect(transport, &options, Some(text(client_id))).await.map(|_| ());
    forget(client);
    connected.map_err(|error| match error {
        MqttError::Disconnect { reason, .. } => Failure::Rejected(reason),
        _ => Failure::NotMqtt(Host::new(route.host), route.port),
    })
}

/// Frees the memory of the packet that was received last.
#[allow(unsafe_code, reason = "the library's buffer has no other way to be used again")]
pub(super) fn forget(client: &mut Mqtt<'_, '_, '_>) {
    // SAFETY: what the last packet was turned into, an event or the answer to a connect, has been dropped: nothing
    // that lives on borrows from the buffer.
    unsafe { client.buffer_mut().reset() }
}

pub(super) fn text(text: &str) -> MqttString<'_> {
    // At most 256 bytes, and without zeros: topics, client ids and logins.
    MqttString::from_str(text).unwrap_or_default()
}

fn binary(bytes: &[u8]) -> MqttBinary<'_> {
    // At most 128 bytes.
    MqttBinary::from_slice(bytes).unwrap_or_default()
}
