//! A lamp that plays every role, for tests.
#![allow(missing_docs, unused, reason = "what the spec describes is more than each test needs")]

use std::string::{String, ToString};
use std::vec::Vec;

use keywright::{Device, Origin, Reveal, write_value};

use crate::{Application, DeviceState, Moment};

keywright::api!("tests/lamp.yaml");

#[derive(Debug, Default)]
pub struct Lamp {
    pub registry: Registry,
}

impl Commands for Lamp {
    fn registry(&self) -> &Registry {
        &self.registry
    }

    fn registry_mut(&mut self) -> &mut Registry {
        &mut self.registry
    }
}

impl Application for Lamp {
    type Bits = <DeviceRef<'static, Self> as Device>::Bits;
    type Device<'a> = DeviceRef<'a, Self>;

    fn device(&mut self) -> DeviceRef<'_, Self> {
        device_ref(self)
    }

    fn tick(&mut self, _: Moment) {}
}

/// A lamp that has been started.
pub fn lamp() -> DeviceState<Lamp> {
    let mut lamp = DeviceState::new(Lamp::default());
    lamp.start(Moment::default());
    tick(&mut lamp, 0);
    lamp
}

pub fn tick(lamp: &mut DeviceState<Lamp>, now: u64) -> bool {
    lamp.tick(Moment { now, unix_ms: None }, [now as u8; crate::SALT])
}

/// Sets a key as a client does.
pub fn set(lamp: &mut DeviceState<Lamp>, key: Key, json: &str) -> Result<(), String> {
    let mut device = lamp.device();
    let set = keywright::apply(&mut device, key.id(), &mut json.as_bytes().to_vec(), Origin::Http);
    set.map(|_| ()).map_err(|error| {
        let mut text = keywright::heapless::String::<256>::new();
        error.write(device.tables(), device.tables().info(key.id()), json.as_bytes(), &mut text);
        text.to_string()
    })
}

/// What a client reads.
pub fn get(lamp: &mut DeviceState<Lamp>, key: Key) -> String {
    let mut room = [0; 4096];
    let mut out = keywright::Buf::new(&mut room);
    write_value(&lamp.device(), key.id(), Reveal::Public, &mut out);
    out.as_str().unwrap().to_string()
}
