//! The serial port (16550): the log and the last words of a panic.

use core::fmt::{self, Write};

use embassy_time::Instant;
use log::{LevelFilter, Log, Metadata, Record};

const DATA: *mut u8 = 0x1000_0000 as *mut u8;
const LINE_STATUS: *const u8 = 0x1000_0005 as *const u8;
const ROOM: u8 = 1 << 5;

/// The serial port. QEMU takes bytes in at once, so that nothing has to wait.
pub struct Uart;

impl Write for Uart {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            // SAFETY: the registers of the machine's UART, which nothing else uses.
            unsafe {
                while LINE_STATUS.read_volatile() & ROOM == 0 {}
                DATA.write_volatile(byte);
            }
        }
        Ok(())
    }
}

impl Log for Uart {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // The driver of the network card tells of each of its queues.
        !metadata.target().starts_with("virtio_drivers") || metadata.level() <= log::Level::Warn
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            let ms = Instant::now().as_millis();
            let _ = writeln!(Uart, "[{:6}.{:03}] {}", ms / 1000, ms % 1000, record.args());
        }
    }

    fn flush(&self) {}
}

/// Begins to log. Called once, before there is anything else that runs.
pub fn start_log() {
    // SAFETY: there is one hart, and no interrupt is enabled yet.
    if unsafe { log::set_logger_racy(&Uart) }.is_ok() {
        // SAFETY: as above.
        unsafe { log::set_max_level_racy(LevelFilter::Info) };
    }
}
