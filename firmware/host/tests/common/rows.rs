//! The rows of the wire contract on MQTT, each for any broker.

use std::net::SocketAddr;

use serde_json::Value;

use super::Charger;
use super::mqtt::Mqtt;

pub const PREFIX: &str = "go-eCharger/123456";

/// Keys that can be read over HTTP and are not on MQTT.
const HTTP_ALONE: [&str; 1] = ["phh"];

/// The keys that have a topic, in device order.
fn published(charger: &Charger) -> Vec<String> {
    let mut keys = charger.get("/api/status").keys();
    keys.retain(|key| !HTTP_ALONE.contains(&key.as_str()));
    keys
}

/// A charger that is connected to a broker and takes writes, and a client that hears all it says from now on.
pub fn connected(broker: SocketAddr) -> (Charger, Mqtt) {
    let charger = Charger::without_broker();
    charger.connect_to(broker);
    let client = Mqtt::connect(broker);
    client.subscribe(&format!("{PREFIX}/#"));
    (charger, client)
}

pub fn topic_of_a_key(broker: SocketAddr) {
    let (_charger, mut client) = connected(broker);
    assert_eq!(client.on(&format!("{PREFIX}/amp")), "16");
}

pub fn values_are_json_and_retained(broker: SocketAddr) {
    let (charger, mut client) = connected(broker);
    let keys = published(&charger);
    // The last key of the first burst.
    client.on(&format!("{PREFIX}/{}", keys.last().unwrap()));
    let mut late = Mqtt::listen(broker, &format!("{PREFIX}/+"));
    for key in &keys {
        let topic = format!("{PREFIX}/{key}");
        let kept = late.find(&topic, |message| message.topic == topic && message.retained);
        assert!(serde_json::from_str::<Value>(&kept.payload).is_ok(), "{topic}: {}", kept.payload);
    }
}

pub fn on_connect_every_key_comes_once_in_device_order(broker: SocketAddr) {
    let charger = Charger::without_broker();
    let order = published(&charger);
    let mut client = Mqtt::listen(broker, &format!("{PREFIX}/+"));
    charger.connect_to(broker);
    assert_eq!(client.next().topic, format!("{PREFIX}/availability"));
    let mut heard = Vec::new();
    while heard.len() < order.len() {
        let topic = client.next().topic;
        let key = topic.rsplit('/').next().unwrap().to_owned();
        // A key that changes meanwhile comes again.
        if !heard.contains(&key) {
            heard.push(key);
        }
    }
    assert_eq!(heard, order);
}

pub fn a_write_is_listened_for_on_set_only(broker: SocketAddr) {
    let (charger, mut client) = connected(broker);
    client.publish(&format!("{PREFIX}/amp"), "8");
    assert_eq!(client.set(PREFIX, "dwo", "1000"), "success");
    assert_eq!(charger.value("amp"), 16);
    assert_eq!(client.set(PREFIX, "amp", "10"), "success");
    assert_eq!(charger.value("amp"), 10);
}

pub fn a_result_is_not_retained(broker: SocketAddr) {
    let (_charger, mut client) = connected(broker);
    client.set(PREFIX, "amp", "10");
    let mut late = Mqtt::connect(broker);
    late.subscribe(&format!("{PREFIX}/amp/#"));
    let kept = late.so_far();
    assert!(kept.iter().all(|message| message.topic == format!("{PREFIX}/amp")), "{kept:?}");
}

pub fn answers_to_writes(broker: SocketAddr) {
    let (_charger, mut client) = connected(broker);
    assert_eq!(client.set(PREFIX, "fna", "new_name"), "invalid json IncompleteInput: new_name");
    assert_eq!(client.set(PREFIX, "fna", "0"), "value must be string 0");
    assert_eq!(client.set(PREFIX, "alw", "true"), "tried to set api key without setter (true)");
    assert_eq!(client.set(PREFIX, "fna", "\"new_name\""), "success");
    assert_eq!(client.set(PREFIX, "amp", "99"), "value must be 6 to 32 A, not 99");
}

pub fn the_result_comes_before_the_value(broker: SocketAddr) {
    let (_charger, mut client) = connected(broker);
    client.so_far();
    client.publish(&format!("{PREFIX}/amp/set"), "11");
    let result = client.find("result or value", |message| {
        message.topic == format!("{PREFIX}/amp/result")
            || (message.topic == format!("{PREFIX}/amp") && message.payload == "11")
    });
    assert_eq!((result.topic, result.payload.as_str()), (format!("{PREFIX}/amp/result"), "success"));
    client.wait_for(&format!("{PREFIX}/amp"), "11");
}

pub fn a_retained_set_is_ignored(broker: SocketAddr) {
    let client = Mqtt::connect(broker);
    client.publish_retained(&format!("{PREFIX}/amp/set"), "9");
    let (charger, mut client) = connected(broker);
    assert_eq!(client.set(PREFIX, "dwo", "1000"), "success");
    assert_eq!(charger.value("amp"), 16);
    client.publish_retained(&format!("{PREFIX}/amp/set"), "");
}

