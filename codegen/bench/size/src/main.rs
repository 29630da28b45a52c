#![no_std]
#![no_main]
#![doc = include_str!("../README.md")]

#[cfg_attr(feature = "keywright", path = "with_keywright.rs")]
#[cfg_attr(feature = "miniconf", path = "with_miniconf.rs")]
mod device;
mod uart;

use device::Device;
use static_cell::StaticCell;

/// The longest line that is understood.
const LINE: usize = 256;
/// The longest answer.
const ANSWER: usize = 2048;

/// Answers what it is told on the serial port, a line each: `get NAME`, `set NAME JSON`, `all`, `end`.
#[riscv_rt::entry]
fn main() -> ! {
    static DEVICE: StaticCell<Device> = StaticCell::new();
    let device = DEVICE.init_with(Device::new);
    let (mut line, mut answer) = ([0; LINE], [0; ANSWER]);
    loop {
        let line = uart::read_line(&mut line);
        let space = line.iter().position(|byte| *byte == b' ').unwrap_or(line.len());
        let (verb, rest) = line.split_at_mut(space);
        let rest = rest.get_mut(1..).unwrap_or_default();
        let space = rest.iter().position(|byte| *byte == b' ').unwrap_or(rest.len());
        let (name, value) = rest.split_at_mut(space);
        let name = core::str::from_utf8(name).unwrap_or_default();
        let length = match &*verb {
            b"get" => device.get(name, &mut answer),
            b"set" => device.set(name, value.get_mut(1..).unwrap_or_default(), &mut answer),
            b"all" => device.all(&mut answer),
            b"end" => uart::end(),
            _ => None,
        };
        uart::write_line(length.and_then(|length| answer.get(..length)).unwrap_or(b"?"));
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    uart::end()
}
