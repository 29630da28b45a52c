//! MQTT 3.1.1 over TCP. What is sent and answered is `keywright::mqtt::Session`'s business; this keeps the
//! connection, and says truthfully how it stands.

mod backoff;
mod failure;
mod link;
mod outbox;

use std::rc::Rc;

use tokio::task::spawn_local;
use tokio::time::{Instant, sleep_until};

use crate::stop::Stop;
use crate::unit::{Shared, Wanted};
use backoff::Backoff;
use failure::Failure;
use link::End;

/// Keeps the connection that the settings ask for, until the program ends.
pub async fn run(unit: Rc<Shared>, mut stop: Stop) {
    let mut changes = unit.changes();
    let mut backoff = Backoff::default();
    while !stop.is_set() {
        let wanted = unit.wanted();
        if !wanted.enabled {
            unit.mqtt_started(false);
            backoff = Backoff::default();
            tokio::select! {
                () = changes.wait() => {}
                () = stop.wait() => {}
            }
            continue;
        }
        unit.mqtt_started(true);
        let begin = Instant::now();
        // In a task of its own, so that a broker that drives the client library into a panic costs a connection.
        let link = spawn_local(link::run(Rc::clone(&unit), wanted.clone(), stop.clone()));
        let failure = match link.await {
            Ok(End::Changed) => {
                unit.mqtt_disconnected();
                backoff = Backoff::default();
                continue;
            }
            Ok(End::Stopped) => return,
            Ok(End::Failed(failure)) => failure,
            Err(_) => Failure::Lost("the broker sent something unexpected".to_owned()),
        };
        let text = failure.to_string();
        let pause = backoff.next(begin.elapsed());
        tracing::warn!("MQTT: {text}; next try in {:.1} s", pause.as_secs_f32());
        unit.mqtt_failed(&text);
        await_retry(&unit, &wanted, begin + begin.elapsed() + pause, &mut stop).await;
    }
}

/// Waits until it is time for the next try, or there is something else to try.
async fn await_retry(unit: &Rc<Shared>, tried: &Wanted, until: Instant, stop: &mut Stop) {
    let mut changes = unit.changes();
    while unit.wanted() == *tried && !stop.is_set() {
        tokio::select! {
            () = changes.wait() => {}
            () = stop.wait() => {}
            () = sleep_until(until) => return,
        }
    }
}
