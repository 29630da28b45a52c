//! One connection to a broker, from the address to its end.

use embassy_futures::select::{Either3, select3};
use embassy_net::Stack;
use embassy_time::{Duration, Instant, Timer, with_timeout};
use keywright::mqtt::{Connect, Frame, Poll, Reply, Session};
use keywright_device::Application;
use rust_mqtt::buffer::BumpBuffer;
use rust_mqtt::client::Client;
use rust_mqtt::client::event::{Event, Publish};
use rust_mqtt::client::options::{DisconnectOptions, PublicationOptions, SubscriptionOptions, TopicReference};
use rust_mqtt::config::MaximumPacketSize;
use rust_mqtt::types::{QoS, TopicFilter, TopicName};

use super::FAREWELL;
use super::client::{self, IN_FLIGHT, Mqtt, SILENCE, Socket, text};
use super::failure::{Failure, Host};
use super::mqtt_config::MqttConfig;
use super::packet::{NO_PROPERTIES, PublishHead};
use super::route::Route;
use crate::shared::{Changes, Shared};
use crate::unit::now;
use crate::window::Window;

/// How long a connection, from the first packet to the broker's consent, may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often the broker is asked whether it is still there.
const PING: Duration = Duration::from_secs(15);
const RECEIVE: usize = 1024;
const SEND: usize = 2048;
/// Longest packet that comes in.
const PACKET: usize = 3072;
/// Longest payload. A value that is longer is not published.
const PAYLOAD: usize = 2560;
const TOPIC: usize = 256;

/// Memory of the connection.
pub(super) struct LinkBuffers {
    receive: [u8; RECEIVE],
    send: [u8; SEND],
    packet: [u8; PACKET],
    topic: [u8; TOPIC],
    payload: [u8; PAYLOAD],
    value: [u8; PAYLOAD],
}

impl LinkBuffers {
    /// Nothing is in them.
    pub(super) const fn new() -> Self {
        Self {
            receive: [0; RECEIVE],
            send: [0; SEND],
            packet: [0; PACKET],
            topic: [0; TOPIC],
            payload: [0; PAYLOAD],
            value: [0; PAYLOAD],
        }
    }
}

/// How a connection ended.
pub(super) enum End {
    /// The settings ask for another one, or none. The old one has been taken leave of.
    Changed,
    /// It broke, or never was.
    Failed(Failure),
}

struct Link<'b, 'c, A: Application> {
    shared: &'static Shared<A>,
    session: &'c mut Session<A::Bits>,
    socket: &'c Socket<'b>,
    client: Mqtt<'c, 'b, 'c>,
    topic: &'c mut [u8],
    payload: &'c mut [u8],
    value: &'c mut [u8],
    in_flight: usize,
}

/// Connects, and serves the connection to its end.
pub(super) async fn run<A: Application>(
    stack: Stack<'static>,
    shared: &'static Shared<A>,
    config: &MqttConfig,
    session: &mut Session<A::Bits>,
    changes: &mut Changes,
    buffers: &mut LinkBuffers,
) -> End {
    let route = match Route::new(stack, config).await {
        Ok(route) => route,
        Err(failure) => return End::Failed(failure),
    };
    let LinkBuffers { receive, send, packet, topic, payload, value } = buffers;
    let mut bump = BumpBuffer::new(packet);
    let socket = match Socket::open(stack, &route, Instant::now() + PATIENCE, receive, send).await {
        Ok(socket) => socket,
        Err(failure) => return End::Failed(failure),
    };
    let socket = &socket;
    let mut link =
        Link { shared, session, socket, client: Client::new(&mut bump), topic, payload, value, in_flight: 0 };
    match with_timeout(PATIENCE, link.connect(&route)).await {
        Ok(Ok(())) => {}
        Ok(Err(failure)) => return End::Failed(failure),
        Err(_) => return End::Failed(Failure::Mute(Host::new(route.host), route.port)),
    }
    log::info!("MQTT: connected to {}:{}", route.host, route.port);
    match link.serve(config, changes).await {
        Ok(()) => {
            let _ = with_timeout(FAREWELL, link.farewell()).await;
            log::info!("MQTT: disconnected from {}:{}", route.host, route.port);
            End::Changed
        }
        Err(failure) => End::Failed(failure),
    }
}

