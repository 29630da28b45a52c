//! MQTT 3.1.1 over TCP, TLS and WebSocket. What is sent and answered is `keywright::mqtt::Session`'s business; this keeps the
//! connection, and says truthfully how it stands.

mod connection_test;
mod diagnose;
mod failure;
mod key_names;
mod link;
mod outbox;
mod tls;
mod tls_failure;
mod transport;
mod verify;

use std::rc::Rc;
use std::time::Duration;

use keywright_device::Backoff;
use tokio::task::spawn_local;
use tokio::time::{Instant, sleep_until};

use crate::program::Program;
use crate::stop::Stop;
use crate::unit::{MqttConfig, Shared};
pub use connection_test::run as run_tests;
use failure::Failure;
use key_names::KeyNames;
use link::{End, Memory};

/// Keeps the connection that the settings ask for, until the program ends.
pub async fn run<P: Program>(unit: Rc<Shared<P>>, keep_alive: Duration, mut stop: Stop) {
    let mut memory = Memory::<P>::default();
    let mut place = String::new();
    let mut changes = unit.changes();
    let mut backoff = Backoff::default();
    while !stop.is_set() {
        let config = unit.mqtt_config();
        if !config.enabled {
            unit.mqtt_started(false);
            backoff = Backoff::default();
            tokio::select! {
                () = changes.wait() => {}
                () = stop.wait() => {}
            }
            continue;
        }
        unit.mqtt_started(true);
        if place != config.url {
            // Another broker never heard of what this one was told.
            memory = Memory::<P>::default();
            place.clone_from(&config.url);
        }
        let begin = Instant::now();
        // In a task of its own, so that a broker that drives the client library into a panic costs a connection.
        let link = link::run(Rc::clone(&unit), config.clone(), Rc::clone(&memory), keep_alive, stop.clone());
        let failure = match spawn_local(link).await {
            Ok(End::Changed) => {
                unit.mqtt_disconnected();
                backoff = Backoff::default();
                continue;
            }
            Ok(End::Stopped) => return,
            Ok(End::Failed(failure)) => failure,
            Err(_) => Failure::unexpected(),
        };
        let text = failure.text(&KeyNames::of(P::TABLES));
        let pause = backoff.next(begin.elapsed(), fastrand::u16(..));
        tracing::warn!("MQTT: {text}; next try in {:.1} s", pause.as_secs_f32());
        unit.mqtt_failed(&text);
        await_retry(&unit, &config, begin + begin.elapsed() + pause, &mut stop).await;
    }
}

/// Waits until it is time for the next try, or there is something else to try.
async fn await_retry<P: Program>(unit: &Rc<Shared<P>>, tried: &MqttConfig, until: Instant, stop: &mut Stop) {
    let mut changes = unit.changes();
    while unit.mqtt_config() == *tried && !stop.is_set() {
        tokio::select! {
            () = changes.wait() => {}
            () = stop.wait() => {}
            () = sleep_until(until) => return,
        }
    }
}
