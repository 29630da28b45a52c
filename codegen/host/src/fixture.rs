//! A lamp that plays every role, for tests.
#![allow(missing_docs, unused, reason = "what the spec describes is more than each test needs")]

use keywright::{Device, Tables};
use keywright_device::{Application, Moment};

use crate::program::{NoOptions, Program};

keywright::api!("../device/tests/lamp.yaml");

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

/// The lamp as a program.
pub struct LampProgram;

impl Program for LampProgram {
    type Application = Lamp;
    type Options = NoOptions;

    const NAME: &'static str = "lamp";
    const ABOUT: &'static str = "A lamp";
    const VERSION: &'static str = "1";
    const TABLES: &'static Tables = &TABLES;

    fn new(serial: &str, _: &NoOptions) -> Result<Lamp, String> {
        let mut lamp = Lamp::default();
        lamp.registry.set_serial(serial).map_err(|_| "a serial number has at most 16 bytes".to_owned())?;
        Ok(lamp)
    }
}
