//! Watchers over HTTP. The one over MQTT is the hub.

use std::time::Duration;

use serde_json::Value;

use crate::http;
use crate::proxy::Proxy;
use crate::tally::Count;
use crate::world::{WATCHED, Watcher, World, number};

/// The charger says something on an event stream every 15 seconds at least.
const SILENCE: Duration = Duration::from_secs(25);

fn see(world: &World, watcher: Watcher, values: &Value) {
    for key in WATCHED {
        if let Some(value) = values.get(key).and_then(number) {
            world.see(watcher, key, value);
        }
    }
}

/// Asks for the values eight times a second, as clients do.
pub fn poll(world: &World, proxy: &Proxy) {
    while !world.stopped() {
        match http::values(proxy.address, &WATCHED.join(",")) {
            Ok(values) => see(world, Watcher::Poller, &values),
            Err(_) => world.tally.add(Count::Failed),
        }
        world.pause(Duration::from_millis(125));
    }
}

/// Listens to the event stream, and opens it again when it ends.
pub fn listen(world: &World, proxy: &Proxy) {
    while !world.stopped() {
        match http::events(proxy.address, &WATCHED.join(","), SILENCE) {
            Ok(lines) => {
                world.tally.add(Count::Streams);
                for line in lines {
                    let values = line.strip_prefix("data:").and_then(|data| serde_json::from_str(data).ok());
                    if let Some(values) = values {
                        see(world, Watcher::Stream, &values);
                    }
                    if world.stopped() {
                        break;
                    }
                }
            }
            Err(_) => world.tally.add(Count::Failed),
        }
        world.pause(Duration::from_millis(500));
    }
}
