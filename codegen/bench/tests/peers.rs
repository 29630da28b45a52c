//! The peers do the same work: else the comparison would say nothing.

use keywright::{Buf, Rendered, write_status};
use keywright_bench::api::{self, Key};
use keywright_bench::{EXAMPLES, PHF, device, hash_map, mask, peer, peer_of, status};
use serde_json::Value;

/// Numbers as floats, so that `228` and `228.0` are the same.
fn plain(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::from(number.as_f64()),
        Value::Array(items) => items.into_iter().map(plain).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, plain(value))).collect(),
        other => other,
    }
}

/// What serde writes, as text and back: a value made directly would hold 32 bit floats with other digits.
fn reread(value: &impl serde::Serialize) -> Value {
    serde_json::from_slice(&serde_json::to_vec(value).unwrap()).unwrap()
}

#[test]
fn every_example_of_the_spec_is_taken() {
    assert_eq!(device().err(), None);
    assert!(EXAMPLES.len() > 100, "only {} keys have an example", EXAMPLES.len());
}

#[test]
fn serde_writes_the_same_status() {
    let mut device = device().unwrap();
    let ours: Value = serde_json::from_slice(&status(&mut device)).unwrap();
    let theirs = reread(&peer_of(&mut device).unwrap());
    assert_eq!(plain(ours), plain(theirs));
}

#[test]
fn serde_writes_the_same_filtered_status() {
    let mut device = device().unwrap();
    let mut text = Vec::new();
    write_status(&api::device_ref(&mut device), Some(&mask(&peer::FILTER)), &mut text);
    let ours: Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(ours.as_object().unwrap().len(), peer::FILTER.len());
    let theirs = reread(&peer::Filtered::of(peer_of(&mut device).unwrap()));
    assert_eq!(plain(ours), plain(theirs));
}

#[test]
fn the_kept_status_is_the_one_rendered_anew() {
    let mut device = device().unwrap();
    let mut kept = Rendered::new(vec![0; 64 * 1024], vec![0; Key::COUNT]);
    assert!(kept.refresh(&mut api::device_ref(&mut device)).is_some());
    device.registry.set_grid_frequency(Some(49.987));
    device.registry.set_pv_power(None);
    device.registry.set_total_energy(1_234_567);
    let mended = kept.refresh(&mut api::device_ref(&mut device)).unwrap().to_vec();
    let mut room = vec![0; 64 * 1024];
    let mut anew = Buf::new(&mut room);
    write_status(&api::device_ref(&mut device), None, &mut anew);
    assert_eq!(Some(mended.as_slice()), anew.filled());
}

#[test]
fn every_map_finds_every_name() {
    let map = hash_map();
    for key in Key::ALL {
        assert_eq!(Key::from_name(key.name()), Some(key));
        assert_eq!(PHF.get(key.name()), Some(&key.id().0));
        assert_eq!(map.get(key.name()), Some(&key.id().0));
    }
}

#[test]
fn a_set_through_serde_is_stored() {
    let mut status = peer_of(&mut device().unwrap()).unwrap();
    let set: peer::Set = serde_json::from_str(r#"{"amp":13,"fna":"garage"}"#).unwrap();
    set.store(&mut status);
    assert_eq!((status.requested_current, status.friendly_name.as_str()), (13, "garage"));
}
