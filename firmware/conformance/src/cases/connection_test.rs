//! The test of the MQTT connection that key `mct` starts.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::broker::{Broker, Fake, Mosquitto, free_address};
use crate::mqtt::Mqtt;
use crate::{PREFIX, Response, Target};

const RUNNING: u8 = 1;
const SUCCEEDED: u8 = 2;
const FAILED: u8 = 3;

/// The longest that a test may take.
const LONGEST: Duration = Duration::from_secs(10);

/// How the test that was started ended: its state, and what it says.
fn ended(charger: &impl Target) -> (u64, Value) {
    let state = charger.wait_for("mcts", |state| *state != RUNNING);
    (state.as_u64().unwrap(), charger.value("mctr"))
}

/// Tests a broker's address with MQTT switched off, as on a new device.
fn test_of(charger: &impl Target, url: &str) -> (u64, Value) {
    charger.set_json(&json!({"mcu": url, "mct": true}));
    let (state, result) = ended(charger);
    // Nothing of the usual connection has moved.
    let usual = ["mce", "mcs", "mcc", "mlr", "mlra"].map(|key| charger.value(key));
    assert_eq!(usual, [json!(false), json!(false), json!(false), Value::Null, Value::Null]);
    (state, result)
}

fn failure_of(charger: &impl Target, url: &str) -> String {
    let (state, result) = test_of(charger, url);
    assert_eq!(state, u64::from(FAILED), "{result}");
    result.as_str().unwrap().to_owned()
}

fn start(charger: &impl Target) -> Response {
    charger.get("/api/set?mct=true")
}

/// Somebody who takes connections and never says anything.
fn silence(charger: &impl Target) -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = charger.reach(listener.local_addr().unwrap());
    (listener, address)
}

pub fn it_says_that_nothing_listens<T: Target>(charger: T) {
    let error = failure_of(&charger, &format!("mqtt://{}", charger.reach(free_address())));
    assert!(error.contains("connection refused"), "{error}");
}

pub fn it_says_that_there_is_no_address<T: Target>(charger: T) {
    assert!(failure_of(&charger, "").contains("no broker address"));
}

pub fn it_ends_within_ten_seconds_where_the_broker_is_silent<T: Target>(charger: T) {
    let (_listener, address) = silence(&charger);
    let begin = Instant::now();
    let error = failure_of(&charger, &format!("mqtt://{address}"));
    assert!(error.contains("says nothing"), "{error}");
    assert!(begin.elapsed() < LONGEST, "{:?}", begin.elapsed());
}

pub fn it_ends_within_ten_seconds_where_the_broker_forgets_the_subscription<T: Target>(charger: T) {
    let fake = Fake::new();
    charger.set(&format!("mcu=\"mqtt://{}\"&mct=true", charger.reach(fake.address())));
    let begin = Instant::now();
    let _guest = fake.accept();
    let (state, result) = ended(&charger);
    assert_eq!(state, u64::from(FAILED));
    assert!(result.as_str().unwrap().contains("does not answer any more"), "{result}");
    assert!(begin.elapsed() < LONGEST, "{:?}", begin.elapsed());
}

pub fn it_says_that_the_broker_forbids_the_topics<T: Target>(charger: T) {
    let fake = Fake::new();
    charger.set(&format!("mcu=\"mqtt://{}\"&mct=true", charger.reach(fake.address())));
    let mut guest = fake.accept();
    let (_, subscribe) = guest.packet();
    guest.acknowledge(&subscribe, 0x80);
    let (state, result) = ended(&charger);
    assert_eq!(state, u64::from(FAILED));
    assert!(result.as_str().unwrap().contains("SUBACK 128"), "{result}");
}

