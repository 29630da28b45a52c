//! An MQTT client that remembers what it hears.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use rumqttc::{Client, Event, MqttOptions, Packet, QoS};

use crate::PATIENCE;

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Message {
    pub topic: String,
    pub payload: String,
    /// Whether the broker had kept it, rather than heard it just now.
    pub retained: bool,
}

/// A client that is connected to a broker.
pub struct Mqtt {
    client: Client,
    messages: Receiver<Message>,
    subscribed: Receiver<()>,
    waiting: VecDeque<Message>,
}

impl Mqtt {
    /// A client that hears nothing yet.
    pub fn connect(broker: SocketAddr) -> Self {
        Self::with(Self::options(broker))
    }

    /// With a user name and a password.
    pub fn connect_as(broker: SocketAddr, user: &str, password: &str) -> Self {
        let mut options = Self::options(broker);
        options.set_credentials(user, password);
        Self::with(options)
    }

    fn options(broker: SocketAddr) -> MqttOptions {
        let id = format!("test-{}-{}", std::process::id(), fastrand::u64(..));
        MqttOptions::new(id, broker.ip().to_string(), broker.port())
    }

    fn with(mut options: MqttOptions) -> Self {
        options.set_max_packet_size(4 * 1024 * 1024, 4 * 1024 * 1024).set_keep_alive(Duration::from_secs(60));
        let (client, mut connection) = Client::new(options, 1000);
        let (sender, messages) = channel();
        let (acknowledge, subscribed) = channel();
        thread::spawn(move || {
            for event in connection.iter() {
                let sent = match event {
                    Ok(Event::Incoming(Packet::Publish(publish))) => sender
                        .send(Message {
                            topic: publish.topic,
                            payload: String::from_utf8_lossy(&publish.payload).into_owned(),
                            retained: publish.retain,
                        })
                        .is_ok(),
                    Ok(Event::Incoming(Packet::SubAck(_))) => acknowledge.send(()).is_ok(),
                    Ok(_) => true,
                    Err(_) => false,
                };
                if !sent {
                    break;
                }
            }
        });
        Self { client, messages, subscribed, waiting: VecDeque::new() }
    }

    /// A client that hears what matches a filter.
    pub fn listen(broker: SocketAddr, filter: &str) -> Self {
        let client = Self::connect(broker);
        client.subscribe(filter);
        client
    }

    /// With QoS 0, as values are published: the broker inside hands over at most 100 kept values with QoS 1.
    pub fn subscribe(&self, filter: &str) {
        self.client.subscribe(filter, QoS::AtMostOnce).unwrap();
        self.subscribed.recv_timeout(PATIENCE).expect("the broker acknowledges the subscription");
    }

    /// Publishes a message.
    pub fn publish(&self, topic: &str, payload: impl Into<Vec<u8>>) {
        self.client.publish(topic, QoS::AtLeastOnce, false, payload).unwrap();
    }

    /// Publishes a message that the broker keeps.
    pub fn publish_retained(&self, topic: &str, payload: impl Into<Vec<u8>>) {
        self.client.publish(topic, QoS::AtLeastOnce, true, payload).unwrap();
    }

    /// The next message, of whatever topic.
    pub fn next_message(&mut self) -> Message {
        match self.waiting.pop_front() {
            Some(message) => message,
            None => self.messages.recv_timeout(PATIENCE).expect("a message"),
        }
    }

    /// The next message that is like that; the others stay for later.
    pub fn find(&mut self, what: &str, like: impl Fn(&Message) -> bool) -> Message {
        if let Some(position) = self.waiting.iter().position(&like) {
            return self.waiting.remove(position).unwrap();
        }
        let begin = Instant::now();
        while let Some(left) = PATIENCE.checked_sub(begin.elapsed()) {
            let Ok(message) = self.messages.recv_timeout(left) else { break };
            if like(&message) {
                return message;
            }
            self.waiting.push_back(message);
        }
        panic!("waited in vain for {what}; heard {:?}", self.waiting);
    }

    /// The payload of the next message on a topic.
    pub fn on(&mut self, topic: &str) -> String {
        self.find(topic, |message| message.topic == topic).payload
    }

    /// Waits for a payload on a topic.
    pub fn wait_for(&mut self, topic: &str, payload: &str) -> Message {
        self.find(&format!("{payload} on {topic}"), |message| message.topic == topic && message.payload == payload)
    }

    /// Writes to a key, and returns the result.
    pub fn set(&mut self, prefix: &str, key: &str, payload: impl Into<Vec<u8>>) -> String {
        self.publish(&format!("{prefix}/{key}/set"), payload);
        self.on(&format!("{prefix}/{key}/result"))
    }

    /// All that was heard until a message of one's own comes back, which is after everything that was on its way.
    pub fn so_far(&mut self) -> Vec<Message> {
        let topic = format!("echo/{}", fastrand::u64(..));
        self.subscribe(&topic);
        self.publish(&topic, "");
        let begin = Instant::now();
        loop {
            let left = PATIENCE.checked_sub(begin.elapsed()).expect("the broker answers");
            let message = self.messages.recv_timeout(left).expect("the broker answers");
            if message.topic == topic {
                return self.waiting.drain(..).collect();
            }
            self.waiting.push_back(message);
        }
    }
}

impl Drop for Mqtt {
    fn drop(&mut self) {
        // The connection may be gone already.
        let _ = self.client.disconnect();
    }
}
