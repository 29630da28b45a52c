//! The MQTT rows of the wire contract against the mosquitto broker, where it is installed.

mod common;

use std::net::SocketAddr;

use common::Charger;
use common::brokers::Mosquitto;
use common::mqtt::Mqtt;
use common::rows::{PREFIX, connected};

fn mosquitto() -> Option<(Mosquitto, SocketAddr)> {
    let broker = Mosquitto::start("");
    if broker.is_none() {
        eprintln!("skipped: mosquitto is not installed");
    }
    broker.map(|broker| {
        let address = broker.address;
        (broker, address)
    })
}

mqtt_rows!(mosquitto());

#[test]
fn a_wrong_password_is_a_readable_error() {
    let Some(broker) = Mosquitto::with_user("anna", "right") else {
        eprintln!("skipped: mosquitto is not installed");
        return;
    };
    let charger = Charger::without_broker();
    charger.set(&format!("mcu=\"mqtt://anna:wrong@{}\"&mce=true", broker.address));
    charger.wait_for("mlr", |error| error.as_str().is_some_and(|error| error.contains("password")));
    assert_eq!(charger.value("mcc"), false);
    charger.set(&format!("mcu=\"mqtt://anna:right@{}\"", broker.address));
    charger.wait_for("mcc", |connected| *connected == true);
}

#[test]
fn a_restarted_broker_gets_everything_again() {
    let Some((broker, address)) = mosquitto() else { return };
    let (charger, client) = connected(address);
    drop(client);
    broker.kill();
    charger.wait_for("mcc", |connected| *connected == false);
    let _broker = Mosquitto::again(address);
    charger.wait_for("mcc", |connected| *connected == true);
    let mut client = Mqtt::listen(address, &format!("{PREFIX}/#"));
    assert_eq!(client.on(&format!("{PREFIX}/sse")), "\"123456\"");
    assert_eq!(client.set(PREFIX, "amp", "14"), "success");
}
