//! The test of the connection settings: a short connection of its own, beside the usual one and also while MQTT is
//! switched off. What is wrong is told in the words that the usual connection has for it.

use core::fmt::Write;

use embassy_futures::select::{Either, select};
use embassy_net::Stack;
use embassy_time::{Duration, Instant, with_deadline, with_timeout};
use heapless::String;
use keywright::mqtt::Session;
use keywright_device::Application;
use keywright_device::{CLIENT_ID_SUFFIX, SETTINGS_CHANGED};
use rust_mqtt::buffer::BumpBuffer;
use rust_mqtt::client::Client;
use rust_mqtt::client::event::Event;
use rust_mqtt::client::options::{DisconnectOptions, SubscriptionOptions};
use rust_mqtt::types::TopicFilter;

use super::client::{self, Mqtt, Socket, text};
use super::failure::{Failure, Host};
use super::mqtt_config::MqttConfig;
use super::route::Route;
use super::{FAREWELL, changes};
use crate::shared::{Changes, Shared};

/// When all answers have to be there. The firmware gives a test ten seconds.
const PATIENCE: Duration = Duration::from_secs(8);

const RECEIVE: usize = 256;
const SEND: usize = 512;
/// Longest packet that comes in.
const PACKET: usize = 512;

/// Memory of the connection.
pub(super) struct TestBuffers {
    receive: [u8; RECEIVE],
    send: [u8; SEND],
    packet: [u8; PACKET],
}

impl TestBuffers {
    /// Nothing is in them.
    pub(super) const fn new() -> Self {
        Self { receive: [0; RECEIVE], send: [0; SEND], packet: [0; PACKET] }
    }
}

/// Carries out each test that is asked for.
pub(super) async fn run_tests<A: Application>(
    stack: Stack<'static>,
    shared: &'static Shared<A>,
    buffers: &mut TestBuffers,
) -> ! {
    let mut changes = changes(shared).await;
    loop {
        if !shared.with_device(|device, _| device.take_mqtt_test()) {
            changes.wait().await;
            continue;
        }
        let config = MqttConfig::of(shared);
        let result = match select(attempt(stack, shared, &config, buffers), change(shared, &config, &mut changes)).await
        {
            Either::First(result) => result.map_err(|failure| failure.text()),
            Either::Second(()) => Err(keywright::text(SETTINGS_CHANGED)),
        };
        match &result {
            Ok(()) => log::info!("MQTT: the test of the connection succeeded"),
            Err(text) => log::info!("MQTT: the test of the connection failed: {text}"),
        }
        let failure = result.as_ref().err().map(String::as_str);
        shared.with_device(|device, _| device.mqtt_test_ended(failure.map_or(Ok(()), Err)));
        shared.touch();
    }
}

/// Waits until the settings ask for another connection. Whether MQTT is on makes no difference.
async fn change<A: Application>(shared: &Shared<A>, tested: &MqttConfig, changes: &mut Changes) {
    while MqttConfig::of(shared).same_connection(tested) {
        changes.wait().await;
    }
}

async fn attempt<A: Application>(
    stack: Stack<'static>,
    shared: &Shared<A>,
    config: &MqttConfig,
    buffers: &mut TestBuffers,
) -> Result<(), Failure> {
    let until = Instant::now() + PATIENCE;
    let route = Route::new(stack, config).await?;
    let TestBuffers { receive, send, packet } = buffers;
    let mut bump = BumpBuffer::new(packet);
    let socket = Socket::open(stack, &route, until, receive, send).await?;
    let (mut client_id, subscription) = shared.with(|unit| {
        let mut session = Session::<A::Bits>::new();
        let connect = session.connect_info(&unit.device());
        (keywright::text::<80>(&connect.client_id), keywright::text::<128>(session.subscription()))
    });
    // A client with the id of the usual connection would throw that one out.
    let _ = client_id.write_str(CLIENT_ID_SUFFIX);
    let mut client = Client::new(&mut bump);
    let connecting = client::connect(&mut client, socket.transport(), &route, &client_id, None, PACKET);
    match with_deadline(until, connecting).await {
        Ok(connected) => connected?,
        Err(_) => return Err(Failure::Mute(Host::new(route.host), route.port)),
    }
    let answered = match with_deadline(until, subscribe(&mut client, &subscription)).await {
        Ok(answered) => answered,
        Err(_) => Err(Failure::Lost("the broker does not answer any more")),
    };
    let farewell = async {
        if client.disconnect(&DisconnectOptions::new()).await.is_ok() {
            socket.close().await;
        }
    };
    let _ = with_timeout(FAREWELL, farewell).await;
    answered
}

/// Whether the broker takes the subscription: the one of the usual connection, so that a broker that would forbid it
/// says so. What arrives on it is left to that one.
async fn subscribe(client: &mut Mqtt<'_, '_, '_>, subscription: &String<128>) -> Result<(), Failure> {
    // A prefix holds no wildcards: what is set is checked.
    let Some(filter) = TopicFilter::new(text(subscription)) else { return Ok(()) };
    let options = SubscriptionOptions::new().at_least_once();
    client.subscribe(filter, &options).await.map_err(|error| Failure::lost(&error))?;
    loop {
        let event = client.poll().await.map_err(|error| Failure::lost(&error))?;
        let code = match event {
            Event::Suback(answer) => Some(answer.reason_code),
            _ => None,
        };
        client::forget(client);
        match code {
            Some(code) if code.is_success() => return Ok(()),
            Some(code) => return Err(Failure::NotSubscribed(code)),
            None => {}
        }
    }
}
