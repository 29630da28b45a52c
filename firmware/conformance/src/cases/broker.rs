//! Connecting to a broker, seen from the side of the broker.

use serde_json::Value;

use crate::Target;
use crate::broker::{Broker, Fake, Mosquitto, No, free_address};

pub fn client_id_and_last_will<T: Target>(charger: T) {
    let fake = Fake::new();
    charger.set(&format!("mcu=\"mqtt://{}\"&mce=true", charger.reach(fake.address())));
    let guest = fake.accept();
    assert_eq!(guest.hello.client_id, "go-echarger_123456");
    assert_eq!(guest.hello.will_topic, "go-eCharger/123456/availability");
    assert_eq!(guest.hello.will_payload, "offline");
    assert!(guest.hello.will_retained);
}

pub fn the_charger_subscribes_first_and_publishes_retained_with_qos_0<T: Target>(charger: T) {
    let fake = Fake::new();
    charger.set(&format!("mcu=\"mqtt://{}\"&mce=true", charger.reach(fake.address())));
    let mut guest = fake.accept();
    // To what is set, and to what Home Assistant says.
    assert_eq!([guest.packet().0, guest.packet().0], [0x82; 2]);
    for _ in 0..100 {
        // PUBLISH, QoS 0, retained.
        assert_eq!(guest.packet().0, 0x31);
    }
}

pub fn user_and_password_come_from_the_address<T: Target>(charger: T) {
    let fake = Fake::new();
    charger.set(&format!("mcu=\"mqtt://anna:p%2540ss@{}\"&mce=true", charger.reach(fake.address())));
    let guest = fake.accept();
    assert_eq!((guest.hello.user.as_str(), guest.hello.password.as_str()), ("anna", "p@ss"));
}

pub fn something_that_is_no_broker_is_a_readable_error<T: Target>(charger: T) {
    let fake = Fake::new();
    charger.set(&format!("mcu=\"mqtt://{}\"&mce=true", charger.reach(fake.address())));
    let _stream = fake.say(&b"HTTP/1.1 400 Bad Request\r\n".repeat(20));
    let error = charger.wait_for("mlr", Value::is_string);
    assert!(error.as_str().unwrap().contains("does not answer in MQTT"), "{error}");
}

/// What `mlr` says of an address that can't work.
fn error_of(charger: &impl Target, url: &str) -> String {
    charger.set(&format!("mcu=\"{url}\"&mce=true"));
    let error = charger.wait_for("mlr", Value::is_string);
    assert_eq!(charger.value("mcs"), true);
    assert_eq!(charger.value("mcc"), false);
    assert!(charger.value("mlra").is_u64());
    error.as_str().unwrap().to_owned()
}

pub fn a_refused_connection_is_a_readable_error<T: Target>(charger: T) {
    let error = error_of(&charger, &format!("mqtt://{}", charger.reach(free_address())));
    assert!(error.contains("connection refused"), "{error}");
}

pub fn an_unknown_host_is_a_readable_error<T: Target>(charger: T) {
    let error = error_of(&charger, "mqtt://no-such-host.invalid");
    assert!(error.contains("no such host: no-such-host.invalid"), "{error}");
}

pub fn a_broker_that_says_nothing_is_a_readable_error<T: Target>(charger: T) {
    let fake = Fake::new();
    let error = error_of(&charger, &format!("mqtt://{}", charger.reach(fake.address())));
    assert!(error.contains("takes the connection, but says nothing"), "{error}");
}

pub fn a_broker_that_says_no_is_a_readable_error<T: Target>(charger: T) {
    let answers = [
        (No::Password, "password"),
        (No::NotAuthorized, "not authorized"),
        (No::ClientId, "client id"),
        (No::NotAvailable, "not available"),
    ];
    for (no, text) in answers {
        let fake = Fake::new();
        // Another address each time, so that it is tried at once.
        charger.set(&format!("mcu=\"mqtt://anna:secret@{}\"&mce=true", charger.reach(fake.address())));
        drop(fake.refuse(no));
        let error = charger.wait_for("mlr", |error| error.as_str().is_some_and(|error| error.contains(text)));
        assert!(!error.as_str().unwrap().contains("secret"), "{error}");
    }
}

pub fn a_wrong_password_is_a_readable_error<T: Target>(charger: T) {
    let Some(broker) = Mosquitto::with_user("anna", "right") else { return };
    let place = charger.reach(broker.address());
    charger.set(&format!("mcu=\"mqtt://anna:wrong@{place}\"&mce=true"));
    charger.wait_for("mlr", |error| error.as_str().is_some_and(|error| error.contains("password")));
    assert_eq!(charger.value("mcc"), false);
    charger.set(&format!("mcu=\"mqtt://anna:right@{place}\""));
    charger.wait_for("mcc", |connected| *connected == true);
}

fn serves(charger: &impl Target) {
    assert_eq!(charger.get("/api/status?filter=amp,fna").body, r#"{"amp":16,"fna":"Charger"}"#);
}

pub fn a_broker_that_sends_garbage<T: Target>(charger: T) {
    let fake = Fake::new();
    charger.set(&format!("mcu=\"mqtt://{}\"&mce=true", charger.reach(fake.address())));
    let mut guest = fake.accept();
    guest.say(&[0xf0; 4000]);
    charger.wait_for("mlr", Value::is_string);
    serves(&charger);
    // It tries again.
    drop(fake.accept());
}

pub fn a_broker_that_acknowledges_what_nobody_sent<T: Target>(charger: T) {
    let fake = Fake::new();
    charger.set(&format!("mcu=\"mqtt://{}\"&mce=true", charger.reach(fake.address())));
    let mut guest = fake.accept();
    // PUBACK, PUBREC, PUBREL and PUBCOMP with the greatest packet id.
    for kind in [0x40, 0x50, 0x62, 0x70] {
        guest.say(&[kind, 2, 0xff, 0xff]);
    }
    charger.wait_for("mlr", Value::is_string);
    serves(&charger);
}
