#![doc = include_str!("../README.md")]

use std::collections::HashMap;

use keywright::{KeyId, ValueError, restore, write_status};

/// The charger, as keywright makes it from its spec.
#[allow(missing_docs, reason = "what the spec describes carries its texts; the rest is data")]
pub mod api {
    keywright::api!("../../spec/spec.yaml");
}

/// The charger as serde has it.
#[allow(missing_docs, non_snake_case, reason = "fields are named as the spec names them")]
pub mod peer {
    use serde::{Deserialize, Serialize};

    include!(concat!(env!("OUT_DIR"), "/peer.rs"));
}

include!(concat!(env!("OUT_DIR"), "/names.rs"));
include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// A device that takes every write and does nothing else.
#[derive(Debug)]
pub struct Device {
    /// Its values.
    pub registry: api::Registry,
}

mod commands {
    use super::Device;
    use super::api::*;

    include!(concat!(env!("OUT_DIR"), "/commands.rs"));
}

/// An example of the spec that the device does not take.
#[derive(Debug, PartialEq)]
pub struct Rejected {
    /// Its key.
    pub key: &'static str,
    /// Why it is not taken.
    pub error: Box<ValueError>,
}

/// A device with realistic values.
///
/// # Errors
/// An example of the spec is not of its key's type.
pub fn device() -> Result<Device, Rejected> {
    let mut device = Device { registry: api::Registry::new() };
    for (name, json) in EXAMPLES {
        if let Some(key) = api::Key::from_name(name) {
            let mut json = json.as_bytes().to_vec();
            restore(&mut api::device_ref(&mut device), key.id(), &mut json)
                .map_err(|error| Rejected { key: name, error: Box::new(error) })?;
        }
    }
    Ok(device)
}

/// The whole status as keywright writes it.
pub fn status(device: &mut Device) -> Vec<u8> {
    let mut text = Vec::new();
    write_status(&api::device_ref(device), None, &mut text);
    text
}

/// The same values in the struct for serde.
///
/// # Errors
/// The status is not what the struct expects.
pub fn peer_of(device: &mut Device) -> serde_json::Result<peer::Status> {
    serde_json::from_slice(&status(device))
}

/// Keys as a bit set, which is what a filter becomes.
pub fn mask(names: &[&str]) -> [u32; api::WORDS] {
    let mut mask = [0; api::WORDS];
    for KeyId(key) in names.iter().filter_map(|name| api::Key::from_name(name)).map(api::Key::id) {
        if let Some(word) = mask.get_mut(usize::from(key) / 32) {
            *word |= 1 << (key % 32);
        }
    }
    mask
}

/// Every name and its key, for the standard library's map.
pub fn hash_map() -> HashMap<&'static str, u16> {
    api::Key::ALL.iter().map(|key| (key.name(), key.id().0)).collect()
}
