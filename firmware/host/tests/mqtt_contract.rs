//! MQTT as far as it is of this program: the broker inside, its end, and what its operating system tells. What every
//! device does is in the suite.

mod common;

use std::net::SocketAddr;

use common::Charger;
use firmware_conformance::broker::{Broker, Mosquitto};
use firmware_conformance::mqtt::Mqtt;
use firmware_conformance::{Device, PREFIX};

#[test]
fn a_new_device_points_to_the_broker_inside_and_does_not_connect() {
    let charger = Charger::start();
    assert_eq!(charger.value("mcu"), format!("mqtt://{}", charger.broker()));
    assert_eq!(charger.value("mce"), false);
    assert_eq!(charger.value("mcs"), false);
    assert_eq!(charger.value("mcc"), false);
}

#[test]
fn the_seeds_example_switches_mqtt_on() {
    let charger = Charger::start();
    let response = charger.get(&format!("/api/set?mce=true&mcu=mqtt://{}/", charger.broker()));
    assert_eq!((response.status, response.body.as_str()), (200, r#"{"mce":true,"mcu":true}"#));
    charger.wait_for("mcc", |connected| *connected == true);
}

/// What `mlr` says of an address that can't work.
fn error_of(url: &str) -> String {
    let charger = Charger::without_broker();
    charger.set(&format!("mcu=\"{url}\"&mce=true"));
    let error = charger.wait_for("mlr", serde_json::Value::is_string);
    assert_eq!(charger.value("mcs"), true);
    assert_eq!(charger.value("mcc"), false);
    assert!(charger.value("mlra").is_u64());
    error.as_str().unwrap().to_owned()
}

#[test]
fn an_unreachable_network_is_a_readable_error() {
    // Nothing can be connected to a group of hosts; the operating system knows that by itself.
    let error = error_of("mqtt://224.0.0.1");
    assert!(error.contains("224.0.0.1:1883 is unreachable"), "{error}");
}

/// A charger that is connected to a broker, and a client that hears all it says.
fn connected(broker: SocketAddr) -> (Charger, Mqtt) {
    let charger = Charger::without_broker();
    charger.connect_to(broker);
    (charger, Mqtt::listen(broker, &format!("{PREFIX}/#")))
}

fn an_interrupt_says_offline(broker: SocketAddr) {
    let (mut charger, mut client) = connected(broker);
    client.wait_for(&format!("{PREFIX}/availability"), "online");
    assert!(charger.interrupt().success());
    client.wait_for(&format!("{PREFIX}/availability"), "offline");
}

#[test]
fn an_interrupt_says_offline_to_the_broker_inside() {
    let host = Charger::start();
    an_interrupt_says_offline(host.broker());
}

#[test]
fn an_interrupt_says_offline_to_mosquitto() {
    let Some(broker) = Mosquitto::start() else { return };
    an_interrupt_says_offline(broker.address());
}

#[test]
fn a_long_message_is_answered() {
    let host = Charger::start();
    let (charger, mut client) = connected(host.broker());
    for payload in ["[".repeat(10_000), "a".repeat(200_000)] {
        assert_ne!(client.set(PREFIX, "amp", payload), "success");
    }
    assert_eq!(charger.value("amp"), 16);
}