impl<'b, A: Application> Link<'b, '_, A> {
    async fn connect(&mut self, route: &Route<'_>) -> Result<(), Failure> {
        let connect = self.shared.with(|unit| self.session.connect_info(&unit.device()));
        let Connect { client_id, will_topic } = &connect;
        let transport = self.socket.transport();
        client::connect(&mut self.client, transport, route, client_id, Some(will_topic), PACKET).await?;
        self.session.limit(match self.client.server_config().maximum_packet_size {
            MaximumPacketSize::Unlimited => None,
            MaximumPacketSize::Limit(bytes) => usize::try_from(bytes.get()).ok(),
        });
        self.shared.mqtt_connected();
        self.shared.with(|unit| self.session.start(&mut unit.device(), now()));
        // A prefix holds no wildcards: what is set is checked.
        for filter in self.session.subscriptions().filter_map(|filter| TopicFilter::new(text(filter))) {
            let options = SubscriptionOptions::new().at_least_once();
            self.client.subscribe(filter, &options).await.map_err(|error| Failure::lost(&error))?;
        }
        Ok(())
    }

    /// Until the settings ask for something else.
    async fn serve(&mut self, config: &MqttConfig, changes: &mut Changes) -> Result<(), Failure> {
        let (mut heard, mut asked) = (Instant::now(), Instant::now());
        loop {
            if MqttConfig::of(self.shared) != *config {
                return Ok(());
            }
            let due = self.fill().await?;
            if heard.elapsed() > SILENCE {
                return Err(Failure::Lost("the broker does not answer any more"));
            }
            if asked.elapsed() >= PING {
                asked = Instant::now();
                self.client.ping().await.map_err(|error| Failure::lost(&error))?;
            }
            let wake = Timer::at(due.min(asked + PING));
            if let Either3::First(header) = select3(self.client.poll_header(), changes.wait(), wake).await {
                let header = header.map_err(|error| Failure::lost(&error))?;
                let event = self.client.poll_body(header).await.map_err(|error| Failure::lost(&error))?;
                heard = Instant::now();
                self.handle(event).await?;
            }
        }
    }

    /// Sends what is to be sent. Returns when there is more.
    async fn fill(&mut self) -> Result<Instant, Failure> {
        while self.in_flight < IN_FLIGHT {
            let mut frame = Frame::new(self.topic, self.payload);
            let polled = self.shared.with(|unit| self.session.poll(&mut unit.device(), now(), &mut frame));
            match polled {
                Poll::Publish { retain, qos } => {
                    let (topic, payload) = (frame.topic.len(), frame.payload.len());
                    self.publish(topic, payload, retain, qos).await?;
                }
                Poll::PublishLong { length, .. } => {
                    let topic = frame.topic.len();
                    self.publish_long(topic, length).await?;
                }
                Poll::Wait { until } => {
                    // At least a little: a session that is always due must not keep the device busy.
                    let pause = until.saturating_sub(now()).clamp(5, 60_000);
                    return Ok(Instant::now() + Duration::from_millis(pause));
                }
            }
        }
        Ok(Instant::now() + PING)
    }

    /// Sends what is in the buffers.
    async fn publish(&mut self, topic: usize, payload: usize, retain: bool, qos: u8) -> Result<(), Failure> {
        let topic = self.topic.get(..topic).and_then(|topic| core::str::from_utf8(topic).ok());
        let (Some(topic), Some(payload)) = (topic, self.payload.get(..payload)) else { return Ok(()) };
        // A topic with wildcards is none: what is set is checked.
        let Some(topic) = TopicName::new(text(topic)) else { return Ok(()) };
        let qos = if qos == 0 { QoS::AtMostOnce } else { QoS::AtLeastOnce };
        let mut options = PublicationOptions::new(TopicReference::Name(topic)).qos(qos);
        options.retain = retain;
        match self.client.publish(&options, payload.into()).await {
            Ok(identifier) => self.in_flight += usize::from(identifier.is_some()),
            // Longer than the broker takes: as if it were not there.
            Err(error) if error.is_recoverable() => {}
            Err(error) => return Err(Failure::lost(&error)),
        }
        Ok(())
    }

    /// Sends a message that is longer than the buffers, in pieces that are made one after the other. The client library
    /// can't: it would want all of it at once. With QoS 0, so that the library need not know of it.
    async fn publish_long(&mut self, topic: usize, length: usize) -> Result<(), Failure> {
        let Some(topic) = self.topic.get(..topic) else { return Ok(()) };
        let head = PublishHead::new(topic.len(), length);
        for part in [head.bytes(), topic, &[NO_PROPERTIES]] {
            self.send(part).await?;
        }
        let mut from = 0;
        while from < length {
            let mut out = Window::behind(from, self.payload);
            self.shared.with(|unit| self.session.write_long(&unit.device(), &mut out));
            if out.len() != length {
                // A name in it has changed: the broker has the beginning of what is no longer true.
                return Err(Failure::Lost("what was being sent has changed"));
            }
            let piece = self.payload.len().min(length - from);
            self.send(self.payload.get(..piece).unwrap_or_default()).await?;
            from += piece;
        }
        Ok(())
    }

    /// Sends bytes beside the client.
    async fn send(&self, bytes: &[u8]) -> Result<(), Failure> {
        match with_timeout(SILENCE, self.socket.write_all(bytes)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Failure::Lost("the broker closed it, or does not answer any more")),
            Err(_) => Err(Failure::Lost("the broker takes nothing in")),
        }
    }

    async fn handle(&mut self, event: Event<'b, 0, 0>) -> Result<(), Failure> {
        let mut answer = None;
        match event {
            Event::Publish(publish) => answer = self.message(&publish),
            Event::PublishAcknowledged(_) | Event::PublishRejected(_) => {
                self.in_flight = self.in_flight.saturating_sub(1);
            }
            Event::Suback(answer) if !answer.reason_code.is_success() => {
                let text = Failure::NotSubscribed(answer.reason_code).text();
                log::warn!("MQTT: {text}");
                self.shared.mqtt_remark(&text);
            }
            _ => {}
        }
        client::forget(&mut self.client);
        if let Some((topic, payload, Reply { retain })) = answer {
            self.publish(topic, payload, retain, 0).await?;
        }
        Ok(())
    }

    /// Carries a message out. Returns the answer, with its lengths in the buffers.
    fn message(&mut self, publish: &Publish<'_, 0, 0>) -> Option<(usize, usize, Reply)> {
        let topic = publish.topic.name()?;
        let message = publish.message.as_bytes();
        let value = self.value.get_mut(..message.len())?;
        value.copy_from_slice(message);
        let mut frame = Frame::new(self.topic, self.payload);
        let answer = self.shared.with(|unit| {
            let topic: &str = topic.as_ref().as_str();
            self.session.message(&mut unit.device(), topic, value, publish.retain, &mut frame)
        });
        let lengths = (frame.topic.len(), frame.payload.len());
        self.shared.touch();
        answer.map(|answer| (lengths.0, lengths.1, answer))
    }

    /// Says `offline` on the prefix of this connection, and closes it.
    async fn farewell(&mut self) {
        let mut frame = Frame::new(self.topic, self.payload);
        self.shared.with(|unit| self.session.goodbye(&unit.device(), &mut frame));
        let (topic, payload) = (frame.topic.len(), frame.payload.len());
        if self.publish(topic, payload, true, 0).await.is_ok()
            && self.client.disconnect(&DisconnectOptions::new()).await.is_ok()
        {
            self.socket.close().await;
        }
    }
}
