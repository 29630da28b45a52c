//! What nobody should send, and somebody does.

use std::io::{Read, Write};
use std::net::SocketAddr;
use std::time::Duration;

use fastrand::Rng;

use crate::http;
use crate::hub::Hub;
use crate::tally::Count;
use crate::world::World;

/// Payloads and values that no key takes, and some that one or another does.
const VALUES: [&str; 16] = [
    "",
    "null",
    "-1",
    "1e999",
    "\"",
    "{",
    "[[[[[[[[[[[[[[[[",
    "tru",
    "\"\\ud800\"",
    "99999999999999999999",
    "0x10",
    "[]",
    "{\"a\":1,\"a\":2}",
    "true",
    "\u{0}",
    "NaN",
];
/// Keys with which nobody else has to do; one that can only be read, and one that there is not.
const KEYS: [&str; 7] = ["lbr", "fna", "ids", "clp", "sse", "nosuch", "loc"];
/// Longer than any value may be.
const LONG: usize = 200_000;

/// Sends one piece of nonsense.
pub fn send(world: &World, hub: &Hub, random: &mut Rng) {
    world.tally.add(Count::Nonsense);
    match random.u8(..6) {
        0 => bytes(world.charger, &noise(random)),
        1 => bytes(world.broker, &noise(random)),
        2 => bytes(world.charger, &broken_request(random)),
        3 => {
            // Refusals are what is hoped for.
            let _ = http::get(world.charger, &format!("/api/set?{}={}", key(random), value(random)));
        }
        4 => {
            // Handed out again at each connection of the charger, and to be ignored then.
            hub.set_kept(&world.prefix(), "lbr", "7");
            hub.set_kept(&world.prefix(), "lbr", "");
        }
        _ => {
            let payload = if random.u8(..8) == 0 { "7".repeat(LONG) } else { value(random).to_owned() };
            hub.set(&world.prefix(), key(random), payload);
        }
    }
}

fn key(random: &mut Rng) -> &'static str {
    random.choice(KEYS).unwrap_or("lbr")
}

fn value(random: &mut Rng) -> &'static str {
    random.choice(VALUES).unwrap_or("")
}

fn noise(random: &mut Rng) -> Vec<u8> {
    let length = random.usize(1..4000);
    std::iter::repeat_with(|| random.u8(..)).take(length).collect()
}

fn broken_request(random: &mut Rng) -> Vec<u8> {
    let name = key(random);
    match random.u8(..6) {
        0 => format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(LONG)).into_bytes(),
        1 => format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "b".repeat(LONG)).into_bytes(),
        2 => b"POST /api/set HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n{}".to_vec(),
        3 => format!("POST /api/set HTTP/1.1\r\nContent-Length: 400000\r\n\r\n{{\"{name}\":").into_bytes(),
        4 => format!("GET /api/set?{name}=%%%zz%0 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n").into_bytes(),
        _ => format!("POST /api/set HTTP/1.1\r\nContent-Length: 5000\r\n\r\n{}", "[".repeat(5000)).into_bytes(),
    }
}

/// Sends bytes on a connection of their own, and reads a little of what comes back.
fn bytes(to: SocketAddr, bytes: &[u8]) {
    let Ok(mut stream) = http::connect(to, Duration::from_millis(500)) else { return };
    // The other side may close before all is sent, or say nothing: both are good answers.
    let _ = stream.write_all(bytes);
    let _ = stream.read(&mut [0; 256]);
}
