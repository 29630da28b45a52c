//! Announcements to Home Assistant, as a broker keeps them. What Home Assistant itself makes of them is tried by
//! `.ci/home_assistant.py`.

use std::net::SocketAddr;

use crate::broker::Broker;
use crate::mqtt::{Message, Mqtt};
use crate::{Target, wait_until};

const NODE: &str = "go-echarger_123456";

/// What the broker keeps under a filter.
fn kept(broker: SocketAddr, filter: &str) -> Vec<Message> {
    let messages = Mqtt::listen(broker, filter).so_far();
    messages.into_iter().filter(|message| message.retained).collect()
}

/// Waits until a charger has announced itself.
fn announced(charger: &impl Target, broker: SocketAddr) {
    charger.set(&format!("mcu=\"mqtt://{}\"&mhe=true&mce=true", charger.reach(broker)));
    wait_until("the last key is announced", || is_complete(broker, "homeassistant"));
}

/// Whether the last key in device order is announced.
fn is_complete(broker: SocketAddr, prefix: &str) -> bool {
    !kept(broker, &format!("{prefix}/+/{NODE}/emx/config")).is_empty()
}

pub fn announcements_are_kept_and_switched_off_none_is_left<T: Target, B: Broker>(charger: T, broker: B) {
    announced(&charger, broker.address());
    let [current] = kept(broker.address(), &format!("homeassistant/number/{NODE}/amp/config"))
        .try_into()
        .expect("one announcement");
    let current: serde_json::Value = serde_json::from_str(&current.payload).expect("it is JSON");
    assert_eq!((&current["min"], &current["max"], &current["unit_of_meas"]), (&6.into(), &32.into(), &"A".into()));
    assert_eq!(current["dev"]["name"], charger.value("fna"));

    charger.set("mhe=false");
    wait_until("nothing is announced", || kept(broker.address(), "homeassistant/#").is_empty());
    assert!(!kept(broker.address(), "go-eCharger/#").is_empty(), "values stay");
}

pub fn another_prefix_takes_announcements_along<T: Target, B: Broker>(charger: T, broker: B) {
    announced(&charger, broker.address());
    charger.set("mht=\"discovery\"");
    wait_until("the new ones are there", || is_complete(broker.address(), "discovery"));
    assert_eq!(kept(broker.address(), "homeassistant/#"), []);
}

pub fn what_is_switched_off_while_mqtt_is_off_is_cleared_later<T: Target, B: Broker>(charger: T, broker: B) {
    announced(&charger, broker.address());
    charger.set("mce=false");
    charger.wait_for("mcc", |connected| *connected == false);
    charger.set("mhe=false");
    assert!(!kept(broker.address(), "homeassistant/#").is_empty());
    charger.set("mce=true");
    wait_until("nothing is announced", || kept(broker.address(), "homeassistant/#").is_empty());
}

pub fn when_home_assistant_starts_all_is_announced_again<T: Target, B: Broker>(charger: T, broker: B) {
    announced(&charger, broker.address());
    let mut client = Mqtt::listen(broker.address(), &format!("homeassistant/+/{NODE}/emx/config"));
    let kept = client.find("what is kept", |message| message.retained).payload;
    client.publish("homeassistant/status", "online");
    let again = client.find("the last announcement anew", |message| !message.retained);
    assert_eq!(again.payload, kept);
}

pub fn names_are_in_the_language_that_is_set<T: Target, B: Broker>(charger: T, broker: B) {
    announced(&charger, broker.address());
    let name = |expected: &str| {
        let topic = format!("homeassistant/sensor/{NODE}/nrg_0/config");
        kept(broker.address(), &topic).iter().any(|message| {
            serde_json::from_str::<serde_json::Value>(&message.payload).is_ok_and(|config| config["name"] == expected)
        })
    };
    assert!(name("Voltage L1"));
    charger.set("mhl=1");
    wait_until("the name is German", || name("Spannung L1"));
    charger.set("mhl=0");
    wait_until("the name is English", || name("Voltage L1"));
}

pub fn what_an_older_firmware_announced_is_cleared<T: Target, B: Broker>(charger: T, broker: B) {
    let older = Mqtt::connect(broker.address());
    let gone = format!("homeassistant/switch/{NODE}/old/config");
    let others = format!("homeassistant/switch/{NODE}7/old/config");
    for topic in [&gone, &others] {
        older.publish_retained(topic, "{}");
    }
    wait_until("they are kept", || kept(broker.address(), "homeassistant/#").len() == 2);
    announced(&charger, broker.address());
    wait_until("the one that is no longer there is cleared", || kept(broker.address(), &gone).is_empty());
    assert_eq!(kept(broker.address(), &others).len(), 1, "another device keeps its own");
}

pub fn one_message_announces_the_device_if_so_wished<T: Target, B: Broker>(charger: T, broker: B) {
    announced(&charger, broker.address());
    let topics = |broker: SocketAddr| {
        kept(broker, "homeassistant/#").into_iter().map(|message| message.topic).collect::<Vec<_>>()
    };
    let device = format!("homeassistant/device/{NODE}/config");
    charger.set("mhs=1");
    wait_until("there is one message", || topics(broker.address()) == [device.clone()]);
    let [whole] = kept(broker.address(), &device).try_into().expect("one");
    let whole: serde_json::Value = serde_json::from_str(&whole.payload).expect("it is JSON");
    let components = whole["cmps"].as_object().expect("components");
    assert!(components.len() > 300, "{}", components.len());
    assert_eq!((&components["amp"]["p"], &components["amp"]["max"]), (&"number".into(), &32.into()));
    // The connection is whole after it.
    charger.set("amp=11");
    let mut client = Mqtt::listen(broker.address(), "go-eCharger/123456/amp");
    client.wait_for("go-eCharger/123456/amp", "11");
    charger.set("mhs=2");
    wait_until("it has child devices", || {
        kept(broker.address(), &device).first().is_some_and(|message| message.payload.contains("\"cdevs\":["))
    });
    charger.set("mhs=0");
    wait_until("there are entities again", || is_complete(broker.address(), "homeassistant"));
    assert!(!topics(broker.address()).contains(&device));
}
