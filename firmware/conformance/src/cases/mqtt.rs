//! The rows of the wire contract on MQTT, each for any broker.

use serde_json::Value;

use crate::broker::Broker;
use crate::mqtt::Mqtt;
use crate::{PREFIX, Target};

/// Keys that can be read over HTTP and are not on MQTT.
const HTTP_ALONE: [&str; 1] = ["phh"];

/// The keys that have a topic, in device order.
fn published(charger: &impl Target) -> Vec<String> {
    let mut keys = charger.get("/api/status").keys();
    keys.retain(|key| !HTTP_ALONE.contains(&key.as_str()));
    keys
}

/// A charger that is connected to a broker and takes writes, and a client that hears all it says from now on.
fn connected<T: Target>(charger: T, broker: &impl Broker) -> (T, Mqtt) {
    charger.connect_to(broker.address());
    let client = Mqtt::listen(broker.address(), &format!("{PREFIX}/#"));
    (charger, client)
}

pub fn topic_of_a_key<T: Target, B: Broker>(charger: T, broker: B) {
    let (_charger, mut client) = connected(charger, &broker);
    assert_eq!(client.on(&format!("{PREFIX}/amp")), "16");
}

pub fn values_are_json_and_retained<T: Target, B: Broker>(charger: T, broker: B) {
    let (charger, mut client) = connected(charger, &broker);
    let keys = published(&charger);
    // The last key of the first burst.
    client.on(&format!("{PREFIX}/{}", keys.last().unwrap()));
    let mut late = Mqtt::listen(broker.address(), &format!("{PREFIX}/+"));
    for key in &keys {
        let topic = format!("{PREFIX}/{key}");
        let kept = late.find(&topic, |message| message.topic == topic && message.retained);
        assert!(serde_json::from_str::<Value>(&kept.payload).is_ok(), "{topic}: {}", kept.payload);
    }
}

pub fn on_connect_every_key_comes_once_in_device_order<T: Target, B: Broker>(charger: T, broker: B) {
    let order = published(&charger);
    let mut client = Mqtt::listen(broker.address(), &format!("{PREFIX}/+"));
    charger.connect_to(broker.address());
    assert_eq!(client.next_message().topic, format!("{PREFIX}/availability"));
    let mut heard = Vec::new();
    while heard.len() < order.len() {
        let topic = client.next_message().topic;
        let key = topic.rsplit('/').next().unwrap().to_owned();
        // A key that changes meanwhile comes again.
        if !heard.contains(&key) {
            heard.push(key);
        }
    }
    assert_eq!(heard, order);
}

pub fn a_write_is_listened_for_on_set_only<T: Target, B: Broker>(charger: T, broker: B) {
    let (charger, mut client) = connected(charger, &broker);
    client.publish(&format!("{PREFIX}/amp"), "8");
    assert_eq!(client.set(PREFIX, "dwo", "1000"), "success");
    assert_eq!(charger.value("amp"), 16);
    assert_eq!(client.set(PREFIX, "amp", "10"), "success");
    assert_eq!(charger.value("amp"), 10);
}

pub fn a_result_is_not_retained<T: Target, B: Broker>(charger: T, broker: B) {
    let (_charger, mut client) = connected(charger, &broker);
    client.set(PREFIX, "amp", "10");
    let mut late = Mqtt::connect(broker.address());
    late.subscribe(&format!("{PREFIX}/amp/#"));
    let kept = late.so_far();
    assert!(kept.iter().all(|message| message.topic == format!("{PREFIX}/amp")), "{kept:?}");
}

pub fn answers_to_writes<T: Target, B: Broker>(charger: T, broker: B) {
    let (_charger, mut client) = connected(charger, &broker);
    assert_eq!(client.set(PREFIX, "fna", "new_name"), "invalid json IncompleteInput: new_name");
    assert_eq!(client.set(PREFIX, "fna", "0"), "value must be string 0");
    assert_eq!(client.set(PREFIX, "alw", "true"), "tried to set api key without setter (true)");
    assert_eq!(client.set(PREFIX, "fna", "\"new_name\""), "success");
    assert_eq!(client.set(PREFIX, "amp", "99"), "value must be 6 to 32 A, not 99");
}

