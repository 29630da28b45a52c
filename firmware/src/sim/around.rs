//! What a charger hears from around it beside the grid and the car: Wi-Fi, and what electricity costs.

use core::net::Ipv4Addr;

use keywright::heapless::Vec;

use super::{Sim, noise};
use crate::Charger;
use crate::api::{AwattarPrice, WifiEncryption};
use crate::wifi::{Heard, Network};

/// Name of the home network.
const HOME: &str = "SimulatedHome";
/// The charger's address in it, and its router's: of a network for examples (RFC 5737).
const ADDRESS: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 33);
const ROUTER: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 1);
/// Networks of neighbours: name, channel, and signal in dBm.
const NEIGHBOURS: [(&str, u8, i8); 3] = [("Neighbour", 1, -70), ("Guests next door", 11, -78), ("", 6, -86)];
/// How often the radio searches for networks, in ms.
const SEARCH: u64 = 60_000;
/// How far the signal wanders, in dB.
const WANDER: f32 = 4.0;

/// What electricity costs, in ct/kWh.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Price {
    /// On average.
    pub mean: f32,
    /// How far it rises above that in the evening, and falls below it at night.
    pub swing: f32,
}

impl Default for Price {
    fn default() -> Self {
        Self { mean: 20.0, swing: 5.0 }
    }
}

impl Price {
    /// Parts of the swing, by the hour of the day in UTC.
    const CURVE: [i8; 24] =
        [-60, -75, -85, -80, -60, -20, 35, 60, 45, 10, -20, -45, -60, -65, -50, -15, 40, 85, 100, 80, 45, 10, -20, -45];

    /// From this hour on.
    fn list(self, unix_s: u32) -> Vec<AwattarPrice, 48> {
        let first = unix_s - unix_s % 3600;
        let hour = |ahead: u32| {
            let start = first.saturating_add(ahead * 3600);
            let part = Self::CURVE.get((start / 3600 % 24) as usize).copied().unwrap_or_default();
            let price = self.mean + self.swing * f32::from(part) / 100.0;
            // A thousandth of a cent is what such lists have.
            let thousandths = (price * 1000.0) as i32;
            AwattarPrice { start, end: start.saturating_add(3600), marketprice: thousandths as f32 / 1000.0 }
        };
        (0..24).map(hour).collect()
    }
}

/// What the charger was told of it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Told {
    searched_at: Option<u64>,
    price: Option<Option<Price>>,
}

impl Sim {
    /// Tells the charger of the Wi-Fi and the prices around it. For a device without a radio of its own, before it ticks.
    pub fn tell(&mut self, now: u64, unix_ms: Option<i64>, charger: &mut Charger) {
        self.tell_wifi(now, charger);
        self.tell_price(unix_ms, charger);
    }

    fn tell_wifi(&mut self, now: u64, charger: &mut Charger) {
        let home = self.wifi.map(|signal| Heard {
            ssid: HOME,
            encryption: WifiEncryption::Wpa2Psk,
            rssi: (f32::from(signal) + noise(now, 11) * WANDER).clamp(-100.0, 0.0) as i8,
            channel: 6,
            bssid: [2, 0, 0, 0, 0, 1],
        });
        if self.told.searched_at.is_none_or(|at| now.saturating_sub(at) >= SEARCH) {
            self.told.searched_at = Some(now);
            let neighbours = NEIGHBOURS.iter().zip(2..).map(|((ssid, channel, rssi), number)| Heard {
                ssid,
                encryption: WifiEncryption::Wpa2Psk,
                rssi: *rssi,
                channel: *channel,
                bssid: [2, 0, 0, 0, 0, number],
            });
            charger.wifi_found(now, home.into_iter().chain(neighbours));
        }
        match (home, charger.registry.wifi_connection().is_some()) {
            (Some(home), false) => {
                let network = Network {
                    ssid: keywright::text(HOME),
                    password: keywright::heapless::String::new(),
                    address: None,
                };
                charger.wifi_joined(&network, &home);
                charger.wifi_address(ADDRESS, 24, Some(ROUTER), &[ROUTER]);
            }
            (Some(home), true) => charger.wifi_signal(home.rssi),
            (None, true) => charger.wifi_failed(now, true, "the network is gone"),
            (None, false) => {}
        }
    }

    /// Prices that somebody else has handed it for now are left alone.
    fn tell_price(&mut self, unix_ms: Option<i64>, charger: &mut Charger) {
        let Some(unix_s) = unix_ms.and_then(|ms| u32::try_from(ms / 1000).ok()) else { return };
        let changed = self.told.price != Some(self.price);
        let lacking = charger.registry.current_market_price().is_none();
        match self.price {
            Some(price) if changed || lacking => charger.take_prices(&price.list(unix_s)),
            None if changed && self.told.price.is_some() => charger.take_prices(&Vec::new()),
            _ => {}
        }
        self.told.price = Some(self.price);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charger::tests::charger;

    const NOON: i64 = 1_700_000_000_000;

    #[test]
    fn a_charger_hears_its_network_and_the_neighbours() {
        let (mut sim, mut charger) = (Sim::new(), charger());
        let mut signals = std::collections::BTreeSet::new();
        for now in (0..600_000).step_by(1000) {
            sim.tell(now, Some(NOON), &mut charger);
            signals.insert(charger.registry.wifi_signal_strength().expect("there is a signal"));
        }
        assert!(signals.len() > 3 && signals.iter().all(|rssi| (-60..=-50).contains(rssi)), "{signals:?}");
        let connection = charger.registry.wifi_connection().expect("it has joined");
        assert_eq!((&*connection.ssid, &*connection.ip, &*connection.gw), (HOME, "192.0.2.33", "192.0.2.1"));
        assert_eq!(charger.registry.wifi_scan_results().len(), 4);
        sim.wifi = None;
        sim.tell(600_000, Some(NOON), &mut charger);
        assert!(charger.registry.wifi_connection().is_none() && charger.registry.wifi_signal_strength().is_none());
        assert_eq!(charger.registry.wifi_error_count(), 1);
        sim.wifi = Some(-40);
        sim.tell(601_000, Some(NOON), &mut charger);
        assert!(charger.registry.wifi_signal_strength().is_some_and(|rssi| rssi > -45));
    }

    #[test]
    fn a_charger_knows_the_price_of_the_hour() {
        let (mut sim, mut charger) = (Sim::new(), charger());
        let price = |charger: &Charger| charger.registry.current_market_price().map(|price| price.marketprice);
        let tell = |sim: &mut Sim, charger: &mut Charger| {
            charger.tick(0, &crate::Inputs { unix_ms: Some(NOON), ..crate::Inputs::default() });
            sim.tell(0, Some(NOON), charger);
        };
        tell(&mut sim, &mut charger);
        assert!(price(&charger).is_some_and(|price| (15.0..=25.0).contains(&price)));
        sim.price = Some(Price { mean: -3.5, swing: 0.0 });
        tell(&mut sim, &mut charger);
        assert_eq!(price(&charger), Some(-3.5));
        sim.price = None;
        tell(&mut sim, &mut charger);
        assert_eq!(price(&charger), None);
    }
}
