//! MQTT against mosquitto.

use board_tests::{Broker, Flash, Machine, get, publish};

/// A machine whose broker may write to it, and that has told it everything.
fn connected(serial: &str) -> Option<(Flash, Broker, Machine)> {
    let (flash, broker) = (Flash::new(), Broker::start()?);
    let machine = Machine::ready(&flash, &format!("serial={serial} mqtt={}", broker.url()))?;
    broker.await_message(&format!("go-eCharger/{serial}/availability online"));
    assert_eq!(get(machine.http(), "/api/set?mcr=false").status, 200);
    broker.await_message(&format!("go-eCharger/{serial}/mcr false"));
    Some((flash, broker, machine))
}

#[test]
fn a_set_is_answered_and_its_value_published() {
    let Some((_flash, broker, machine)) = connected("222221") else { return };
    publish(broker.port(), "go-eCharger/222221/amp/set", "13");
    broker.await_message("go-eCharger/222221/amp/result success");
    broker.await_message("go-eCharger/222221/amp 13");
    publish(broker.port(), "go-eCharger/222221/amp/set", "99");
    broker.await_message("go-eCharger/222221/amp 13");
    assert_eq!(get(machine.http(), "/api/status?filter=amp,mcc").text(), "{\"amp\":13,\"mcc\":true}");
}

#[test]
fn all_keys_are_published() {
    let Some((_flash, broker, _machine)) = connected("222222") else { return };
    board_tests::wait_for(|| (broker.count() > 250).then_some(()), || format!("{} messages", broker.count()));
}

#[test]
fn a_killed_machine_is_offline() {
    let Some((_flash, broker, machine)) = connected("222223") else { return };
    machine.kill();
    broker.await_message("go-eCharger/222223/availability offline");
}

#[test]
fn after_a_restart_of_the_broker_it_comes_back() {
    let Some((_flash, mut broker, machine)) = connected("222224") else { return };
    broker.restart();
    machine.await_log("MQTT: connected", 2);
    broker.await_message("go-eCharger/222224/availability online");
    broker.await_message("go-eCharger/222224/amp 16");
}

#[test]
fn why_there_is_no_connection_is_told() {
    let flash = Flash::new();
    let Some(machine) = Machine::ready(&flash, "serial=222225 mqtt=mqtts://10.0.2.2:8883") else { return };
    machine.await_log("mcu has to begin with mqtt://", 1);
    assert!(get(machine.http(), "/api/status?filter=mlr").text().contains("mcu has to begin with mqtt://"));
}
