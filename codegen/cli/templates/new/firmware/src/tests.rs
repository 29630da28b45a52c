//! The device without any transport: time goes as fast as the tests want.

use keywright::{Origin, apply};
use keywright_device::{DeviceState, Moment, SALT};

use crate::Heater;
use crate::api::{Key, Mode};

fn heater() -> DeviceState<Heater> {
    let mut heater = DeviceState::new(Heater::default());
    heater.start(Moment::default());
    heater
}

fn run_to(heater: &mut DeviceState<Heater>, now: u64) {
    heater.tick(Moment { now, unix_ms: None }, [0; SALT]);
}

/// Sets a key as a client does.
fn set(heater: &mut DeviceState<Heater>, key: Key, json: &str) -> bool {
    let mut value = [0; 64];
    let value = &mut value[..json.len()];
    value.copy_from_slice(json.as_bytes());
    apply(&mut heater.device(), key.id(), value, Origin::Http).is_ok()
}

#[test]
fn it_heats_up_to_the_target_and_stays_there() {
    let mut heater = heater();
    run_to(&mut heater, 60_000);
    run_to(&mut heater, 120_000);
    let room = heater.application.registry.room_temperature();
    assert!((19.5..20.5).contains(&room), "{room}");
    assert!(heater.application.registry.usage_since_start().heated > 0);
}

#[test]
fn a_boost_heats_above_the_target_and_ends() {
    let mut heater = heater();
    assert!(set(&mut heater, Key::target, "5") && set(&mut heater, Key::boost, "10"));
    run_to(&mut heater, 9_000);
    assert_eq!(heater.application.registry.boost_left(), Some(1));
    run_to(&mut heater, 11_000);
    assert_eq!(heater.application.registry.boost_left(), None);
}

#[test]
fn there_is_no_boost_while_it_is_off() {
    let mut heater = heater();
    heater.application.registry.set_operating_mode(Mode::Off);
    assert!(!set(&mut heater, Key::boost, "10"));
}
