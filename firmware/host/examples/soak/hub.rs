//! The MQTT client of the soak, straight at the broker: it watches values, hands results to the writers, and publishes.

use std::collections::{HashMap, HashSet};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rumqttc::{Client, Connection, Event, MqttOptions, Packet, Publish, QoS};

use crate::tally::Count;
use crate::world::{Watcher, World};

/// What is published and not yet sent; more of it is dropped.
const WAITING: usize = 200;

/// The client.
pub struct Hub {
    client: Client,
    results: Mutex<HashMap<String, Sender<String>>>,
    /// The topics under which the broker has values, as far as it is known.
    kept: Mutex<HashSet<String>>,
}

impl Hub {
    /// Connects, again and again if need be.
    pub fn start(world: &Arc<World>) -> Arc<Self> {
        let broker = world.broker;
        let mut options = MqttOptions::new("soak", broker.ip().to_string(), broker.port());
        options.set_max_packet_size(1024 * 1024, 1024 * 1024).set_keep_alive(Duration::from_secs(10));
        let (client, connection) = Client::new(options, WAITING);
        let hub = Arc::new(Self { client, results: Mutex::default(), kept: Mutex::default() });
        let (of_thread, world) = (Arc::clone(&hub), Arc::clone(world));
        thread::spawn(move || of_thread.work(&world, connection));
        hub
    }

    /// The results of sets of this key from now on.
    pub fn results(&self, key: &str) -> Receiver<String> {
        let (sender, receiver) = channel();
        self.results.lock().unwrap().insert(key.to_owned(), sender);
        receiver
    }

    /// Sets a key. At most once: if it is lost, no answer comes.
    pub fn set(&self, prefix: &str, key: &str, payload: impl Into<Vec<u8>>) {
        // With no connection for a long time there is no room; then it is lost.
        let _ = self.client.try_publish(format!("{prefix}/{key}/set"), QoS::AtMostOnce, false, payload);
    }

    /// Publishes a kept set, which is to be ignored when the broker hands it out again; an empty one removes it.
    pub fn set_kept(&self, prefix: &str, key: &str, payload: &str) {
        let _ = self.client.try_publish(format!("{prefix}/{key}/set"), QoS::AtMostOnce, true, payload);
    }

    /// How many kept values begin with this prefix.
    pub fn kept_under(&self, prefix: &str) -> usize {
        let begin = format!("{prefix}/");
        self.kept.lock().unwrap().iter().filter(|topic| topic.starts_with(&begin)).count()
    }

    /// Nothing is kept: the broker was started anew.
    pub fn forget_kept(&self) {
        self.kept.lock().unwrap().clear();
    }

    fn work(&self, world: &World, mut connection: Connection) {
        for event in connection.iter() {
            match event {
                Ok(Event::Incoming(Packet::ConnAck(_))) => {
                    for filter in ["+/+/+", "+/+/+/result"] {
                        let _ = self.client.try_subscribe(filter, QoS::AtMostOnce);
                    }
                }
                Ok(Event::Incoming(Packet::Publish(message))) => self.hear(world, &message),
                Ok(_) => {}
                Err(_) => world.pause(Duration::from_millis(200)),
            }
            if world.stopped() {
                break;
            }
        }
    }

    fn hear(&self, world: &World, message: &Publish) {
        let payload = String::from_utf8_lossy(&message.payload).into_owned();
        if let Some(path) = message.topic.strip_suffix("/result") {
            let key = path.rsplit('/').next().unwrap_or_default();
            if let Some(results) = self.results.lock().unwrap().get(key) {
                // The writer may have ended.
                let _ = results.send(payload);
            }
            return;
        }
        let Some((prefix, key)) = message.topic.rsplit_once('/') else { return };
        // This one stays behind, as `offline`.
        if key == "availability" {
            if payload == "online" {
                world.tally.add(Count::Online);
            }
            return;
        }
        let mut kept = self.kept.lock().unwrap();
        if payload.is_empty() {
            kept.remove(&message.topic);
            return;
        }
        kept.insert(message.topic.clone());
        drop(kept);
        if let Ok(value) = payload.parse()
            && prefix == world.prefix()
        {
            world.see(Watcher::Mqtt, key, value);
        }
    }
}
