//! One connection to a broker, from the address to its end.

use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use firmware::BrokerUrl;
use firmware::broker_url::Scheme;
use keywright::mqtt::{Frame, Poll, Session};
use percent_encoding::percent_decode_str;
use rumqttc::{
    AsyncClient, ConnectionError, Event, EventLoop, LastWill, MqttOptions, NetworkOptions, Outgoing, Packet, Publish,
    QoS,
};
use tokio::net::lookup_host;
use tokio::time::{Instant, sleep_until, timeout, timeout_at};

use super::failure::Failure;
use super::outbox::{Message, Outbox};
use crate::stop::Stop;
use crate::unit::{Bits, Shared, Wanted};

/// How long a name, a connection, a broker may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long the farewell may take.
const FAREWELL: Duration = Duration::from_millis(1500);
const KEEP_ALIVE: Duration = Duration::from_secs(30);
/// Requests that the client library holds. Few: a value that changes while it waits is then sent once.
const REQUESTS: usize = 16;
/// Longest message that is taken in, so that one that is far too long is answered instead of ending the connection.
const LONGEST_IN: usize = 2 * 1024 * 1024;
const LONGEST_OUT: usize = 256 * 1024;
/// Room for a value.
const PAYLOAD: usize = 64 * 1024;

/// How a connection ended.
#[derive(Debug)]
pub enum End {
    /// The settings ask for another one, or none. The old one has been taken leave of.
    Changed,
    /// The program ends. The connection has been taken leave of.
    Stopped,
    /// It broke, or never was.
    Failed(Failure),
}

type Step = Pin<Box<dyn Future<Output = (EventLoop, Result<Event, ConnectionError>)>>>;

struct Link {
    unit: Rc<Shared>,
    wanted: Wanted,
    address: String,
    session: Box<Session<Bits>>,
    client: AsyncClient,
    outbox: Outbox,
    connected: bool,
    /// When the session wants to be asked again.
    wake: Instant,
    topic: [u8; 256],
    payload: Vec<u8>,
}

/// Connects, and serves the connection to its end.
pub async fn run(unit: Rc<Shared>, wanted: Wanted, mut stop: Stop) -> End {
    let (mut link, step) = match open(unit, wanted).await {
        Ok(opened) => opened,
        Err(failure) => return End::Failed(failure),
    };
    link.serve(step, &mut stop).await
}

async fn open(unit: Rc<Shared>, wanted: Wanted) -> Result<(Link, Step), Failure> {
    if wanted.url.is_empty() {
        return Err(Failure::NoUrl);
    }
    let url = BrokerUrl::parse(&wanted.url).map_err(Failure::Url)?;
    match url.scheme {
        Scheme::Mqtt => {}
        Scheme::Mqtts => return Err(Failure::NotBuiltIn("mqtts")),
        Scheme::Ws => return Err(Failure::NotBuiltIn("ws")),
        Scheme::Wss => return Err(Failure::NotBuiltIn("wss")),
    }
    resolve(&url).await?;
    // The client library joins host and port to one text, in which an IPv6 address needs its brackets.
    let host = if url.host.contains(':') { format!("[{}]", url.host) } else { url.host.to_owned() };
    let address = format!("{host}:{}", url.port);
    let mut session = Box::new(Session::new());
    let connect = unit.with(|unit| session.connect_info(&unit.door()));
    let mut options = MqttOptions::new(connect.client_id.as_str(), host, url.port);
    options
        .set_keep_alive(KEEP_ALIVE)
        .set_clean_session(true)
        .set_max_packet_size(LONGEST_IN, LONGEST_OUT)
        .set_last_will(LastWill::new(connect.will_topic.as_str(), "offline", QoS::AtLeastOnce, true));
    if let Some(user) = url.user {
        options.set_credentials(decode(user), decode(url.password.unwrap_or_default()));
    }
    let (client, mut events) = AsyncClient::new(options, REQUESTS);
    let mut network = NetworkOptions::new();
    network.set_tcp_nodelay(true);
    network.set_connection_timeout(PATIENCE.as_secs());
    events.set_network_options(network);
    let link = Link {
        unit,
        address,
        session,
        client,
        outbox: Outbox::default(),
        connected: false,
        wake: Instant::now(),
        topic: [0; 256],
        payload: vec![0; PAYLOAD],
        wanted,
    };
    Ok((link, Box::pin(step(events))))
}

