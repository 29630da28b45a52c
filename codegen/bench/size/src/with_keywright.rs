//! The device as keywright makes it from the spec.

use keywright::{Buf, Origin, Reveal, SetError, Sink, apply, write_status, write_value};

use api::{Commands, Key, Registry, device_ref};

#[allow(dead_code, missing_docs, clippy::all, reason = "generated, and not all of it is used")]
mod api {
    include!(concat!(env!("OUT_DIR"), "/device.rs"));
}

pub struct Device {
    registry: Registry,
}

impl Commands for Device {
    fn registry(&self) -> &Registry {
        &self.registry
    }

    fn registry_mut(&mut self) -> &mut Registry {
        &mut self.registry
    }
}

impl Device {
    pub fn new() -> Self {
        Self { registry: Registry::new() }
    }

    pub fn get(&mut self, name: &str, out: &mut [u8]) -> Option<usize> {
        let key = Key::from_name(name)?;
        written(out, |out| write_value(&device_ref(self), key.id(), Reveal::Public, out))
    }

    pub fn set(&mut self, name: &str, json: &mut [u8], out: &mut [u8]) -> Option<usize> {
        let result = match Key::from_name(name) {
            Some(key) => apply(&mut device_ref(self), key.id(), json, Origin::Http).map(|_| ()),
            None => Err(SetError::UnknownKey(name)),
        };
        match result {
            Ok(()) => written(out, |out| out.put(b"true")),
            Err(error) if cfg!(feature = "reasons") => {
                let info = Key::from_name(name).and_then(|key| api::TABLES.info(key.id()));
                written(out, |out| error.write(&api::TABLES, info, json, out))
            }
            Err(_) => None,
        }
    }

    pub fn all(&mut self, out: &mut [u8]) -> Option<usize> {
        written(out, |out| write_status(&device_ref(self), None, out))
    }
}

// One kind of sink for everything: each kind has code of its own in the image.
fn written(bytes: &mut [u8], write: impl FnOnce(&mut dyn Sink)) -> Option<usize> {
    let mut out = Buf::new(bytes);
    write(&mut out);
    (!out.overflowed()).then(|| out.len())
}
