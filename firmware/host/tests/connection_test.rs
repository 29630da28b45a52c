//! The test of the MQTT connection that key `mct` starts, most of it against the mosquitto broker, where it is installed.

mod common;

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use common::brokers::{Fake, Mosquitto, free_address, read_packet};
use common::certificates::Authority;
use common::mqtt::Mqtt;
use common::rows::PREFIX;
use common::{Charger, Response};
use serde_json::{Value, json};

const RUNNING: u8 = 1;
const SUCCEEDED: u8 = 2;
const FAILED: u8 = 3;

/// The longest that a test may take.
const LONGEST: Duration = Duration::from_secs(10);

fn installed<T>(broker: Option<T>) -> Option<T> {
    if broker.is_none() {
        eprintln!("skipped: mosquitto is not installed");
    }
    broker
}

/// How the test that was started ended: its state, and what it says.
fn ended(charger: &Charger) -> (u64, Value) {
    let state = charger.wait_for("mcts", |state| *state != RUNNING);
    (state.as_u64().unwrap(), charger.value("mctr"))
}

/// Tests a broker's address with MQTT switched off, as on a new device.
fn test_of(url: &str) -> (u64, Value) {
    let charger = Charger::without_broker();
    charger.set_json(&json!({"mcu": url, "mct": true}));
    let (state, result) = ended(&charger);
    // Nothing of the usual connection has moved.
    let usual = ["mce", "mcs", "mcc", "mlr", "mlra"].map(|key| charger.value(key));
    assert_eq!(usual, [json!(false), json!(false), json!(false), Value::Null, Value::Null]);
    (state, result)
}

fn failure_of(url: &str) -> String {
    let (state, result) = test_of(url);
    assert_eq!(state, u64::from(FAILED), "{result}");
    result.as_str().unwrap().to_owned()
}

fn start(charger: &Charger) -> Response {
    charger.get("/api/set?mct=true")
}

/// Somebody who takes connections and never says anything.
fn silence() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

#[test]
fn it_succeeds_while_mqtt_is_off() {
    let host = Charger::start();
    assert_eq!(test_of(&format!("mqtt://{}", host.broker())), (SUCCEEDED.into(), Value::Null));
}

#[test]
fn it_succeeds_with_mosquitto() {
    let Some(broker) = installed(Mosquitto::start("")) else { return };
    assert_eq!(test_of(&format!("mqtt://{}", broker.address)), (SUCCEEDED.into(), Value::Null));
}

#[test]
fn it_says_of_a_wrong_password_what_mlr_says() {
    let Some(broker) = installed(Mosquitto::with_user("anna", "right")) else { return };
    let charger = Charger::without_broker();
    charger.set(&format!("mcu=\"mqtt://anna:wrong@{}\"&mct=true", broker.address));
    let (state, result) = ended(&charger);
    assert_eq!(state, u64::from(FAILED));
    assert!(result.as_str().unwrap().starts_with("not authorized"), "{result}");
    charger.set("mce=true");
    assert_eq!(charger.wait_for("mlr", Value::is_string), result);
    charger.set(&format!("mce=false&mcu=\"mqtt://anna:right@{}\"&mct=true", broker.address));
    assert_eq!(ended(&charger), (SUCCEEDED.into(), Value::Null));
}

#[test]
fn it_says_that_nothing_listens() {
    let error = failure_of(&format!("mqtt://{}", free_address()));
    assert!(error.contains("connection refused"), "{error}");
}

#[test]
fn it_says_that_there_is_no_address() {
    assert!(failure_of("").contains("no broker address"));
}

#[test]
fn it_ends_within_ten_seconds_where_the_broker_is_silent() {
    let (_listener, address) = silence();
    let begin = Instant::now();
    let error = failure_of(&format!("mqtt://{address}"));
    assert!(error.contains("says nothing"), "{error}");
    assert!(begin.elapsed() < LONGEST, "{:?}", begin.elapsed());
}

#[test]
fn it_ends_within_ten_seconds_where_the_broker_forgets_the_subscription() {
    let fake = Fake::new();
    let charger = Charger::without_broker();
    charger.set(&format!("mcu=\"mqtt://{}\"&mct=true", fake.address()));
    let begin = Instant::now();
    let (_, _stream) = fake.accept(0);
    let (state, result) = ended(&charger);
    assert_eq!(state, u64::from(FAILED));
    assert!(result.as_str().unwrap().contains("does not answer any more"), "{result}");
    assert!(begin.elapsed() < LONGEST, "{:?}", begin.elapsed());
}

