//! What is of the machine: its start and its end, what it is told, and what it can not do.

use board_tests::{Flash, Machine};
use firmware_conformance::Device;
use firmware_conformance::broker::{Broker, Mosquitto};
use firmware_conformance::mqtt::Mqtt;

#[test]
fn a_panic_says_why_and_has_an_exit_code() {
    if !Machine::is_possible() {
        return;
    }
    let mut machine = Machine::start(Flash::new(), "panic=now");
    assert_eq!(machine.exit_code(), Some(101));
    machine.await_log("asked to panic", 1);
    machine.await_log("/src/lib.rs:", 1);
}

#[test]
fn a_serial_number_that_is_none_is_said() {
    if !Machine::is_possible() {
        return;
    }
    let mut machine = Machine::start(Flash::new(), "serial=12");
    assert_eq!(machine.exit_code(), Some(101));
    machine.await_log("a serial number has six digits", 1);
}

#[test]
fn it_starts_many_times_in_a_row() {
    if !Machine::is_possible() {
        return;
    }
    let boots = std::env::var("BOOTS").ok().and_then(|boots| boots.parse().ok()).unwrap_or(20);
    let mut flash = Flash::new();
    for boot in 1..=boots {
        let machine = Machine::ready(flash, "serial=444442");
        let count = machine.value("rbc").as_u64();
        assert!(count.is_some_and(|count| (1..=boot).contains(&count)), "boot {boot}: {count:?}");
        flash = machine.kill();
    }
}

#[test]
fn a_new_machine_takes_the_broker_that_it_is_told_of() {
    let Some(broker) = Machine::is_possible().then(Mosquitto::start).flatten() else { return };
    let mut client = Mqtt::listen(broker.address(), "go-eCharger/222221/#");
    let _machine =
        Machine::ready(Flash::new(), &format!("serial=222221 mqtt=mqtt://10.0.2.2:{}", broker.address().port()));
    client.wait_for("go-eCharger/222221/availability", "online");
}

#[test]
fn an_encrypted_connection_is_none_that_it_can_have() {
    if !Machine::is_possible() {
        return;
    }
    let machine = Machine::ready(Flash::new(), "mqtt=mqtts://10.0.2.2:8883");
    let error = machine.wait_for("mlr", |error| error.is_string());
    assert!(error.as_str().is_some_and(|error| error.contains("mcu has to begin with mqtt://")), "{error}");
}