pub fn the_result_comes_before_the_value<T: Target, B: Broker>(charger: T, broker: B) {
    let (_charger, mut client) = connected(charger, &broker);
    client.so_far();
    client.publish(&format!("{PREFIX}/amp/set"), "11");
    let result = client.find("result or value", |message| {
        message.topic == format!("{PREFIX}/amp/result")
            || (message.topic == format!("{PREFIX}/amp") && message.payload == "11")
    });
    assert_eq!((result.topic, result.payload.as_str()), (format!("{PREFIX}/amp/result"), "success"));
    client.wait_for(&format!("{PREFIX}/amp"), "11");
}

pub fn a_retained_set_is_ignored<T: Target, B: Broker>(charger: T, broker: B) {
    let mut client = Mqtt::connect(broker.address());
    client.publish_retained(&format!("{PREFIX}/amp/set"), "9");
    // By then the broker has it.
    client.so_far();
    let (charger, mut client) = connected(charger, &broker);
    assert_eq!(client.set(PREFIX, "dwo", "1000"), "success");
    assert_eq!(charger.value("amp"), 16);
    client.publish_retained(&format!("{PREFIX}/amp/set"), "");
}

pub fn writes_have_to_be_allowed<T: Target, B: Broker>(charger: T, broker: B) {
    charger.set(&format!("mcu=\"mqtt://{}\"&mce=true", charger.reach(broker.address())));
    charger.wait_for("mcc", |connected| *connected == true);
    let mut client = Mqtt::listen(broker.address(), &format!("{PREFIX}/#"));
    let result = client.set(PREFIX, "amp", "10");
    assert!(result.contains("mcr"), "{result}");
    assert_eq!(charger.value("amp"), 16);
    charger.set("mcr=false");
    assert_eq!(client.set(PREFIX, "amp", "10"), "success");
}

pub fn another_prefix_is_used_at_once_and_null_gives_the_default_back<T: Target, B: Broker>(charger: T, broker: B) {
    let (charger, mut client) = connected(charger, &broker);
    client.wait_for(&format!("{PREFIX}/availability"), "online");
    let mut other = Mqtt::listen(broker.address(), "garage/#");
    charger.set("mtp=\"garage/\"");
    client.wait_for(&format!("{PREFIX}/availability"), "offline");
    other.wait_for("garage/availability", "online");
    assert_eq!(other.set("garage", "amp", "12"), "success");
    charger.set("mtp=null");
    other.wait_for("garage/availability", "offline");
    client.wait_for(&format!("{PREFIX}/availability"), "online");
    assert_eq!(client.set(PREFIX, "amp", "13"), "success");
}

pub fn nothing_but_offline_is_left_under_a_former_prefix<T: Target, B: Broker>(charger: T, broker: B) {
    let (charger, mut client) = connected(charger, &broker);
    client.on(&format!("{PREFIX}/{}", published(&charger).last().unwrap()));
    let mut other = Mqtt::listen(broker.address(), "garage/#");
    charger.set("mtp=\"garage\"");
    // The values come when all others are gone.
    other.on("garage/amp");
    let kept = Mqtt::listen(broker.address(), &format!("{PREFIX}/#")).so_far();
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!((kept[0].topic.as_str(), kept[0].payload.as_str()), (&*format!("{PREFIX}/availability"), "offline"));
}

pub fn a_leading_slash_in_the_prefix_works<T: Target, B: Broker>(charger: T, broker: B) {
    let (charger, _) = connected(charger, &broker);
    let mut client = Mqtt::listen(broker.address(), "/go-eCharger/123456/#");
    charger.set("mtp=\"/go-eCharger/123456\"");
    assert_eq!(client.on("/go-eCharger/123456/amp"), "16");
    assert_eq!(client.set("/go-eCharger/123456", "amp", "12"), "success");
}

pub fn last_will<T: Target, B: Broker>(charger: T, broker: B) {
    let (charger, mut client) = connected(charger, &broker);
    client.wait_for(&format!("{PREFIX}/availability"), "online");
    let _memory = charger.cut_power();
    client.wait_for(&format!("{PREFIX}/availability"), "offline");
    let mut late = Mqtt::connect(broker.address());
    late.subscribe(&format!("{PREFIX}/availability"));
    let kept = late.next_message();
    assert_eq!((kept.payload.as_str(), kept.retained), ("offline", true));
}

pub fn mce_false_disconnects<T: Target, B: Broker>(charger: T, broker: B) {
    let (charger, mut client) = connected(charger, &broker);
    client.wait_for(&format!("{PREFIX}/availability"), "online");
    charger.set("mce=false");
    client.wait_for(&format!("{PREFIX}/availability"), "offline");
    charger.wait_for("mcs", |started| *started == false);
    assert_eq!(charger.value("mcc"), false);
    assert_eq!(charger.value("mcca"), Value::Null);
}

