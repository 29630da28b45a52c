//! One connection to a broker, from the address to its end.

use std::cell::RefCell;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::time::Duration;

use keywright::mqtt::{Frame, Poll, Reply, Session};
use rumqttc::{
    AsyncClient, ConnectionError, Event, EventLoop, LastWill, MqttOptions, NetworkOptions, Outgoing, Packet, Publish,
    QoS, SubscribeReasonCode,
};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::diagnose;
use super::failure::Failure;
use super::key_names::KeyNames;
use super::outbox::{Message, Outbox};
use super::transport::Route;
use crate::program::Program;
use crate::stop::Stop;
use crate::unit::{Bits, MqttConfig, Shared};

/// How long a connection, from the first packet to the broker's consent, may take.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// How long the farewell may take.
const FAREWELL: Duration = Duration::from_millis(1500);
/// Requests that the client library holds. Few: a value that changes while it waits is then sent once.
const REQUESTS: usize = 16;
/// Longest message that is taken in, so that one that is far too long is answered instead of ending the connection.
const LONGEST_IN: usize = 2 * 1024 * 1024;
/// What announces the device to Home Assistant in one message is longer than any value.
const LONGEST_OUT: usize = 4 * 1024 * 1024;
/// What the operating system may hold back for a slow broker. Little: what waits there is not the newest value.
const SEND_BUFFER: u32 = 16 * 1024;
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

/// What outlives a connection.
pub type Memory<P> = Rc<RefCell<Session<Bits<P>>>>;

struct Link<P: Program> {
    unit: Rc<Shared<P>>,
    config: MqttConfig,
    route: Route,
    session: Memory<P>,
    client: AsyncClient,
    outbox: Outbox,
    connected: bool,
    /// When the session wants to be asked again.
    wake: Instant,
    topic: [u8; 256],
    payload: Vec<u8>,
}

/// Connects, and serves the connection to its end.
pub async fn run<P: Program>(
    unit: Rc<Shared<P>>,
    config: MqttConfig,
    session: Memory<P>,
    keep_alive: Duration,
    mut stop: Stop,
) -> End {
    let route = match unless_changed(&unit, &config, &mut stop, Route::new(&config)).await {
        Ok(Ok(route)) => route,
        Ok(Err(failure)) => return End::Failed(failure),
        Err(end) => return end,
    };
    let (mut link, step) = open(unit, config, route, session, keep_alive);
    match link.serve(step, keep_alive, &mut stop).await {
        Ok(end) => end,
        Err(error) if link.connected => End::Failed(diagnose::after(error)),
        Err(error) => {
            let diagnosis = diagnose::before(error, &link.route);
            match unless_changed(&link.unit, &link.config, &mut stop, diagnosis).await {
                Ok(failure) => End::Failed(failure),
                Err(end) => end,
            }
        }
    }
}

/// Waits for something, unless it is no longer wanted.
async fn unless_changed<P: Program, T>(
    unit: &Shared<P>,
    config: &MqttConfig,
    stop: &mut Stop,
    something: impl Future<Output = T>,
) -> Result<T, End> {
    let mut changes = unit.changes();
    let mut something = pin!(something);
    loop {
        tokio::select! {
            result = &mut something => return Ok(result),
            () = changes.wait() => if unit.mqtt_config() != *config {
                return Err(End::Changed);
            },
            () = stop.wait() => return Err(End::Stopped),
        }
    }
}

fn open<P: Program>(
    unit: Rc<Shared<P>>,
    config: MqttConfig,
    route: Route,
    session: Memory<P>,
    keep_alive: Duration,
) -> (Link<P>, Step) {
    let connect = unit.with(|unit| session.borrow_mut().connect_info(&unit.device()));
    let mut options = options(&route, &connect.client_id);
    options.set_keep_alive(keep_alive).set_last_will(LastWill::new(
        connect.will_topic.as_str(),
        "offline",
        QoS::AtLeastOnce,
        true,
    ));
    let (client, mut events) = AsyncClient::new(options, REQUESTS);
    events.set_network_options(network(PATIENCE));
    let link = Link {
        unit,
        config,
        route,
        session,
        client,
        outbox: Outbox::default(),
        connected: false,
        wake: Instant::now(),
        topic: [0; 256],
        payload: vec![0; PAYLOAD],
    };
    (link, Box::pin(step(events)))
}

