//! Writers: each sets its own key to a number that grows, and looks whether what was acknowledged is in force.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use crate::http;
use crate::hub::Hub;
use crate::proxy::Proxy;
use crate::tally::{Count, Rule};
use crate::world::World;

/// Where the numbers begin: above every default.
const FIRST: u64 = 1_000_000;
/// How long the answer to a set over MQTT may take.
const ANSWER: Duration = Duration::from_secs(5);

/// Counts what was sent to have its answer recognised.
static WORDS: AtomicU64 = AtomicU64::new(0);

/// Sets a key over HTTP, through a proxy of its own, at most so often.
pub fn over_http(world: &World, key: &'static str, proxy: &Proxy, pause: Duration) {
    for value in FIRST.. {
        if world.stopped() {
            return;
        }
        let kills = world.kills();
        world.tally.add(Count::Sent);
        match http::get(proxy.address, &format!("/api/set?{key}={value}")) {
            Ok((200, _)) => world.acknowledged(key, value, kills),
            Ok((429 | 503, _)) => {
                world.tally.add(Count::PutOff);
                world.pause(Duration::from_secs(1));
            }
            Ok((status, body)) => {
                world.tally.broken(Rule::Taken, format!("{key}={value} was answered with {status}: {body}"));
            }
            Err(_) => {
                world.tally.add(Count::Unanswered);
                // It may be on its way still. The next one must not overtake it.
                let begin = Instant::now();
                while proxy.open() > 0 && begin.elapsed() < Duration::from_secs(30) {
                    world.pause(Duration::from_millis(50));
                }
                world.pause(Duration::from_millis(300));
            }
        }
        world.pause(pause);
    }
}

/// Sets a key over MQTT, at most so often.
pub fn over_mqtt(world: &World, key: &'static str, hub: &Arc<Hub>, pause: Duration) {
    let results = hub.results(key);
    for value in FIRST.. {
        if world.stopped() {
            return;
        }
        if let Ok(result) = results.try_recv() {
            world.tally.broken(Rule::Once, format!("{key}: an answer that nobody waits for: {result}"));
        }
        let kills = world.kills();
        world.tally.add(Count::Sent);
        hub.set(&world.prefix(), key, value.to_string());
        match results.recv_timeout(ANSWER) {
            Ok(result) if result == "success" => world.acknowledged(key, value, kills),
            Ok(result) => {
                world.tally.broken(Rule::Taken, format!("{key}/set {value} was answered with {result}"));
            }
            Err(_) => {
                world.tally.add(Count::Unanswered);
                wait_for_own_words(world, key, hub, &results);
            }
        }
        world.pause(pause);
    }
}

/// Results don't say what they answer. So after one that is missing, something is sent whose answer repeats it: what
/// comes before that answer belongs to the past.
fn wait_for_own_words(world: &World, key: &'static str, hub: &Hub, results: &Receiver<String>) {
    loop {
        let words = format!("words{}", WORDS.fetch_add(1, Ordering::Relaxed));
        hub.set(&world.prefix(), key, words.clone());
        let begin = Instant::now();
        while let Some(left) = Duration::from_secs(3).checked_sub(begin.elapsed()) {
            match results.recv_timeout(left) {
                Ok(result) if result.ends_with(&words) => return,
                Ok(_) => {}
                Err(_) => break,
            }
            if world.stopped() {
                return;
            }
        }
        if world.stopped() {
            return;
        }
    }
}
