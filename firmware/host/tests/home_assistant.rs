//! Announcements to Home Assistant, as a broker keeps them. What Home Assistant itself makes of them is tried by
//! `.ci/home_assistant.py`.

mod common;

use std::net::SocketAddr;

use common::brokers::Mosquitto;
use common::mqtt::{Message, Mqtt};
use common::{Charger, wait_until};

const NODE: &str = "go-echarger_123456";

/// What the broker keeps under a filter.
fn kept(broker: SocketAddr, filter: &str) -> Vec<Message> {
    let messages = Mqtt::listen(broker, filter).so_far();
    messages.into_iter().filter(|message| message.retained).collect()
}

/// A broker, and a charger that has announced itself there.
fn announced() -> Option<(Mosquitto, Charger)> {
    let Some(broker) = Mosquitto::start("") else {
        eprintln!("skipped: mosquitto is not installed");
        return None;
    };
    let charger = Charger::without_broker();
    charger.set(&format!("mcu=\"mqtt://{}\"&mhe=true&mce=true", broker.address));
    wait_until("the last key is announced", || is_complete(broker.address, "homeassistant"));
    Some((broker, charger))
}

/// Whether the last key in device order is announced.
fn is_complete(broker: SocketAddr, prefix: &str) -> bool {
    !kept(broker, &format!("{prefix}/+/{NODE}/emx/config")).is_empty()
}

#[test]
fn announcements_are_kept_and_switched_off_none_is_left() {
    let Some((broker, charger)) = announced() else { return };
    let [current] =
        kept(broker.address, &format!("homeassistant/number/{NODE}/amp/config")).try_into().expect("one announcement");
    let current: serde_json::Value = serde_json::from_str(&current.payload).expect("it is JSON");
    assert_eq!((&current["min"], &current["max"], &current["unit_of_meas"]), (&6.into(), &32.into(), &"A".into()));
    assert_eq!(current["dev"]["name"], charger.value("fna"));

    charger.set("mhe=false");
    wait_until("nothing is announced", || kept(broker.address, "homeassistant/#").is_empty());
    assert!(!kept(broker.address, "go-eCharger/#").is_empty(), "values stay");
}

#[test]
fn another_prefix_takes_announcements_along() {
    let Some((broker, charger)) = announced() else { return };
    charger.set("mht=\"discovery\"");
    wait_until("the new ones are there", || is_complete(broker.address, "discovery"));
    assert_eq!(kept(broker.address, "homeassistant/#"), []);
}

#[test]
fn what_is_switched_off_while_mqtt_is_off_is_cleared_later() {
    let Some((broker, charger)) = announced() else { return };
    charger.set("mce=false");
    charger.wait_for("mcc", |connected| *connected == false);
    charger.set("mhe=false");
    assert!(!kept(broker.address, "homeassistant/#").is_empty());
    charger.set("mce=true");
    wait_until("nothing is announced", || kept(broker.address, "homeassistant/#").is_empty());
}