/// What every connection has in common.
pub fn options(route: &Route, client_id: &str) -> MqttOptions {
    let mut options = route.options(client_id);
    options.set_clean_session(true).set_max_packet_size(LONGEST_IN, LONGEST_OUT);
    options
}

/// A connection that is given up where nothing happens for so long, in whole seconds.
pub fn network(patience: Duration) -> NetworkOptions {
    let mut network = NetworkOptions::new();
    network.set_tcp_nodelay(true);
    network.set_tcp_send_buffer_size(SEND_BUFFER);
    network.set_connection_timeout(patience.as_secs());
    network
}

/// One event. It owns the event loop, so that it can be awaited beside other things without being cancelled: what
/// is on its way when it is cancelled is lost.
async fn step(mut events: EventLoop) -> (EventLoop, Result<Event, ConnectionError>) {
    let event = events.poll().await;
    (events, event)
}

impl<P: Program> Link<P> {
    async fn serve(&mut self, mut next: Step, keep_alive: Duration, stop: &mut Stop) -> Result<End, ConnectionError> {
        let mut changes = self.unit.changes();
        loop {
            self.fill();
            tokio::select! {
                (mut events, event) = &mut next => {
                    if self.handle(event?) {
                        // From here on it is how long the broker may take nothing in.
                        events.set_network_options(network(keep_alive));
                    }
                    next = Box::pin(step(events));
                }
                () = sleep_until(self.wake), if self.connected => {}
                () = changes.wait() => {}
                () = stop.wait() => {
                    self.farewell(next).await;
                    return Ok(End::Stopped);
                }
            }
            if self.unit.mqtt_config() != self.config {
                self.farewell(next).await;
                return Ok(End::Changed);
            }
        }
    }

    /// True if the connection begins with this.
    fn handle(&mut self, event: Event) -> bool {
        match event {
            Event::Incoming(Packet::ConnAck(_)) => {
                self.begin();
                return true;
            }
            Event::Incoming(Packet::Publish(publish)) => self.message(&publish),
            Event::Incoming(Packet::SubAck(answer)) if answer.return_codes.contains(&SubscribeReasonCode::Failure) => {
                let text = Failure::NotSubscribed.text(&KeyNames::of(P::TABLES));
                tracing::warn!("MQTT: {text}");
                self.unit.mqtt_remark(&text);
            }
            _ => {}
        }
        false
    }

    fn begin(&mut self) {
        tracing::info!("MQTT: connected to {}", self.route.address);
        self.connected = true;
        self.unit.mqtt_connected();
        self.unit.with(|unit| {
            let now = unit.now();
            self.session.borrow_mut().start(&mut unit.device(), now);
        });
        // The first requests of a new connection: there is room for them.
        let session = self.session.borrow();
        for filter in session.subscriptions() {
            if let Err(error) = self.client.try_subscribe(filter, QoS::AtLeastOnce) {
                tracing::error!(%error, "MQTT: not subscribed");
            }
        }
    }

    fn message(&mut self, publish: &Publish) {
        let mut value = publish.payload.to_vec();
        let mut frame = Frame::new(&mut self.topic, &mut self.payload);
        let answer = self.unit.with(|unit| {
            self.session.borrow_mut().message(
                &mut unit.device(),
                &publish.topic,
                &mut value,
                publish.retain,
                &mut frame,
            )
        });
        if let Some(Reply { retain }) = answer
            && let Some(message) = message(&frame, retain, QoS::AtMostOnce)
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
                (self.session.borrow_mut().poll(&mut unit.device(), now, &mut frame), now)
            });
            match polled {
                (Poll::Publish { retain, qos }, _) => {
                    if let Some(message) = message(&frame, retain, quality(qos)) {
                        self.outbox.push(message);
                    }
                }
                (Poll::PublishLong { qos, length }, _) => {
                    let mut payload = Vec::with_capacity(length);
                    self.unit.with(|unit| self.session.borrow().write_long(&unit.device(), &mut payload));
                    if let Some(message) = message(&frame, true, quality(qos)) {
                        self.outbox.push(Message { payload, ..message });
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
        self.unit.with(|unit| self.session.borrow().goodbye(&unit.device(), &mut frame));
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
        tracing::info!("MQTT: disconnected from {}", self.route.address);
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
