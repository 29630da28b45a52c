//! Connections that break in all the ways that connections break, and work again by themselves.

mod common;

use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use common::certificates::Authority;
use common::proxy::Proxy;
use common::{Charger, wait_until};
use firmware_conformance::Device;
use firmware_conformance::PREFIX;
use firmware_conformance::broker::{Broker, Mosquitto};
use firmware_conformance::mqtt::Mqtt;
use serde_json::{Value, json};

/// A charger that reaches the broker inside another one over a proxy, and a client without one.
fn over_proxy(options: &[&str]) -> (Charger, Proxy, Charger, Mqtt) {
    let host = Charger::start();
    let proxy = Proxy::to(host.broker());
    let charger = Charger::with(&[&["--no-broker"], options].concat());
    charger.connect_to(proxy.address);
    let client = Mqtt::listen(host.broker(), &format!("{PREFIX}/#"));
    (host, proxy, charger, client)
}

fn works(charger: &Charger, client: &mut Mqtt, amps: &str) {
    charger.wait_for("mcc", |connected| *connected == true);
    assert_eq!(client.set(PREFIX, "amp", amps), "success");
    client.wait_for(&format!("{PREFIX}/amp"), amps);
    assert_eq!(charger.value("amp").to_string(), amps);
}

#[test]
fn a_connection_that_is_cut_comes_back() {
    let (_host, proxy, charger, mut client) = over_proxy(&[]);
    works(&charger, &mut client, "10");
    proxy.cut();
    charger.wait_for("mcc", |connected| *connected == false);
    assert!(charger.value("mlr").as_str().unwrap().contains("connection lost"));
    works(&charger, &mut client, "12");
}

#[test]
fn a_half_open_connection_is_noticed_and_made_anew() {
    let (_host, proxy, charger, mut client) = over_proxy(&["--mqtt-keep-alive", "1"]);
    works(&charger, &mut client, "10");
    proxy.kill_silently();
    charger.wait_for("mlr", |error| error.as_str().is_some_and(|error| error.contains("does not answer any more")));
    works(&charger, &mut client, "12");
}

#[test]
fn a_broker_that_answers_nothing_is_tried_again_until_it_does() {
    let host = Charger::start();
    let proxy = Proxy::to(host.broker());
    proxy.block();
    let charger = Charger::without_broker();
    charger.set(&format!("mcr=false&mcu=\"mqtt://{}\"&mce=true", proxy.address));
    let error = charger.wait_for("mlr", Value::is_string);
    assert!(error.as_str().unwrap().contains("says nothing"), "{error}");
    proxy.unblock();
    works(&charger, &mut Mqtt::listen(host.broker(), &format!("{PREFIX}/#")), "12");
}

#[test]
fn a_client_with_the_same_name_does_not_keep_the_charger_out() {
    let Some(broker) = Mosquitto::start() else {
        eprintln!("skipped: mosquitto is not installed");
        return;
    };
    let charger = Charger::without_broker();
    charger.connect_to(broker.address);
    let id = b"go-echarger_123456";
    let length = u8::try_from(id.len()).unwrap();
    let mut connect = vec![0x10, 12 + length, 0, 4, b'M', b'Q', b'T', b'T', 4, 2, 0, 60, 0, length];
    connect.extend(id);
    let mut stranger = TcpStream::connect(broker.address).unwrap();
    stranger.write_all(&connect).unwrap();
    charger.wait_for("mlr", |error| error.as_str().is_some_and(|error| error.contains("closed it")));
    works(&charger, &mut Mqtt::listen(broker.address, &format!("{PREFIX}/#")), "12");
}

