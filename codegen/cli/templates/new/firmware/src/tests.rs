//! The device without any transport: time goes as fast as the tests want.

extern crate std;

use std::string::String;
use std::vec::Vec;

use keywright::http::{Method, Request};

use crate::Heater;
use crate::api::{Mode, http};

/// What it answers to `GET` of this target.
fn get(heater: &mut Heater, target: &str) -> (u16, String) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let request = Request { method: Method::Get, path, query, body: &mut [] };
    let (mut room, mut scratch) = ([0; 8192], [0; 256]);
    let mut out = keywright::Buf::new(&mut room);
    let answer = http::respond(heater, request, &mut scratch, &mut out);
    let body: Vec<u8> = out.filled().unwrap().to_vec();
    (answer.status, String::from_utf8(body).unwrap())
}

#[test]
fn it_heats_up_to_the_target_and_stays_there() {
    let mut heater = Heater::default();
    heater.tick(60_000);
    heater.tick(120_000);
    let room = heater.registry.room_temperature();
    assert!((19.5..20.5).contains(&room), "{room}");
    assert!(heater.registry.usage_since_start().heated > 0);
}

#[test]
fn a_boost_heats_above_the_target_and_ends() {
    let mut heater = Heater::default();
    heater.registry.set_target_temperature(5.0);
    assert_eq!(get(&mut heater, "/api/set?boost=10").0, 200);
    heater.tick(9_000);
    assert_eq!(heater.registry.boost_left(), Some(1));
    assert!(heater.registry.is_heating());
    heater.tick(11_000);
    assert_eq!(heater.registry.boost_left(), None);
    assert!(!heater.registry.is_heating());
}

#[test]
fn there_is_no_boost_while_it_is_off() {
    let mut heater = Heater::default();
    heater.registry.set_operating_mode(Mode::Off);
    let refused = r#"{"boost":"boost: the heater is off, set mode to 1 or 2 first"}"#;
    assert_eq!(get(&mut heater, "/api/set?boost=10"), (400, refused.into()));
}

#[test]
fn a_value_outside_its_range_is_refused() {
    let mut heater = Heater::default();
    let refused = r#"{"target":"target: value must be 5 to 30 °C, not 31"}"#;
    assert_eq!(get(&mut heater, "/api/set?target=31"), (400, refused.into()));
    assert_eq!(get(&mut heater, "/api/status?filter=target"), (200, r#"{"target":20}"#.into()));
}
