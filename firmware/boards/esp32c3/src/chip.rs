//! What the chip knows of itself, its randomness, and its restart.

use core::fmt::Write;

use esp_hal::efuse;
use esp_hal::rng::Rng;
use esp_hal::system::software_reset;
use keywright_embassy::Chip;
use keywright_embassy::keywright::heapless::String;

/// The chip.
pub struct Esp32c3 {
    rng: Rng,
}

impl Esp32c3 {
    /// The chip. Its random numbers are such as nobody can guess while the radio is on.
    pub fn new() -> Self {
        Self { rng: Rng::new() }
    }

    /// Six digits of the chip's MAC address, the same at each start: the last three bytes of it, which its maker counts
    /// up, modulo a million.
    pub fn serial() -> String<6> {
        let mac = efuse::base_mac_address();
        let counted = mac.as_bytes().iter().skip(3).fold(0, |sum, byte| sum << 8 | u32::from(*byte));
        let mut serial = String::new();
        // Six digits.
        let _ = write!(serial, "{:06}", counted % 1_000_000);
        serial
    }

    /// What only this chip knows: the number that its maker has burnt into it. Chips without one have another secret at
    /// each start.
    pub fn secret(&self) -> [u8; 16] {
        let mut secret: [u8; 16] = efuse::read_field_le(efuse::OPTIONAL_UNIQUE_ID);
        if secret == [0; 16] {
            self.rng.read(&mut secret);
        }
        secret
    }

    /// A random number: for ports, not for keys.
    pub fn seed(&self) -> u64 {
        u64::from(self.rng.random()) << 32 | u64::from(self.rng.random())
    }
}

impl Chip for Esp32c3 {
    fn unix_ms(&self) -> Option<i64> {
        None
    }

    fn random(&self, bytes: &mut [u8]) {
        self.rng.read(bytes);
    }

    fn restart(&self) -> ! {
        software_reset()
    }
}