pub fn writes_have_to_be_allowed(broker: SocketAddr) {
    let charger = Charger::without_broker();
    charger.set(&format!("mcu=\"mqtt://{broker}\"&mce=true"));
    charger.wait_for("mcc", |connected| *connected == true);
    let mut client = Mqtt::listen(broker, &format!("{PREFIX}/#"));
    let result = client.set(PREFIX, "amp", "10");
    assert!(result.contains("mcr"), "{result}");
    assert_eq!(charger.value("amp"), 16);
    charger.set("mcr=false");
    assert_eq!(client.set(PREFIX, "amp", "10"), "success");
}

pub fn another_prefix_is_used_at_once_and_null_gives_the_default_back(broker: SocketAddr) {
    let (charger, mut client) = connected(broker);
    client.wait_for(&format!("{PREFIX}/availability"), "online");
    let mut other = Mqtt::listen(broker, "garage/#");
    charger.set("mtp=\"garage/\"");
    client.wait_for(&format!("{PREFIX}/availability"), "offline");
    other.wait_for("garage/availability", "online");
    assert_eq!(other.set("garage", "amp", "12"), "success");
    charger.set("mtp=null");
    other.wait_for("garage/availability", "offline");
    client.wait_for(&format!("{PREFIX}/availability"), "online");
    assert_eq!(client.set(PREFIX, "amp", "13"), "success");
}

pub fn nothing_but_offline_is_left_under_a_former_prefix(broker: SocketAddr) {
    let (charger, mut client) = connected(broker);
    client.on(&format!("{PREFIX}/{}", published(&charger).last().unwrap()));
    let mut other = Mqtt::listen(broker, "garage/#");
    charger.set("mtp=\"garage\"");
    // The values come when all others are gone.
    other.on("garage/amp");
    let kept = Mqtt::listen(broker, &format!("{PREFIX}/#")).so_far();
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!((kept[0].topic.as_str(), kept[0].payload.as_str()), (&*format!("{PREFIX}/availability"), "offline"));
}

pub fn a_leading_slash_in_the_prefix_works(broker: SocketAddr) {
    let (charger, _) = connected(broker);
    let mut client = Mqtt::listen(broker, "/go-eCharger/123456/#");
    charger.set("mtp=\"/go-eCharger/123456\"");
    assert_eq!(client.on("/go-eCharger/123456/amp"), "16");
    assert_eq!(client.set("/go-eCharger/123456", "amp", "12"), "success");
}

pub fn last_will(broker: SocketAddr) {
    let (charger, mut client) = connected(broker);
    client.wait_for(&format!("{PREFIX}/availability"), "online");
    charger.kill();
    client.wait_for(&format!("{PREFIX}/availability"), "offline");
    let mut late = Mqtt::connect(broker);
    late.subscribe(&format!("{PREFIX}/availability"));
    let kept = late.next();
    assert_eq!((kept.payload.as_str(), kept.retained), ("offline", true));
}

pub fn an_interrupt_says_offline(broker: SocketAddr) {
    let (mut charger, mut client) = connected(broker);
    client.wait_for(&format!("{PREFIX}/availability"), "online");
    assert!(charger.interrupt().success());
    client.wait_for(&format!("{PREFIX}/availability"), "offline");
}

pub fn mce_false_disconnects(broker: SocketAddr) {
    let (charger, mut client) = connected(broker);
    client.wait_for(&format!("{PREFIX}/availability"), "online");
    charger.set("mce=false");
    client.wait_for(&format!("{PREFIX}/availability"), "offline");
    charger.wait_for("mcs", |started| *started == false);
    assert_eq!(charger.value("mcc"), false);
    assert_eq!(charger.value("mcca"), Value::Null);
}

pub fn a_restart_says_offline_and_comes_back(broker: SocketAddr) {
    let (charger, mut client) = connected(broker);
    client.wait_for(&format!("{PREFIX}/availability"), "online");
    charger.set("rst=true");
    client.wait_for(&format!("{PREFIX}/availability"), "offline");
    client.wait_for(&format!("{PREFIX}/availability"), "online");
}

pub fn a_change_shows_on_mqtt(broker: SocketAddr) {
    let (charger, mut client) = connected(broker);
    charger.sim("plug");
    client.wait_for(&format!("{PREFIX}/car"), "2");
    charger.set("frc=1");
    client.wait_for(&format!("{PREFIX}/alw"), "false");
}

/// A test for each row, with the broker that an expression makes; nothing is tested where it makes none.
#[macro_export]
macro_rules! mqtt_rows {
    ($broker:expr) => {
        $crate::mqtt_rows!($broker; topic_of_a_key values_are_json_and_retained
            on_connect_every_key_comes_once_in_device_order a_write_is_listened_for_on_set_only
            a_result_is_not_retained answers_to_writes the_result_comes_before_the_value a_retained_set_is_ignored
            writes_have_to_be_allowed another_prefix_is_used_at_once_and_null_gives_the_default_back
            nothing_but_offline_is_left_under_a_former_prefix a_leading_slash_in_the_prefix_works last_will an_interrupt_says_offline mce_false_disconnects
            a_restart_says_offline_and_comes_back a_change_shows_on_mqtt);
    };
    ($broker:expr; $($row:ident)*) => {
        $(
            #[test]
            fn $row() {
                if let Some((_broker, address)) = $broker {
                    common::rows::$row(address);
                }
            }
        )*
    };
}
