//! MQTT 5 over TCP. What is sent and answered is `keywright::mqtt::Session`'s business; this keeps the connection, and
//! says truthfully how it stands.

mod client;
mod connection_test;
mod failure;
mod link;
mod mqtt_config;
mod packet;
mod route;

use embassy_futures::select::{Either, select};
use embassy_net::Stack;
use embassy_time::{Duration, Instant, Timer};
use heapless::String;
use keywright::mqtt::Session;
use keywright_device::Application;
use keywright_device::Backoff;

use crate::shared::{Changes, Shared};
use connection_test::{TestBuffers, run_tests};
use link::{End, LinkBuffers};
use mqtt_config::MqttConfig;

/// Memory of the connections.
pub struct Buffers {
    link: LinkBuffers,
    test: TestBuffers,
}

impl Default for Buffers {
    fn default() -> Self {
        Self::new()
    }
}

impl Buffers {
    /// Nothing is in them.
    pub const fn new() -> Self {
        Self { link: LinkBuffers::new(), test: TestBuffers::new() }
    }
}

/// How long the farewell may take.
const FAREWELL: Duration = Duration::from_millis(400);

/// Keeps the connection that the settings ask for, and tests it when that is asked for. One task runs this.
pub async fn run<A: Application>(
    stack: Stack<'static>,
    shared: &'static Shared<A>,
    buffers: &'static mut Buffers,
) -> ! {
    let Buffers { link, test } = buffers;
    match select(keep_connected(stack, shared, link), run_tests(stack, shared, test)).await {
        Either::First(never) | Either::Second(never) => never,
    }
}

async fn keep_connected<A: Application>(
    stack: Stack<'static>,
    shared: &'static Shared<A>,
    buffers: &mut LinkBuffers,
) -> ! {
    let mut session = Session::new();
    let mut place = String::new();
    let mut backoff = Backoff::default();
    let mut changes = changes(shared).await;
    loop {
        let config = MqttConfig::of(shared);
        if !config.enabled {
            shared.mqtt_started(false);
            backoff = Backoff::default();
            changes.wait().await;
            continue;
        }
        shared.mqtt_started(true);
        if place != config.url {
            // Another broker never heard of what this one was told.
            session = Session::new();
            place.clone_from(&config.url);
        }
        stack.wait_config_up().await;
        let begin = Instant::now();
        let failure = match link::run(stack, shared, &config, &mut session, &mut changes, buffers).await {
            End::Changed => {
                shared.mqtt_disconnected();
                backoff = Backoff::default();
                continue;
            }
            End::Failed(failure) => failure,
        };
        let mut chance = [0; 2];
        shared.chip().random(&mut chance);
        let lasted = core::time::Duration::from_millis(begin.elapsed().as_millis());
        let pause = backoff.next(lasted, u16::from_le_bytes(chance)).as_millis() as u64;
        let text = failure.text();
        log::warn!("MQTT: {text}; next try in {pause} ms");
        shared.mqtt_failed(&text);
        let until = Instant::now() + Duration::from_millis(pause);
        await_retry(shared, &config, until, &mut changes).await;
    }
}

/// Waits until it is time for the next try, or there is something else to try.
async fn await_retry<A: Application>(shared: &Shared<A>, tried: &MqttConfig, until: Instant, changes: &mut Changes) {
    while MqttConfig::of(shared) == *tried && Instant::now() < until {
        select(changes.wait(), Timer::at(until)).await;
    }
}

/// To be told of changes. There is a place for it, since the tasks are counted.
async fn changes<A: Application>(shared: &'static Shared<A>) -> Changes {
    loop {
        match shared.changes() {
            Some(changes) => break changes,
            None => Timer::after_secs(1).await,
        }
    }
}
