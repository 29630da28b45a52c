//! HTTP and MQTT agree: whatever is written to whichever key, both take it or both refuse it, with the same text, and
//! the device is the same afterwards. Two things differ, as the wire contract says: HTTP puts the key before its text,
//! and takes text that is not JSON for a string where a key takes one.

mod common;

use common::values::{Write, any_write};
use firmware::SimulatedCharger;
use firmware::api::{self, Key};
use firmware::charger::{Identity, Variant};
use keywright::http::{Method, Request, respond};
use keywright::mqtt::Frame;
use keywright::{Buf, Device, Flags, Origin, Reveal, apply, write_value};
use keywright_device::{DeviceState, Moment, SALT};
use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::Value as Json;

type Charger = DeviceState<SimulatedCharger>;

/// A device that may be written to from everywhere.
fn device() -> Charger {
    let identity = Identity::new("123456", Variant::Kw11).expect("six digits");
    let mut charger = Charger::new(SimulatedCharger::new(&identity));
    charger.start(Moment::default());
    charger.tick(Moment::default(), [0; SALT]);
    open(&mut charger);
    charger
}

/// Undoes what a write may have done to the way in.
fn open(charger: &mut Charger) {
    for (key, value) in [(Key::mcr, "false"), (Key::hai, "true"), (Key::mtp, "null")] {
        let mut json = value.as_bytes().to_vec();
        apply(&mut charger.device(), key.id(), &mut json, Origin::Http).expect("both are settings");
    }
}

/// What a request answers of the key: nothing if it was set, else the text without the key before it.
fn over_http(charger: &mut Charger, write: &Write) -> Option<String> {
    let escaped: String = write.value.iter().map(|byte| format!("%{byte:02X}")).collect();
    let query = format!("{}={escaped}", write.key);
    let (mut scratch, mut room) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    let mut out = Buf::new(&mut room);
    let request = Request { method: Method::Get, path: "/api/set", query: &query, body: &mut [] };
    let status = respond(&mut charger.device(), request, &mut scratch, &mut out).status;
    let answer: Json = serde_json::from_str(out.as_str().expect("it fits")).expect("an answer is JSON");
    let text = match &answer[&write.key] {
        Json::Bool(true) => None,
        Json::String(text) => Some(text.strip_prefix(&format!("{}: ", write.key)).expect("the key").to_owned()),
        other => panic!("{other}"),
    };
    assert_eq!(status, if text.is_none() { 200 } else { 500 });
    text
}

/// What a message is answered with: nothing for `success`.
fn over_mqtt(charger: &mut Charger, write: &Write) -> Option<String> {
    let mut session = api::mqtt::Session::new();
    session.connect_info(&charger.device());
    session.start(&mut charger.device(), 0);
    let (mut topic, mut payload) = ([0; 128], [0; 4096]);
    let mut frame = Frame::new(&mut topic, &mut payload);
    let mut value = write.value.clone();
    let to = format!("go-eCharger/123456/{}/set", write.key);
    assert!(
        session.message(&mut charger.device(), &to, &mut value, false, &mut frame).is_some(),
        "each write is answered"
    );
    let text = frame.payload.as_str().expect("it fits").to_owned();
    (text != "success").then_some(text)
}

/// Every value of the device, what is never read included.
fn state(charger: &mut Charger) -> Vec<String> {
    let door = charger.device();
    let value = |key: Key| {
        let mut room = vec![0; 64 * 1024];
        let mut out = Buf::new(&mut room);
        write_value(&door, key.id(), Reveal::All, &mut out);
        format!("{}: {}", key.name(), out.as_str().expect("it fits"))
    };
    Key::ALL.into_iter().map(value).collect()
}

fn takes_text(charger: &mut Charger, key: &str) -> bool {
    let tables = charger.device().tables();
    tables
        .find(key)
        .and_then(|key| tables.info(key))
        .is_some_and(|info| info.flags.has(Flags::WRITE | Flags::TAKES_TEXT))
}

/// The write that means over MQTT what this one means over HTTP.
fn as_json(charger: &mut Charger, write: &Write) -> Write {
    let json = keywright::json::validate(std::str::from_utf8(&write.value).unwrap_or("\u{0}")).is_ok();
    match std::str::from_utf8(&write.value) {
        Ok(text) if !json && takes_text(charger, &write.key) => {
            Write { key: write.key.clone(), value: Json::from(text).to_string().into_bytes() }
        }
        _ => Write { key: write.key.clone(), value: write.value.clone() },
    }
}

/// The excerpt of the value at the end of a text: it shows what was sent, and with quotes that is another thing.
fn without_excerpt(text: Option<String>, differs: bool) -> Option<String> {
    text.map(|text| match text.find(", not ") {
        Some(at) if differs => text[..at].to_owned(),
        _ => text,
    })
}

proptest! {
    #![proptest_config(Config { cases: 1500, failure_persistence: None, ..Config::default() })]

    #[test]
    fn both_take_the_same_values_and_refuse_the_others_with_the_same_text(
        writes in prop::collection::vec(any_write(), 1..6)
    ) {
        let (mut one, mut other) = (device(), device());
        for write in &writes {
            let message = as_json(&mut other, write);
            let differs = message.value != write.value;
            let http = without_excerpt(over_http(&mut one, write), differs);
            let mqtt = without_excerpt(over_mqtt(&mut other, &message), differs);
            let shown = String::from_utf8_lossy(&write.value);
            prop_assert_eq!(http, mqtt, "{} = {}", write.key, shown);
            prop_assert_eq!(state(&mut one), state(&mut other), "{} = {}", write.key, shown);
            open(&mut one);
            open(&mut other);
        }
    }
}