#[test]
fn it_says_that_the_broker_forbids_the_topics() {
    let fake = Fake::new();
    let charger = Charger::without_broker();
    charger.set(&format!("mcu=\"mqtt://{}\"&mct=true", fake.address()));
    let (_, mut stream) = fake.accept(0);
    let (_, subscribe) = read_packet(&mut stream);
    stream.write_all(&[0x90, 3, subscribe[0], subscribe[1], 0x80]).unwrap();
    let (state, result) = ended(&charger);
    assert_eq!(state, u64::from(FAILED));
    assert!(result.as_str().unwrap().contains("SUBACK 128"), "{result}");
}

#[test]
fn it_says_that_the_brokers_certificate_is_not_trusted() {
    let authority = Authority::new("house");
    let Some(broker) = installed(Mosquitto::secure(&authority.broker(), &[], "")) else { return };
    let charger = Charger::without_broker();
    charger.set_json(&json!({"mcu": format!("mqtts://{}", broker.address), "mqg": false, "mct": true}));
    let (state, result) = ended(&charger);
    assert_eq!(state, u64::from(FAILED));
    assert!(result.as_str().unwrap().contains("set msc"), "{result}");
    charger.set_json(&json!({"msc": authority.certificate, "mct": true}));
    assert_eq!(ended(&charger), (SUCCEEDED.into(), Value::Null));
}

#[test]
fn its_connection_has_a_name_of_its_own_and_no_last_will_and_is_closed() {
    let fake = Fake::new();
    let charger = Charger::without_broker();
    charger.set(&format!("mcu=\"mqtt://anna:secret@{}\"&mct=true", fake.address()));
    let (hello, mut stream) = fake.accept(0);
    assert_eq!(hello.client_id, "go-echarger_123456-test");
    assert_eq!((hello.user.as_str(), hello.password.as_str()), ("anna", "secret"));
    assert_eq!(hello.will_topic, "");
    let (kind, packet) = read_packet(&mut stream);
    assert_eq!(kind, 0x82, "SUBSCRIBE");
    let filter = format!("{PREFIX}/+/set");
    assert!(packet.windows(filter.len()).any(|part| part == filter.as_bytes()), "{packet:?}");
    stream.write_all(&[0x90, 3, packet[0], packet[1], 1]).unwrap();
    let (kind, _) = read_packet(&mut stream);
    assert_eq!(kind, 0xe0, "DISCONNECT");
    assert_eq!(stream.read(&mut [0]).unwrap(), 0);
    assert_eq!(ended(&charger), (SUCCEEDED.into(), Value::Null));
}

#[test]
fn the_usual_connection_stays_as_it_is() {
    let host = Charger::start();
    let charger = Charger::without_broker();
    charger.connect_to(host.broker());
    let since = charger.value("mcca");
    let mut client = Mqtt::listen(host.broker(), &format!("{PREFIX}/#"));
    // Over MQTT it is started likewise.
    assert_eq!(client.set(PREFIX, "mct", "true"), "success");
    client.wait_for(&format!("{PREFIX}/mcts"), "2");
    assert_eq!((charger.value("mcc"), charger.value("mcca"), charger.value("mlr")), (json!(true), since, Value::Null));
    let availability = format!("{PREFIX}/availability");
    assert!(client.so_far().iter().all(|message| message.topic != availability || message.payload == "online"));
    // What is written is carried out once, by the usual connection.
    assert_eq!(client.set(PREFIX, "amp", "10"), "success");
}

#[test]
fn a_second_start_is_refused_while_one_runs() {
    let (_listener, address) = silence();
    let charger = Charger::without_broker();
    charger.set(&format!("mcu=\"mqtt://{address}\"&mct=true"));
    let refused = start(&charger);
    assert_eq!(refused.status, 500);
    assert!(refused.body.contains("running already"), "{}", refused.body);
    assert_eq!(charger.value("mcts"), RUNNING);
}

#[test]
fn a_change_of_the_settings_ends_it() {
    let (_listener, address) = silence();
    let charger = Charger::without_broker();
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

#[test]
fn a_restart_of_the_device_forgets_it() {
    let (_listener, address) = silence();
    let charger = Charger::without_broker();
    charger.set(&format!("mcu=\"mqtt://{address}\"&mct=true"));
    charger.set("rst=true");
    charger.wait_for("mcts", |state| *state == 0);
    assert_eq!(charger.value("mctr"), Value::Null);
    assert_eq!(start(&charger).status, 200);
}