pub fn a_restart_says_offline_and_comes_back<T: Target, B: Broker>(charger: T, broker: B) {
    let (charger, mut client) = connected(charger, &broker);
    client.wait_for(&format!("{PREFIX}/availability"), "online");
    charger.set("rst=true");
    client.wait_for(&format!("{PREFIX}/availability"), "offline");
    client.wait_for(&format!("{PREFIX}/availability"), "online");
}

pub fn a_change_shows_on_mqtt<T: Target, B: Broker>(charger: T, broker: B) {
    let (charger, mut client) = connected(charger, &broker);
    charger.sim("plug");
    client.wait_for(&format!("{PREFIX}/car"), "2");
    charger.set("frc=1");
    client.wait_for(&format!("{PREFIX}/alw"), "false");
}

pub fn a_connection_shows_in_the_status_keys<T: Target, B: Broker>(charger: T, broker: B) {
    let (charger, _client) = connected(charger, &broker);
    assert_eq!(charger.value("mcs"), true);
    let (since, now) = (charger.value("mcca").as_u64().unwrap(), charger.value("rbt").as_u64().unwrap());
    assert!(since <= now, "{since} {now}");
}

pub fn a_restarted_broker_gets_everything_again<T: Target, B: Broker>(charger: T, mut broker: B) {
    let (charger, client) = connected(charger, &broker);
    drop(client);
    broker.kill();
    charger.wait_for("mcc", |connected| *connected == false);
    assert!(charger.value("mlr").as_str().unwrap().contains("connection lost"));
    broker.again();
    charger.wait_for("mcc", |connected| *connected == true);
    let mut client = Mqtt::listen(broker.address(), &format!("{PREFIX}/#"));
    assert_eq!(client.on(&format!("{PREFIX}/sse")), "\"123456\"");
    assert_eq!(client.set(PREFIX, "amp", "14"), "success");
}

pub fn another_broker_is_used_at_once<T: Target, B: Broker>(charger: T, broker: B) {
    let Some(second) = B::start() else { return };
    let (charger, mut client) = connected(charger, &broker);
    client.wait_for(&format!("{PREFIX}/availability"), "online");
    charger.set(&format!("mcu=\"mqtt://{}\"", charger.reach(second.address())));
    client.wait_for(&format!("{PREFIX}/availability"), "offline");
    let mut client = Mqtt::listen(second.address(), &format!("{PREFIX}/#"));
    client.wait_for(&format!("{PREFIX}/availability"), "online");
}

pub fn messages_that_are_wrong_change_nothing<T: Target, B: Broker>(charger: T, broker: B) {
    let (charger, mut client) = connected(charger, &broker);
    let before = charger.get("/api/status?filter=amp,fna,clp").body;
    let deep = "[".repeat(2000);
    let payloads: [&[u8]; 7] = [b"", b"1x", b"\"16\"", b"99", b"\xff\xfe", deep.as_bytes(), b"{\"a\":1}"];
    for payload in payloads {
        assert_ne!(client.set(PREFIX, "amp", payload), "success");
    }
    assert_ne!(client.set(PREFIX, "nosuchkey", "1"), "success");
    assert_eq!(charger.get("/api/status?filter=amp,fna,clp").body, before);
    assert_eq!(client.set(PREFIX, "amp", "10"), "success");
}

pub fn a_message_that_is_too_long_keeps_nobody_out<T: Target, B: Broker>(charger: T, broker: B) {
    let (charger, mut client) = connected(charger, &broker);
    client.publish(&format!("{PREFIX}/amp/set"), "1".repeat(200_000));
    client.publish(&format!("{PREFIX}/amp/set"), "10");
    // A broker need not hand the long one over; where it does, another result comes first.
    client.wait_for(&format!("{PREFIX}/amp/result"), "success");
    assert_eq!(charger.value("amp"), 10);
}

pub fn a_broker_that_vanishes_takes_nobody_along<T: Target, B: Broker>(charger: T, mut broker: B) {
    let (charger, _client) = connected(charger, &broker);
    broker.kill();
    charger.wait_for("mcc", |connected| *connected == false);
    assert_eq!(charger.get("/api/status?filter=amp,fna").body, r#"{"amp":16,"fna":"Charger"}"#);
}