pub fn its_connection_has_a_name_of_its_own_and_no_last_will_and_is_closed<T: Target>(charger: T) {
    let fake = Fake::new();
    charger.set(&format!("mcu=\"mqtt://anna:secret@{}\"&mct=true", charger.reach(fake.address())));
    let mut guest = fake.accept();
    assert_eq!(guest.hello.client_id, "go-echarger_123456-test");
    assert_eq!((guest.hello.user.as_str(), guest.hello.password.as_str()), ("anna", "secret"));
    assert_eq!(guest.hello.will_topic, "");
    let (kind, packet) = guest.packet();
    assert_eq!(kind, 0x82, "SUBSCRIBE");
    let filter = format!("{PREFIX}/+/set");
    assert!(packet.windows(filter.len()).any(|part| part == filter.as_bytes()), "{packet:?}");
    guest.acknowledge(&packet, 1);
    let (kind, _) = guest.packet();
    assert_eq!(kind, 0xe0, "DISCONNECT");
    guest.await_end();
    assert_eq!(ended(&charger), (SUCCEEDED.into(), Value::Null));
}

pub fn it_says_of_a_wrong_password_what_mlr_says<T: Target>(charger: T) {
    let Some(broker) = Mosquitto::with_user("anna", "right") else { return };
    let place = charger.reach(broker.address());
    charger.set(&format!("mcu=\"mqtt://anna:wrong@{place}\"&mct=true"));
    let (state, result) = ended(&charger);
    assert_eq!(state, u64::from(FAILED));
    assert!(result.as_str().unwrap().starts_with("not authorized"), "{result}");
    charger.set("mce=true");
    assert_eq!(charger.wait_for("mlr", Value::is_string), result);
    charger.set(&format!("mce=false&mcu=\"mqtt://anna:right@{place}\"&mct=true"));
    assert_eq!(ended(&charger), (SUCCEEDED.into(), Value::Null));
}

pub fn a_second_start_is_refused_while_one_runs<T: Target>(charger: T) {
    let (_listener, address) = silence(&charger);
    charger.set(&format!("mcu=\"mqtt://{address}\"&mct=true"));
    let refused = start(&charger);
    assert_eq!(refused.status, 500);
    assert!(refused.body.contains("running already"), "{}", refused.body);
    assert_eq!(charger.value("mcts"), RUNNING);
}

pub fn a_change_of_the_settings_ends_it<T: Target>(charger: T) {
    let (_listener, address) = silence(&charger);
    charger.set(&format!("mcu=\"mqtt://{address}\"&mct=true"));
    // Whether MQTT is on is no such setting.
    charger.set("mce=true");
    charger.set("mce=false");
    assert_eq!(charger.value("mcts"), RUNNING);
    charger.set("mtp=\"garage\"");
    let (state, result) = ended(&charger);
    assert_eq!(state, u64::from(FAILED));
    assert!(result.as_str().unwrap().contains("settings were changed"), "{result}");
    assert_eq!(start(&charger).status, 200);
}

pub fn a_restart_of_the_device_forgets_it<T: Target>(charger: T) {
    let (_listener, address) = silence(&charger);
    charger.set(&format!("mcu=\"mqtt://{address}\"&mct=true"));
    charger.set("rst=true");
    charger.wait_for("mcts", |state| *state == 0);
    assert_eq!(charger.value("mctr"), Value::Null);
    assert_eq!(start(&charger).status, 200);
}

pub fn it_succeeds_while_mqtt_is_off<T: Target, B: Broker>(charger: T, broker: B) {
    let tested = test_of(&charger, &format!("mqtt://{}", charger.reach(broker.address())));
    assert_eq!(tested, (SUCCEEDED.into(), Value::Null));
}

pub fn the_usual_connection_stays_as_it_is<T: Target, B: Broker>(charger: T, broker: B) {
    charger.connect_to(broker.address());
    let since = charger.value("mcca");
    let mut client = Mqtt::listen(broker.address(), &format!("{PREFIX}/#"));
    // Over MQTT it is started likewise.
    assert_eq!(client.set(PREFIX, "mct", "true"), "success");
    client.wait_for(&format!("{PREFIX}/mcts"), "2");
    assert_eq!((charger.value("mcc"), charger.value("mcca"), charger.value("mlr")), (json!(true), since, Value::Null));
    let availability = format!("{PREFIX}/availability");
    assert!(client.so_far().iter().all(|message| message.topic != availability || message.payload == "online"));
    // What is written is carried out once, by the usual connection.
    assert_eq!(client.set(PREFIX, "amp", "10"), "success");
}