/// A name that nobody knows is told apart from a host that does not answer, which the client library does not do.
async fn resolve(url: &BrokerUrl<'_>) -> Result<(), Failure> {
    let unknown = || Failure::Name { host: url.host.to_owned() };
    match timeout(PATIENCE, lookup_host((url.host, url.port))).await {
        Ok(Ok(mut found)) => found.next().map(|_| ()).ok_or_else(unknown),
        Ok(Err(_)) | Err(_) => Err(unknown()),
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// One event. It owns the event loop, so that it can be awaited beside other things without being cancelled: what
/// is on its way when it is cancelled is lost.
async fn step(mut events: EventLoop) -> (EventLoop, Result<Event, ConnectionError>) {
    let event = events.poll().await;
    (events, event)
}

impl Link {
    async fn serve(&mut self, mut next: Step, stop: &mut Stop) -> End {
        let mut changes = self.unit.changes();
        loop {
            self.fill();
            tokio::select! {
                (events, event) = &mut next => {
                    match event {
                        Ok(event) => self.handle(event),
                        Err(error) if self.connected => return End::Failed(Failure::connected(error)),
                        Err(error) => return End::Failed(Failure::connecting(error, &self.address)),
                    }
                    next = Box::pin(step(events));
                }
                () = sleep_until(self.wake), if self.connected => {}
                () = changes.wait() => {}
                () = stop.wait() => {
                    self.farewell(next).await;
                    return End::Stopped;
                }
            }
            if self.unit.wanted() != self.wanted {
                self.farewell(next).await;
                return End::Changed;
            }
        }
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Incoming(Packet::ConnAck(_)) => self.begin(),
            Event::Incoming(Packet::Publish(publish)) => self.message(&publish),
            _ => {}
        }
    }

    fn begin(&mut self) {
        tracing::info!("MQTT: connected to {}", self.address);
        self.connected = true;
        self.unit.mqtt_connected();
        self.unit.with(|unit| {
            let now = unit.now();
            self.session.start(&mut unit.door(), now);
        });
        // The first request of a new connection: there is room for it.
        if let Err(error) = self.client.try_subscribe(self.session.subscription(), QoS::AtLeastOnce) {
            tracing::error!(%error, "MQTT: not subscribed");
        }
    }

    fn message(&mut self, publish: &Publish) {
        let mut value = publish.payload.to_vec();
        let mut frame = Frame::new(&mut self.topic, &mut self.payload);
        let answered = self.unit.with(|unit| {
            self.session.message(&mut unit.door(), &publish.topic, &mut value, publish.retain, &mut frame)
        });
        if answered
            && let Some(message) = message(&frame, false, QoS::AtMostOnce)
            && !self.outbox.push(message)
        {
            tracing::warn!("MQTT: a result was dropped, since writes come faster than results can be sent");
        }
        self.unit.touch();
    }

    /// Hands over what the client library has room for.
    fn fill(&mut self) {
        // Where the library has no room, its next event brings the loop here again.
        self.wake = Instant::now() + Duration::from_secs(1);
        while self.connected && self.outbox.drain(&self.client) {
            let mut frame = Frame::new(&mut self.topic, &mut self.payload);
            let polled = self.unit.with(|unit| {
                let now = unit.now();
                (self.session.poll(&mut unit.door(), now, &mut frame), now)
            });
            match polled {
                (Poll::Publish { retain, qos }, _) => {
                    if let Some(message) = message(&frame, retain, quality(qos)) {
                        self.outbox.push(message);
                    }
                }
                (Poll::Wait { until }, now) => {
                    // At least a little: a session that is always due must not keep the program busy.
                    let pause = Duration::from_millis(until.saturating_sub(now).clamp(5, 60_000));
                    self.wake = Instant::now() + pause;
                    return;
                }
            }
        }
    }

    /// Says `offline` on the prefix of this connection, and closes it.
    async fn farewell(&mut self, mut next: Step) {
        if !self.connected {
            return;
        }
        let until = Instant::now() + FAREWELL;
        let mut frame = Frame::new(&mut self.topic, &mut self.payload);
        self.unit.with(|unit| self.session.goodbye(&unit.door(), &mut frame));
        // Acknowledged, so that it is known to have arrived before the connection is closed.
        if let Some(message) = message(&frame, true, QoS::AtLeastOnce) {
            self.outbox.push(message);
        }
        let mut said = false;
        let mut acknowledged = false;
        loop {
            if !said && self.outbox.drain(&self.client) && acknowledged {
                said = self.client.try_disconnect().is_ok();
            }
            let Ok((events, event)) = timeout_at(until, &mut next).await else { break };
            match event {
                Ok(Event::Incoming(Packet::PubAck(_))) => acknowledged = events.state.inflight() == 0,
                Ok(Event::Outgoing(Outgoing::Disconnect)) | Err(_) => break,
                Ok(_) => {}
            }
            next = Box::pin(step(events));
        }
        tracing::info!("MQTT: disconnected from {}", self.address);
    }
}

fn message(frame: &Frame<'_>, retain: bool, qos: QoS) -> Option<Message> {
    Some(Message { topic: frame.topic.as_str()?.to_owned(), payload: frame.payload.filled()?.to_vec(), retain, qos })
}

fn quality(qos: u8) -> QoS {
    match qos {
        0 => QoS::AtMostOnce,
        1 => QoS::AtLeastOnce,
        _ => QoS::ExactlyOnce,
    }
}