#[test]
fn what_was_answered_with_success_is_in_force_and_nothing_is_applied_twice() {
    let (_host, proxy, charger, mut client) = over_proxy(&[]);
    for number in 1..=40 {
        let name = format!("\"{number}\"");
        if number % 10 == 0 {
            // Whether this one arrives is a matter of luck.
            client.publish(&format!("{PREFIX}/fna/set"), name);
            proxy.cut();
            charger.wait_for("mcc", |connected| *connected == false);
            charger.wait_for("mcc", |connected| *connected == true);
        } else {
            assert_eq!(client.set(PREFIX, "fna", name), "success");
            assert_eq!(charger.value("fna"), number.to_string());
        }
    }
    let mut last = 0;
    client.set(PREFIX, "fna", "\"41\"");
    for message in client.so_far().iter().filter(|message| message.topic == format!("{PREFIX}/fna")) {
        // A name of before would be one that was applied again.
        let number: u32 = message.payload.trim_matches('"').parse().unwrap_or(0);
        assert!(number >= last, "{number} after {last}");
        last = number;
    }
}

#[test]
fn a_broker_that_takes_nothing_in_costs_no_memory_and_gets_the_newest_values() {
    let host = Charger::start();
    let proxy = Proxy::to(host.broker());
    // In the middle of the first burst.
    proxy.block_after(2000);
    // The changes come faster than one client may usually ask for them.
    let charger = Charger::with(&["--no-broker", "--rate", "0"]);
    charger.connect_to(proxy.address);
    wait_until("the broker takes nothing in", || proxy.is_blocked());
    let before = charger.memory_kb();
    for number in 0..300 {
        charger.set(&format!("fna=\"{number:0>60}\""));
        charger.sim(&format!("temperature?celsius={}", number % 50));
    }
    let after = charger.memory_kb();
    if let (Some(before), Some(after)) = (before, after) {
        eprintln!("{before} KB before 300 changes that nobody takes in, {after} KB after them");
        assert!(after < before + 4096, "{before} KB, then {after} KB");
    }
    proxy.unblock();
    let mut client = Mqtt::listen(host.broker(), &format!("{PREFIX}/fna"));
    client.wait_for(&format!("{PREFIX}/fna"), &format!("\"{:0>60}\"", 299));
    // Not one message for each change.
    assert!(client.so_far().len() < 10);
}

#[test]
fn a_write_is_answered_before_the_first_burst_is_over() {
    let host = Charger::start();
    let charger = Charger::without_broker();
    let last = format!("{PREFIX}/{}", charger.get("/api/status").keys().last().unwrap());
    let mut client = Mqtt::listen(host.broker(), &format!("{PREFIX}/#"));
    charger.set(&format!("mcr=false&mcu=\"mqtt://{}\"&mce=true", host.broker()));
    client.on(&format!("{PREFIX}/availability"));
    let begin = Instant::now();
    client.publish(&format!("{PREFIX}/amp/set"), "10");
    let first = client
        .find("result or end", |message| message.topic == last || message.topic == format!("{PREFIX}/amp/result"));
    eprintln!("a write during the first burst was answered after {:?}", begin.elapsed());
    assert_eq!(first.payload, "success");
    client.on(&last);
}

#[test]
fn a_change_of_any_connection_key_reconnects() {
    let (_host, proxy, charger, _client) = over_proxy(&[]);
    let certificate = Authority::new("house").certificate;
    let changes = [
        json!({"mqg": false}),
        json!({"mqcn": true}),
        json!({"mqss": true}),
        json!({"msc": certificate}),
        json!({"mtp": "garage"}),
        json!({"mcu": format!("mqtt://anna:secret@{}", proxy.address)}),
    ];
    for change in changes {
        let (before, begin) = (proxy.connections(), Instant::now());
        charger.set_json(&change);
        wait_until("a new connection", || proxy.connections() > before);
        charger.wait_for("mcc", |connected| *connected == true);
        let took = begin.elapsed();
        eprintln!("connected anew {took:?} after {}", change.as_object().unwrap().keys().next().unwrap());
        // Two seconds, if the machine has nothing else to do.
        assert!(took < Duration::from_secs(10), "{took:?}");
    }
}
