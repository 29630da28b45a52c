//! The heater on bare metal.
#![no_std]
#![no_main]

keywright_qemu_riscv32::image! {
    application: firmware::Heater,
    files: firmware::app::FILES,
    blank: firmware::Heater::default,
    identify: firmware::Heater::identify,
    serial: "000001",
}
