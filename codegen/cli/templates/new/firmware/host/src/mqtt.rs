//! MQTT 3.1.1 over TCP. What is sent and answered is `keywright::mqtt::Session`'s business; this keeps the connection.

use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use firmware::api::mqtt::Session;
use keywright::mqtt::{Frame, Poll, Reply};
use rumqttc::{
    AsyncClient, ConnectionError, Event, EventLoop, LastWill, MqttOptions, Packet, Publish, QoS,
};
use tokio::time::{Instant, sleep, sleep_until};

use crate::device::Device;

/// Pause between two tries.
const PAUSE: Duration = Duration::from_secs(3);
const KEEP_ALIVE: Duration = Duration::from_secs(30);
/// Longest message in and out.
const LONGEST: usize = 64 * 1024;
/// Messages that the client library holds. Few: a value that changes while it waits is then sent once.
const REQUESTS: usize = 16;
/// Most answers that wait for the library; values are made when there is room for them.
const MOST_ANSWERS: usize = 256;

/// Keeps the connection that the key `broker` asks for.
pub async fn run(device: Rc<Device>) {
    let mut failed = false;
    loop {
        let url = device.broker();
        let mut changes = device.changes();
        let result = match Link::open(&device, &url) {
            Some(link) => link.serve(&mut failed).await,
            None if url.is_empty() => Ok(()),
            None => Err("an address is such as mqtt://192.168.0.2:1883".to_owned()),
        };
        if let Err(error) = result
            && !failed
        {
            eprintln!("MQTT: {url}: {error}; it is tried again every {} s", PAUSE.as_secs());
            failed = true;
        }
        // Until it is time for the next try, or there is another broker to try.
        let retry = sleep(if url.is_empty() { Duration::MAX } else { PAUSE });
        tokio::pin!(retry);
        while device.broker() == url {
            tokio::select! {
                () = &mut retry => break,
                _ = changes.recv() => {}
            }
        }
        failed &= device.broker() == url;
    }
}

type Step = Pin<Box<dyn Future<Output = (EventLoop, Result<Event, ConnectionError>)>>>;

/// One event. It owns the event loop, so that it can be awaited beside other things without being cancelled: what is
/// on its way when it is cancelled is lost.
fn step(mut events: EventLoop) -> Step {
    Box::pin(async move {
        let event = events.poll().await;
        (events, event)
    })
}

/// A message on its way out.
struct Message {
    topic: String,
    payload: Vec<u8>,
    qos: QoS,
    retain: bool,
}

impl Message {
    fn new(frame: &Frame<'_>, qos: u8, retain: bool) -> Option<Self> {
        let qos = match qos {
            0 => QoS::AtMostOnce,
            1 => QoS::AtLeastOnce,
            _ => QoS::ExactlyOnce,
        };
        let topic = frame.topic.as_str()?.to_owned();
        Some(Self { topic, payload: frame.payload.filled()?.to_vec(), qos, retain })
    }
}

/// One connection to a broker.
struct Link<'a> {
    device: &'a Device,
    url: &'a str,
    session: Session,
    client: AsyncClient,
    next: Step,
    waiting: VecDeque<Message>,
    connected: bool,
    topic: [u8; 256],
    payload: Vec<u8>,
}

impl<'a> Link<'a> {
    /// Nothing if `url` is no address: `mqtt://host`, `mqtt://host:port`.
    fn open(device: &'a Device, url: &'a str) -> Option<Self> {
        let address = url.strip_prefix("mqtt://")?.trim_end_matches('/');
        let (host, port) = match address.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().ok()?),
            None => (address, 1883),
        };
        if host.is_empty() || host.contains(['/', '@']) {
            return None;
        }
        let mut session = Session::new();
        let connect = device.connect_info(&mut session);
        let will = LastWill::new(connect.will_topic.as_str(), "offline", QoS::AtLeastOnce, true);
        let mut options = MqttOptions::new(connect.client_id.as_str(), host, port);
        options
            .set_keep_alive(KEEP_ALIVE)
            .set_max_packet_size(LONGEST, LONGEST)
            .set_last_will(will);
        let (client, events) = AsyncClient::new(options, REQUESTS);
        Some(Self {
            device,
            url,
            session,
            client,
            next: step(events),
            waiting: VecDeque::new(),
            connected: false,
            topic: [0; 256],
            payload: vec![0; LONGEST / 2],
        })
    }

    /// Serves the connection until it breaks, or another broker is asked for. It is not taken leave of: the broker
    /// then publishes the last will.
    async fn serve(mut self, failed: &mut bool) -> Result<(), String> {
        let mut changes = self.device.changes();
        while self.device.broker() == self.url {
            let wake = self.fill();
            tokio::select! {
                (events, event) = &mut self.next => {
                    match event.map_err(|error| error.to_string())? {
                        Event::Incoming(Packet::ConnAck(_)) => {
                            self.begin();
                            *failed = false;
                        }
                        Event::Incoming(Packet::Publish(publish)) => self.message(&publish),
                        _ => {}
                    }
                    self.next = step(events);
                }
                () = sleep_until(wake) => {}
                _ = changes.recv() => {}
            }
        }
        Ok(())
    }

    fn begin(&mut self) {
        eprintln!("MQTT: connected to {}", self.url);
        self.connected = true;
        self.device.start_session(&mut self.session);
        // The first requests of a new connection: there is room for them.
        for filter in self.session.subscriptions() {
            let _ = self.client.try_subscribe(filter, QoS::AtLeastOnce);
        }
    }

    fn message(&mut self, publish: &Publish) {
        let mut frame = Frame::new(&mut self.topic, &mut self.payload);
        let answer = self.device.message(&mut self.session, publish, &mut frame);
        if let Some(Reply { retain }) = answer
            && self.waiting.len() < MOST_ANSWERS
        {
            self.waiting.extend(Message::new(&frame, 0, retain));
        }
    }

    /// Hands over what the client library has room for. Returns when to do so again; an event may come first.
    fn fill(&mut self) -> Instant {
        let now = Instant::now();
        while self.connected {
            if let Some(Message { topic, payload, qos, retain }) = self.waiting.front() {
                if self.client.try_publish(topic, *qos, *retain, payload.as_slice()).is_err() {
                    break;
                }
                self.waiting.pop_front();
                continue;
            }
            let mut frame = Frame::new(&mut self.topic, &mut self.payload);
            match self.device.poll_session(&mut self.session, &mut frame) {
                Poll::Publish { retain, qos } => self.waiting.extend(Message::new(&frame, qos, retain)),
                Poll::PublishLong { qos, length } => {
                    let payload = self.device.long_message(&self.session, length);
                    let message = Message::new(&frame, qos, true);
                    self.waiting.extend(message.map(|message| Message { payload, ..message }));
                }
                Poll::Wait { until } => {
                    // At least a little: a session that is always due must not keep the program busy.
                    let pause = until.saturating_sub(self.device.now()).clamp(5, 60_000);
                    return now + Duration::from_millis(pause);
                }
            }
        }
        now + Duration::from_secs(1)
    }
}
