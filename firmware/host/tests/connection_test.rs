//! The test of the MQTT connection that key `mct` starts, over TLS. What every device does in it is in the suite.

mod common;

use common::Charger;
use common::certificates::Authority;
use common::secure::secure;
use firmware_conformance::Device;
use serde_json::{Value, json};

const RUNNING: u8 = 1;
const SUCCEEDED: u8 = 2;
const FAILED: u8 = 3;

/// How the test that was started ended: its state, and what it says.
fn ended(charger: &Charger) -> (u64, Value) {
    let state = charger.wait_for("mcts", |state| *state != RUNNING);
    (state.as_u64().unwrap(), charger.value("mctr"))
}

#[test]
fn it_says_that_the_brokers_certificate_is_not_trusted() {
    let authority = Authority::new("house");
    let Some(broker) = secure(&authority.broker(), &[], "") else { return };
    let charger = Charger::without_broker();
    charger.set_json(&json!({"mcu": format!("mqtts://{}", broker.address), "mqg": false, "mct": true}));
    let (state, result) = ended(&charger);
    assert_eq!(state, u64::from(FAILED));
    assert!(result.as_str().unwrap().contains("set msc"), "{result}");
    charger.set_json(&json!({"msc": authority.certificate, "mct": true}));
    assert_eq!(ended(&charger), (SUCCEEDED.into(), Value::Null));
}
