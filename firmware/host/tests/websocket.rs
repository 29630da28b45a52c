//! MQTT over WebSocket, with and without TLS, through a gateway in front of the broker inside another charger.

mod common;

use std::net::SocketAddr;

use common::Charger;
use common::certificates::Authority;
use common::gateway::websocket;
use firmware_conformance::Device;
use firmware_conformance::PREFIX;
use firmware_conformance::broker::Fake;
use firmware_conformance::mqtt::Mqtt;
use serde_json::{Value, json};

fn works_at(url: &str, more: Value, broker: SocketAddr) {
    let charger = Charger::without_broker();
    let mut settings = json!({"mcu": url, "mce": true, "mcr": false});
    settings.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    charger.set_json(&settings);
    charger.wait_for("mcc", |connected| *connected == true);
    let mut client = Mqtt::listen(broker, &format!("{PREFIX}/#"));
    assert_eq!(client.set(PREFIX, "amp", "10"), "success");
    client.wait_for(&format!("{PREFIX}/amp"), "10");
    assert_eq!(charger.value("amp"), 10);
}

fn error_of(url: &str) -> String {
    let charger = Charger::without_broker();
    charger.set_json(&json!({"mcu": url, "mce": true}));
    let error = charger.wait_for("mlr", Value::is_string);
    assert_eq!(charger.value("mcc"), false);
    assert!(charger.value("mlra").is_u64());
    error.as_str().unwrap().to_owned()
}

#[test]
fn a_websocket_is_found_at_its_usual_path() {
    let host = Charger::start();
    let address = websocket(host.broker(), None);
    works_at(&format!("ws://{address}"), json!({}), host.broker());
}

#[test]
fn user_and_password_are_for_the_broker_and_not_for_the_web_server() {
    let host = Charger::start();
    let address = websocket(host.broker(), None);
    works_at(&format!("ws://anna:secret@{address}/mqtt"), json!({}), host.broker());
}

#[test]
fn a_websocket_with_tls_works_with_an_issuer_in_msc() {
    let host = Charger::start();
    let authority = Authority::new("house");
    let address = websocket(host.broker(), Some(&authority.broker()));
    works_at(&format!("wss://{address}"), json!({"msc": authority.certificate}), host.broker());
}

#[test]
fn an_unknown_issuer_is_a_readable_error() {
    let host = Charger::start();
    let address = websocket(host.broker(), Some(&Authority::new("house").broker()));
    let error = error_of(&format!("wss://{address}"));
    assert!(error.contains("issued") || error.contains("store"), "{error}");
}

#[test]
fn a_wrong_path_is_a_readable_error() {
    let host = Charger::start();
    let error = error_of(&format!("ws://{}/nowhere", websocket(host.broker(), None)));
    assert!(error.contains("404") && error.contains("path"), "{error}");
}

#[test]
fn a_broker_without_websocket_is_a_readable_error() {
    let host = Charger::start();
    let error = error_of(&format!("ws://{}", host.broker()));
    assert!(error.contains("does not answer in WebSocket"), "{error}");
}

#[test]
fn a_web_server_without_tls_is_a_readable_error() {
    let host = Charger::start();
    let charger = Charger::without_broker();
    charger.set_json(&json!({"mcu": format!("wss://{}", websocket(host.broker(), None)), "mce": true, "mqss": true}));
    let error = charger.wait_for("mlr", Value::is_string);
    assert!(error.as_str().unwrap().contains("does not speak TLS"), "{error}");
}

#[test]
fn a_websocket_for_something_else_is_a_readable_error() {
    let fake = Fake::new();
    let charger = Charger::without_broker();
    charger.set_json(&json!({"mcu": format!("ws://{}", fake.address()), "mce": true}));
    let _stream = fake.say(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    let error = charger.wait_for("mlr", Value::is_string);
    assert!(error.as_str().unwrap().contains("refuses the WebSocket (status 200)"), "{error}");
}
