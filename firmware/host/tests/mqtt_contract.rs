//! The MQTT rows of the wire contract: against the broker inside another charger, and against one that says what a
//! test wants the charger to hear.

mod common;

use std::net::SocketAddr;

use common::Charger;
use common::brokers::{Fake, free_address, read_packet};
use common::mqtt::Mqtt;
use common::rows::{PREFIX, connected};

/// The broker inside a charger that is not otherwise part of the test.
fn inside() -> Option<(Charger, SocketAddr)> {
    let host = Charger::start();
    let address = host.broker();
    Some((host, address))
}

mqtt_rows!(inside());

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

#[test]
fn client_id_and_last_will() {
    let fake = Fake::new();
    let charger = Charger::without_broker();
    charger.set(&format!("mcu=\"mqtt://{}\"&mce=true", fake.address()));
    let (hello, _stream) = fake.accept(0);
    assert_eq!(hello.client_id, "go-echarger_123456");
    assert_eq!(hello.will_topic, "go-eCharger/123456/availability");
    assert_eq!(hello.will_payload, "offline");
    assert!(hello.will_retained);
}

#[test]
fn the_charger_subscribes_first_and_publishes_retained_with_qos_0() {
    let fake = Fake::new();
    let charger = Charger::without_broker();
    charger.set(&format!("mcu=\"mqtt://{}\"&mce=true", fake.address()));
    let (_, mut stream) = fake.accept(0);
    let (subscribe, _) = read_packet(&mut stream);
    assert_eq!(subscribe, 0x82);
    for _ in 0..100 {
        // PUBLISH, QoS 0, retained.
        assert_eq!(read_packet(&mut stream).0, 0x31);
    }
}

#[test]
fn user_and_password_come_from_the_address() {
    let fake = Fake::new();
    let charger = Charger::without_broker();
    charger.set(&format!("mcu=\"mqtt://anna:p%2540ss@{}\"&mce=true", fake.address()));
    let (hello, _stream) = fake.accept(0);
    assert_eq!((hello.user.as_str(), hello.password.as_str()), ("anna", "p@ss"));
}

#[test]
fn another_broker_is_used_at_once() {
    let (first, second) = (Charger::start(), Charger::start());
    let (charger, mut client) = connected(first.broker());
    client.wait_for(&format!("{PREFIX}/availability"), "online");
    charger.set(&format!("mcu=\"mqtt://{}\"", second.broker()));
    client.wait_for(&format!("{PREFIX}/availability"), "offline");
    let mut client = Mqtt::listen(second.broker(), &format!("{PREFIX}/#"));
    client.wait_for(&format!("{PREFIX}/availability"), "online");
}

#[test]
fn a_connection_shows_in_the_status_keys() {
    let (_host, address) = inside().unwrap();
    let (charger, _client) = connected(address);
    assert_eq!(charger.value("mcs"), true);
    let (since, now) = (charger.value("mcca").as_u64().unwrap(), charger.value("rbt").as_u64().unwrap());
    assert!(since <= now, "{since} {now}");
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
fn a_refused_connection_is_a_readable_error() {
    let error = error_of(&format!("mqtt://{}", free_address()));
    assert!(error.contains("connection refused"), "{error}");
}

#[test]
fn an_unknown_host_is_a_readable_error() {
    let error = error_of("mqtt://no-such-host.invalid");
    assert!(error.contains("no such host: no-such-host.invalid"), "{error}");
}

#[test]
fn an_unreachable_network_is_a_readable_error() {
    // Nothing can be connected to a group of hosts; the operating system knows that by itself.
    let error = error_of("mqtt://224.0.0.1");
    assert!(error.contains("224.0.0.1:1883 is unreachable"), "{error}");
}

#[test]
fn a_broker_that_says_nothing_is_a_readable_error() {
    let fake = Fake::new();
    let error = error_of(&format!("mqtt://{}", fake.address()));
    assert!(error.contains("takes the connection, but says nothing"), "{error}");
}

#[test]
fn something_that_is_no_broker_is_a_readable_error() {
    let fake = Fake::new();
    let charger = Charger::without_broker();
    charger.set(&format!("mcu=\"mqtt://{}\"&mce=true", fake.address()));
    let _stream = fake.say(&b"HTTP/1.1 400 Bad Request\r\n".repeat(20));
    let error = charger.wait_for("mlr", serde_json::Value::is_string);
    assert!(error.as_str().unwrap().contains("does not answer in MQTT"), "{error}");
}

#[test]
fn a_broker_that_says_no_is_a_readable_error() {
    for (code, text) in [(4, "password"), (5, "not authorized"), (2, "client id"), (3, "not available")] {
        let fake = Fake::new();
        let charger = Charger::without_broker();
        charger.set(&format!("mcu=\"mqtt://anna:secret@{}\"&mce=true", fake.address()));
        drop(fake.accept(code));
        let error = charger.wait_for("mlr", serde_json::Value::is_string);
        let error = error.as_str().unwrap();
        assert!(error.contains(text), "{error}");
        assert!(!error.contains("secret"), "{error}");
    }
}

#[test]
fn a_restarted_broker_gets_everything_again() {
    let host = Charger::start();
    let address = host.broker();
    let (charger, client) = connected(address);
    drop(client);
    drop(host);
    charger.wait_for("mcc", |connected| *connected == false);
    assert!(charger.value("mlr").as_str().unwrap().contains("connection lost"));
    let _host = Charger::with(&["--broker", &address.to_string()]);
    charger.wait_for("mcc", |connected| *connected == true);
    let mut client = Mqtt::listen(address, &format!("{PREFIX}/#"));
    assert_eq!(client.on(&format!("{PREFIX}/sse")), "\"123456\"");
    assert_eq!(client.set(PREFIX, "amp", "14"), "success");
}
