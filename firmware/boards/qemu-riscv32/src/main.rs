#![no_std]
#![no_main]
#![doc = include_str!("../README.md")]

use firmware::SimulatedCharger;
use firmware::charger::{Identity, NotASerial, Variant};

keywright_qemu_riscv32::image! {
    application: firmware::SimulatedCharger,
    files: firmware::app::FILES,
    blank: SimulatedCharger::blank,
    identify: identify,
    serial: "123456",
}

fn identify(simulated: &mut SimulatedCharger, serial: &str) -> Result<(), NotASerial> {
    simulated.charger.identify(&Identity::new(serial, Variant::Kw11)?);
    Ok(())
}
