//! The machine as the suite starts it.

use std::net::SocketAddr;

use firmware_conformance::{Device, SERIAL, Target};

use crate::{Flash, Machine};

impl Device for Machine {
    fn http(&self) -> SocketAddr {
        self.http()
    }

    /// QEMU's network shows this computer at an address of its own.
    fn reach(&self, address: SocketAddr) -> SocketAddr {
        SocketAddr::from(([10, 0, 2, 2], address.port()))
    }
}

impl Target for Machine {
    type Memory = Flash;

    const STREAMS: usize = 2;
    const LONGEST_REQUEST: usize = 2560;

    fn is_available() -> bool {
        Self::is_possible()
    }

    fn memory() -> Flash {
        Flash::new()
    }

    fn start(flash: Flash) -> Self {
        Self::ready(flash, &format!("serial={SERIAL}"))
    }

    fn cut_power(self) -> Flash {
        self.kill()
    }

    fn stores(&self, text: &str) -> bool {
        self.flash().holds(text)
    }

    fn log(&mut self) -> String {
        Machine::log(self)
    }
}
