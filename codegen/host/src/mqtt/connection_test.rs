//! The test of the connection settings: a short connection of its own, beside the usual one and also while MQTT is
//! switched off. What is wrong is told in the words that the usual connection has for it.

use std::rc::Rc;
use std::time::Duration;

use keywright::mqtt::Session;
use keywright_device::{CLIENT_ID_SUFFIX, SETTINGS_CHANGED};
use rumqttc::{AsyncClient, ConnectionError, Event, EventLoop, Outgoing, Packet, QoS, SubscribeReasonCode};
use tokio::task::spawn_local;
use tokio::time::{Instant, timeout, timeout_at};

use super::failure::Failure;
use super::key_names::KeyNames;
use super::transport::Route;
use super::{diagnose, link};
use crate::program::Program;
use crate::stop::Stop;
use crate::unit::{Bits, MqttConfig, Shared};

/// When all answers have to be there. A second look at who stayed silent comes on top, and the firmware gives a test ten
/// seconds.
const PATIENCE: Duration = Duration::from_secs(8);
/// How long the farewell may take.
const FAREWELL: Duration = Duration::from_millis(500);
/// Requests that the client library holds: the subscription and the farewell.
const REQUESTS: usize = 2;

/// Carries out each test that is asked for, until the program ends.
pub async fn run<P: Program>(unit: Rc<Shared<P>>, mut stop: Stop) {
    let mut changes = unit.changes();
    while !stop.is_set() {
        if unit.take_mqtt_test() {
            test(&unit, &mut stop).await;
            continue;
        }
        tokio::select! {
            () = changes.wait() => {}
            () = stop.wait() => {}
        }
    }
}

async fn test<P: Program>(unit: &Rc<Shared<P>>, stop: &mut Stop) {
    let config = unit.mqtt_config();
    // In a task of its own, as the usual connection: a broker may drive the client library into a panic.
    let mut attempt = spawn_local(attempt(Rc::clone(unit), config.clone()));
    let result = tokio::select! {
        result = &mut attempt => result.unwrap_or_else(|_| Err(Failure::unexpected())).map_err(|failure| failure.text(&KeyNames::of(P::TABLES))),
        () = change(unit, &config) => Err(SETTINGS_CHANGED.to_owned()),
        () = stop.wait() => Err("the program ends".to_owned()),
    };
    attempt.abort();
    match &result {
        Ok(()) => tracing::info!("MQTT: the test of the connection succeeded"),
        Err(text) => tracing::info!("MQTT: the test of the connection failed: {text}"),
    }
    unit.mqtt_test_ended(&config, &result);
}

/// Waits until the settings ask for another connection. Whether MQTT is on makes no difference.
async fn change<P: Program>(unit: &Shared<P>, tested: &MqttConfig) {
    let mut changes = unit.changes();
    while unit.mqtt_config().same_connection(tested) {
        changes.wait().await;
    }
}

async fn attempt<P: Program>(unit: Rc<Shared<P>>, config: MqttConfig) -> Result<(), Failure> {
    let until = Instant::now() + PATIENCE;
    let route = Route::new(&config).await?;
    let (client_id, subscription) = unit.with(|unit| {
        let mut session = Session::<Bits<P>>::new();
        let connect = session.connect_info(&unit.device());
        (format!("{}{CLIENT_ID_SUFFIX}", connect.client_id), session.subscription().to_owned())
    });
    let (client, mut events) = AsyncClient::new(link::options(&route, &client_id), REQUESTS);
    let left = until.saturating_duration_since(Instant::now());
    events.set_network_options(link::network(left.clamp(Duration::from_secs(1), link::PATIENCE)));
    let answered = answers(&client, &mut events, &subscription, &route, until).await;
    farewell(&client, events).await;
    answered
}

/// Whether the broker takes the connection and the subscription: the one of the usual connection, so that a broker
/// that would forbid it says so. What arrives on it is left to that one.
async fn answers(
    client: &AsyncClient,
    events: &mut EventLoop,
    subscription: &str,
    route: &Route,
    until: Instant,
) -> Result<(), Failure> {
    let mut accepted = false;
    loop {
        let event = match timeout_at(until, events.poll()).await {
            Ok(event) => event,
            Err(_) if accepted => return Err(Failure::Lost("the broker does not answer any more".to_owned())),
            Err(_) => Err(ConnectionError::NetworkTimeout),
        };
        match event {
            Ok(Event::Incoming(Packet::ConnAck(_))) => {
                accepted = true;
                // The first request of a new connection: there is room for it.
                let _ = client.try_subscribe(subscription, QoS::AtLeastOnce);
            }
            Ok(Event::Incoming(Packet::SubAck(answer))) => {
                let refused = answer.return_codes.contains(&SubscribeReasonCode::Failure);
                return if refused { Err(Failure::NotSubscribed) } else { Ok(()) };
            }
            Ok(_) => {}
            Err(error) if accepted => return Err(diagnose::after(error)),
            Err(error) => return Err(diagnose::before(error, route).await),
        }
    }
}

/// Closes the connection as a client should, if it is open.
async fn farewell(client: &AsyncClient, mut events: EventLoop) {
    if events.network.is_none() || client.try_disconnect().is_err() {
        return;
    }
    let said = async { while !matches!(events.poll().await, Ok(Event::Outgoing(Outgoing::Disconnect)) | Err(_)) {} };
    // Who does not take it in loses the connection anyway.
    let _ = timeout(FAREWELL, said).await;
}
