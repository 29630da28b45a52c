//! Wi-Fi of a board with a radio: which network is joined when, with what credentials and address, and what the keys tell
//! of it. The radio itself is the board's.

mod access_point;
mod address;
mod roam;
mod status;

pub use access_point::{access_point_password, host_name};
pub use address::FixedAddress;
pub use roam::{Roam, Step};
pub use status::Heard;

use keywright::heapless::String;

use crate::Charger;

/// A network that is stored, as the radio needs it.
#[derive(Clone, PartialEq, Eq)]
pub struct Network {
    /// Its name, not empty.
    pub ssid: String<32>,
    /// Its password, at least 8 bytes; empty for an open network.
    pub password: String<64>,
    /// The address to take; [`None`] for one that the router gives.
    pub address: Option<FixedAddress>,
}

impl Charger {
    /// The network that is stored in `place` of key `wifis`, 0 to 9; [`None`] for a free place.
    pub fn wifi_network(&self, place: usize) -> Option<Network> {
        let stored = self.registry.wifi_networks().get(place).filter(|stored| !stored.ssid.is_empty())?;
        let password = keywright::text(self.wifi_password(place)?);
        Some(Network { ssid: stored.ssid.clone(), password, address: FixedAddress::of(stored) })
    }

    /// How often the stored networks were written since the start: another number is a reason to look at them again.
    pub fn wifi_writes(&self) -> u32 {
        self.wifi_writes
    }
}
