//! Every value of a fresh charger against the shapes that were seen on real ones. The table of these stands beside the
//! project, where it is there.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use common::{Charger, wait_until};
use firmware_conformance::Device;
use serde_json::Value;

/// Keys that are empty on a fresh charger, or on one in this world, and why.
const EMPTY: [(&str, &str); 9] = [
    ("cce", "there is no cable to a network"),
    ("eto_mid", "there is no certified meter"),
    ("wh_mid", "there is no certified meter"),
    ("led", "no light is drawn"),
    ("mcca", "MQTT is off"),
    ("ocppaa", "OCPP is off"),
    ("wg", "there is no meter of the house"),
    ("wo", "there is no meter of the house"),
    ("ws", "there is no meter of the house"),
];

/// The kinds of each key's values, as seen on any device.
fn seen(table: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut seen = BTreeMap::new();
    for line in table.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [key, _, goe, _, _, oem, ..] = columns.as_slice() else { continue };
        let kinds: Vec<&str> = [goe, oem].into_iter().flat_map(|shapes| shapes.split(" ; ")).map(kind).collect();
        let kinds: Vec<&str> = kinds.into_iter().filter(|kind| !kind.is_empty()).collect();
        if !kinds.is_empty() {
            seen.insert(*key, kinds);
        }
    }
    seen
}

/// `array[3] of int x2` is an array.
fn kind(shape: &str) -> &str {
    let shape = shape.trim();
    shape.find(|char: char| !char.is_ascii_alphabetic()).map_or(shape, |end| &shape[..end])
}

fn fits(value: &Value, kind: &str) -> bool {
    match kind {
        "int" => value.is_i64() || value.is_u64(),
        // A device leaves the fraction away where it is zero.
        "float" | "number" => value.is_number(),
        "bool" => value.is_boolean(),
        "string" => value.is_string(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        "null" => value.is_null(),
        other => panic!("a shape that is not known: {other}"),
    }
}

#[test]
fn values_have_the_shapes_of_real_devices() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference/shapes.tsv");
    let Ok(table) = fs::read_to_string(path) else {
        eprintln!("skipped: there is no table of the shapes of real devices");
        return;
    };
    let seen = seen(&table);
    let charger = Charger::without_broker();
    wait_until("the world is there", || !charger.value("rssi").is_null() && !charger.value("awcp").is_null());
    let status: BTreeMap<String, Value> = serde_json::from_str(&charger.get("/api/status").body).unwrap();
    let mut wrong = Vec::new();
    let mut compared = 0;
    for (key, value) in &status {
        let Some(kinds) = seen.get(key.as_str()) else { continue };
        compared += 1;
        // A whole number may have been a fraction that happened to be whole.
        let right = kinds.iter().any(|kind| fits(value, kind)) || (value.is_f64() && kinds.contains(&"int"));
        let empty = EMPTY.iter().find(|(known, _)| known == key);
        if let Some((_, why)) = empty {
            assert!(value.is_null(), "{key} is {value}, although {why}");
        } else if !right {
            wrong.push(format!("{key} is {value}, seen were {}", kinds.join(", ")));
        }
    }
    println!("{compared} of {} keys were seen on real devices", status.len());
    assert!(compared > 200 && wrong.is_empty(), "{compared}\n{}", wrong.join("\n"));
}
