//! What every device has to do, here by this program: its MQTT against the broker inside, and against mosquitto where it
//! is installed.

mod common;

use std::net::SocketAddr;

use common::Charger;
use firmware_conformance::Target;
use firmware_conformance::broker::Broker;
use tempfile::TempDir;

impl Target for Charger {
    type Memory = TempDir;

    const STREAMS: usize = 64;
    const LONGEST_REQUEST: usize = 64 * 1024;

    fn memory() -> TempDir {
        tempfile::tempdir().unwrap()
    }

    fn start(memory: TempDir) -> Self {
        Self::in_folder(memory, &["--no-broker", "--log", "trace"])
    }

    fn cut_power(self) -> TempDir {
        self.kill()
    }

    fn stores(&self, text: &str) -> bool {
        let stored = std::fs::read(self.folder().join("123456.flash")).unwrap_or_default();
        stored.windows(text.len()).any(|part| part == text.as_bytes())
    }

    fn log(&mut self) -> String {
        self.said()
    }
}

/// The broker inside a charger that is not otherwise part of the test.
struct Inside {
    charger: Option<Charger>,
    address: SocketAddr,
}

impl Broker for Inside {
    fn start() -> Option<Self> {
        let charger = Charger::start();
        let address = charger.broker();
        Some(Self { charger: Some(charger), address })
    }

    fn address(&self) -> SocketAddr {
        self.address
    }

    fn kill(&mut self) {
        drop(self.charger.take());
    }

    fn again(&mut self) {
        self.charger = Some(Charger::with(&["--broker", &self.address.to_string()]));
    }
}

firmware_conformance::suite!(Charger);

mod inside {
    use super::{Charger, Inside};
    firmware_conformance::mqtt_suite!(Charger, Inside);
}

mod mosquitto {
    use firmware_conformance::broker::Mosquitto;

    use super::Charger;
    firmware_conformance::mqtt_suite!(Charger, Mosquitto);
}
