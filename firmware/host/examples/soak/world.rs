//! What all threads share: where everything is, what was acknowledged, what was seen.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::http;
use crate::tally::{Count, Rule, Tally};

/// Set over HTTP, each by one writer. Numbers without meaning to the charging logic while no car is controlled by them.
pub const OVER_HTTP: [&str; 2] = ["mptwt", "mcpd"];
/// Set over MQTT, each by one writer.
pub const OVER_MQTT: [&str; 2] = ["mpwst", "mci"];
/// All that is watched.
pub const WATCHED: [&str; 4] = ["mptwt", "mcpd", "mpwst", "mci"];
/// What was acknowledged so long before a power cut has to be there after it: it is stored once a second.
const STORED_AFTER: Duration = Duration::from_secs(5);

/// Who watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Watcher {
    /// Asks over HTTP.
    Poller,
    /// Listens to an event stream.
    Stream,
    /// Subscribes at the broker.
    Mqtt,
}

/// All of them.
pub const WATCHERS: [Watcher; 3] = [Watcher::Poller, Watcher::Stream, Watcher::Mqtt];

/// What all threads share.
pub struct World {
    /// The charger itself, past all proxies.
    pub charger: SocketAddr,
    /// The broker itself.
    pub broker: SocketAddr,
    /// What is counted.
    pub tally: Tally,
    stopped: AtomicBool,
    kills: AtomicU64,
    prefix: Mutex<String>,
    seen: Mutex<HashMap<(Watcher, &'static str), u64>>,
    acknowledged: Mutex<HashMap<&'static str, Vec<(Instant, u64)>>>,
}

impl World {
    /// Nothing has happened yet.
    pub fn new(charger: SocketAddr, broker: SocketAddr) -> Self {
        Self {
            charger,
            broker,
            tally: Tally::default(),
            stopped: AtomicBool::new(false),
            kills: AtomicU64::new(0),
            prefix: Mutex::default(),
            seen: Mutex::default(),
            acknowledged: Mutex::default(),
        }
    }

    /// Everybody is to end.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
    }

    /// Whether everybody is to end.
    pub fn stopped(&self) -> bool {
        self.stopped.load(Ordering::SeqCst)
    }

    /// Waits, unless everybody is to end.
    pub fn pause(&self, pause: Duration) {
        let begin = Instant::now();
        while !self.stopped() {
            let Some(left) = pause.checked_sub(begin.elapsed()) else { break };
            thread::sleep(left.min(Duration::from_millis(50)));
        }
    }

    /// The prefix that the charger has now.
    pub fn prefix(&self) -> String {
        self.prefix.lock().unwrap().clone()
    }

    /// It has another one.
    pub fn set_prefix(&self, prefix: String) {
        *self.prefix.lock().unwrap() = prefix;
    }

    /// How often the power was cut.
    pub fn kills(&self) -> u64 {
        self.kills.load(Ordering::SeqCst)
    }

    /// The power is about to be cut.
    pub fn power_cut(&self) {
        self.kills.fetch_add(1, Ordering::SeqCst);
        self.tally.add(Count::Kills);
    }

    /// Forgets what was seen: after a power cut values may be older ones.
    pub fn forget_seen(&self) {
        self.seen.lock().unwrap().clear();
    }

    /// A watcher has seen a value. Each writer counts upwards: a smaller one than before was applied again.
    pub fn see(&self, watcher: Watcher, key: &str, value: u64) {
        let Some(key) = WATCHED.into_iter().find(|watched| *watched == key) else { return };
        self.tally.add(Count::Seen);
        let before = self.seen.lock().unwrap().insert((watcher, key), value);
        if let Some(before) = before.filter(|before| *before > value) {
            self.tally.broken(Rule::Once, format!("{watcher:?} saw {key} go back from {before} to {value}"));
        }
    }

    /// Whom these values have not reached yet.
    pub fn missing(&self, values: &HashMap<&'static str, u64>) -> Vec<String> {
        let seen = self.seen.lock().unwrap();
        let mut missing = Vec::new();
        for watcher in WATCHERS {
            for (key, value) in values {
                let newest = seen.get(&(watcher, *key));
                if newest.is_none_or(|newest| newest < value) {
                    missing.push(format!("{watcher:?} waits for {key} {value} and has {newest:?}"));
                }
            }
        }
        missing
    }

    /// What is in force, past all proxies.
    pub fn truth(&self) -> std::io::Result<HashMap<&'static str, u64>> {
        let values = http::values(self.charger, &WATCHED.join(","))?;
        Ok(WATCHED.into_iter().filter_map(|key| Some((key, number(values.get(key)?)?))).collect())
    }

    /// A set was acknowledged: it has to be in force. `kills` is how often the power had been cut before it was sent.
    pub fn acknowledged(&self, key: &'static str, value: u64, kills: u64) {
        self.tally.add(Count::Acknowledged);
        {
            let mut acknowledged = self.acknowledged.lock().unwrap();
            let values = acknowledged.entry(key).or_default();
            values.push((Instant::now(), value));
            // All that is needed is the newest one that is old enough.
            let old = values.iter().rposition(|(at, _)| at.elapsed() > STORED_AFTER).unwrap_or(0);
            values.drain(..old);
        }
        while !self.stopped() {
            let Ok(truth) = self.truth() else {
                self.pause(Duration::from_millis(100));
                continue;
            };
            let found = truth.get(key).copied();
            if found == Some(value) {
                self.tally.add(Count::InForce);
            } else if self.kills() != kills {
                self.tally.add(Count::Undone);
            } else {
                let how = format!("{key}: {value} was acknowledged, and {found:?} is in force");
                self.tally.broken(Rule::InForce, how);
            }
            return;
        }
    }

    /// The charger has come back with these values: what a power cut has undone stays undone.
    pub fn came_back(&self, truth: &HashMap<&'static str, u64>) {
        for (key, values) in self.acknowledged.lock().unwrap().iter_mut() {
            values.retain(|(_, value)| truth.get(key).is_some_and(|found| value <= found));
        }
    }

    /// What has to be in the settings if the power is cut now, or more.
    pub fn has_to_be_stored(&self) -> HashMap<&'static str, u64> {
        let acknowledged = self.acknowledged.lock().unwrap();
        let newest = |values: &Vec<(Instant, u64)>| {
            values.iter().rev().find(|(at, _)| at.elapsed() > STORED_AFTER).map(|(_, value)| *value)
        };
        acknowledged.iter().filter_map(|(key, values)| Some((*key, newest(values)?))).collect()
    }
}

/// A whole number, however it is written.
pub fn number(value: &Value) -> Option<u64> {
    value.as_u64()
}
