//! What the keys tell of Wi-Fi: `wst`, `wsms`, `wsm`, `wsc`, `lwf`, `ccw`, `wcb`, `dns`, `rssi`, `scan`, `scaa`.

use core::fmt::Write;
use core::net::Ipv4Addr;

use keywright::heapless::String;

use super::Network;
use crate::Charger;
use crate::api::{DnsServers, WifiConnection, WifiEncryption, WifiScanResult, WifiState, WifiStationStatus as Station};

/// Capacity of `wsm`, in bytes.
const PROBLEM: usize = 64;

/// A network as the radio hears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard<'a> {
    /// Its name; empty where it is hidden. Longer ones than 32 bytes don't exist.
    pub ssid: &'a str,
    /// How it is protected.
    pub encryption: WifiEncryption,
    /// Strength of its signal in dBm.
    pub rssi: i8,
    /// Its channel.
    pub channel: u8,
    /// Hardware address of its access point.
    pub bssid: [u8; 6],
}

impl Charger {
    /// The radio searches for networks.
    pub fn wifi_searching(&mut self) {
        self.registry.set_wifi_state(WifiState::Scanning);
    }

    /// What a search has found; the first twenty are shown. `now` is in ms since boot.
    pub fn wifi_found<'a>(&mut self, now: u64, networks: impl Iterator<Item = Heard<'a>>) {
        let found = networks.map(|heard| WifiScanResult {
            ssid: keywright::text(heard.ssid),
            encryption_type: heard.encryption,
            rssi: heard.rssi,
            channel: heard.channel,
            bssid: mac(heard.bssid),
        });
        self.registry.set_wifi_scan_results(found.take(20).collect());
        self.wifi_searched_at = Some(now);
        self.show_wifi_search(now);
    }

    /// How long ago that was.
    pub(crate) fn show_wifi_search(&mut self, now: u64) {
        self.registry.set_wifi_scan_age(self.wifi_searched_at.map(|at| now.saturating_sub(at)));
    }

    /// The radio is about to join a network.
    pub fn wifi_joining(&mut self) {
        self.wifi_gone(Station::Connecting, WifiState::Connecting);
    }

    /// The radio has joined a network; it has no address yet.
    pub fn wifi_joined(&mut self, network: &Network, heard: &Heard<'_>) {
        self.registry.set_wifi_connection(Some(WifiConnection {
            ssid: network.ssid.clone(),
            encryption_type: heard.encryption,
            channel: heard.channel,
            bssid: mac(heard.bssid),
            ..WifiConnection::default()
        }));
        // An address has room in the key.
        let _ = self.registry.set_wifi_target_bssid(&mac(heard.bssid));
        self.registry.set_wifi_station_status(Station::WaitingForIp);
        self.registry.set_wifi_state(WifiState::Connected);
        self.wifi_signal(heard.rssi);
    }

    /// The charger has this address in the network that it has joined. `prefix` has 0 to 32 bits.
    pub fn wifi_address(&mut self, ip: Ipv4Addr, prefix: u8, gateway: Option<Ipv4Addr>, dns: &[Ipv4Addr]) {
        let Some(mut connection) = self.registry.wifi_connection().cloned() else { return };
        connection.ip = text(ip);
        connection.netmask =
            text(Ipv4Addr::from_bits(u32::MAX.checked_shl(32 - u32::from(prefix.min(32))).unwrap_or(0)));
        connection.gw = text(gateway.unwrap_or(Ipv4Addr::UNSPECIFIED));
        self.registry.set_wifi_connection(Some(connection));
        self.registry.set_wifi_station_status(Station::Connected);
        self.registry.set_wifi_error_count(0);
        let _ = self.registry.set_wifi_error_message("");
        let mut servers = dns.iter().copied().chain(core::iter::repeat(Ipv4Addr::UNSPECIFIED)).map(text);
        let mut next = || servers.next().unwrap_or_default();
        self.registry.set_dns_servers(DnsServers { dns0: next(), dns1: next(), dns2: next() });
    }

    /// How strong the signal is, in dBm.
    pub fn wifi_signal(&mut self, rssi: i8) {
        self.registry.set_wifi_signal_strength(Some(rssi.min(0)));
    }

    /// A network could not be joined, or was lost after it was; `why` is cut at 64 bytes. `now` is in ms since boot.
    pub fn wifi_failed(&mut self, now: u64, lost: bool, why: &str) {
        self.wifi_gone(if lost { Station::ConnectionLost } else { Station::ConnectFailed }, WifiState::None);
        let _ = self.registry.set_wifi_error_message(why.get(..why.floor_char_boundary(PROBLEM)).unwrap_or_default());
        let count = self.registry.wifi_error_count().saturating_add(1);
        self.registry.set_wifi_error_count(count);
        self.registry.set_wifi_connect_failed_at(Some(now));
    }

    /// The radio has joined nothing and tries nothing: it is an access point itself.
    pub fn wifi_resting(&mut self) {
        self.wifi_gone(Station::Disconnected, WifiState::None);
    }

    fn wifi_gone(&mut self, status: Station, state: WifiState) {
        self.registry.set_wifi_station_status(status);
        self.registry.set_wifi_state(state);
        self.registry.set_wifi_connection(None);
        let _ = self.registry.set_wifi_target_bssid("");
        self.registry.set_wifi_signal_strength(None);
        let none = || text(Ipv4Addr::UNSPECIFIED);
        self.registry.set_dns_servers(DnsServers { dns0: none(), dns1: none(), dns2: none() });
    }
}

fn text<const N: usize>(address: Ipv4Addr) -> String<N> {
    let mut text = String::new();
    // At most 15 bytes, for which all these fields have room.
    let _ = write!(text, "{address}");
    text
}

fn mac(address: [u8; 6]) -> String<17> {
    let mut text = String::new();
    for (place, byte) in address.iter().enumerate() {
        // 17 bytes in all.
        let _ = write!(text, "{}{byte:02x}", if place == 0 { "" } else { ":" });
    }
    text
}

#[cfg(test)]
mod tests {
    use keywright::heapless::Vec;

    use super::*;
    use crate::api::{Commands, WifiConfigUpdate};
    use crate::charger::tests::charger;

    const HEARD: Heard<'_> = Heard {
        ssid: "home",
        encryption: WifiEncryption::Wpa2Psk,
        rssi: -61,
        channel: 6,
        bssid: [2, 0, 0, 0, 0, 0xab],
    };

    fn stored(ssid: &str, key: &str) -> WifiConfigUpdate {
        WifiConfigUpdate {
            ssid: Some(keywright::text(ssid)),
            key: Some(keywright::text(key)),
            ..WifiConfigUpdate::default()
        }
    }

    fn joined() -> Charger {
        let mut charger = charger();
        charger.wifi_networks(&Vec::from_slice(&[stored("home", "correct horse")]).unwrap()).unwrap();
        let network = charger.wifi_network(0).unwrap();
        charger.wifi_joining();
        charger.wifi_joined(&network, &HEARD);
        charger
    }

    #[test]
    fn a_stored_network_has_its_password() {
        let mut charger = charger();
        let before = charger.wifi_writes();
        charger.wifi_networks(&Vec::from_slice(&[stored("", ""), stored("home", "correct horse")]).unwrap()).unwrap();
        assert_ne!(charger.wifi_writes(), before);
        let network = charger.wifi_network(1).unwrap();
        assert_eq!((network.ssid.as_str(), network.password.as_str()), ("home", "correct horse"));
        assert!(charger.wifi_network(0).is_none() && charger.wifi_network(10).is_none());
        charger.delete_wifi_network(1).unwrap();
        assert!(charger.wifi_network(1).is_none());
    }

    #[test]
    fn a_joined_network_waits_for_an_address() {
        let mut charger = joined();
        assert_eq!(charger.registry.wifi_station_status(), Station::WaitingForIp);
        let router = Ipv4Addr::new(192, 168, 1, 1);
        charger.wifi_address(Ipv4Addr::new(192, 168, 1, 7), 24, Some(router), &[router]);
        assert_eq!(charger.registry.wifi_station_status(), Station::Connected);
        assert_eq!(charger.registry.wifi_signal_strength(), Some(-61));
        let connection = charger.registry.wifi_connection().unwrap();
        assert_eq!((&*connection.ssid, &*connection.bssid), ("home", "02:00:00:00:00:ab"));
        assert_eq!(
            (&*connection.ip, &*connection.netmask, &*connection.gw),
            ("192.168.1.7", "255.255.255.0", "192.168.1.1")
        );
        let dns = charger.registry.dns_servers();
        assert_eq!((&*dns.dns0, &*dns.dns1), ("192.168.1.1", "0.0.0.0"));
    }

    #[test]
    fn every_mask_is_written() {
        let mut charger = joined();
        for (prefix, mask) in [(0, "0.0.0.0"), (1, "128.0.0.0"), (32, "255.255.255.255"), (255, "255.255.255.255")] {
            charger.wifi_address(Ipv4Addr::LOCALHOST, prefix, None, &[]);
            assert_eq!(&*charger.registry.wifi_connection().unwrap().netmask, mask);
        }
    }

    #[test]
    fn a_lost_network_is_counted_until_there_is_an_address_again() {
        let mut charger = joined();
        charger.wifi_failed(5000, true, "the signal was lost");
        charger.wifi_failed(9000, false, &"ä".repeat(40));
        assert_eq!(charger.registry.wifi_station_status(), Station::ConnectFailed);
        assert_eq!(charger.registry.wifi_connection(), None);
        assert_eq!(charger.registry.wifi_signal_strength(), None);
        assert_eq!(charger.registry.wifi_error_count(), 2);
        assert_eq!(charger.registry.wifi_error_message().len(), 64);
        assert_eq!(charger.registry.wifi_connect_failed_at(), Some(9000));
        let network = charger.wifi_network(0).unwrap();
        charger.wifi_joined(&network, &HEARD);
        charger.wifi_address(Ipv4Addr::LOCALHOST, 8, None, &[]);
        assert_eq!((charger.registry.wifi_error_count(), charger.registry.wifi_error_message()), (0, ""));
    }

    #[test]
    fn what_a_search_found_grows_old() {
        let mut charger = charger();
        assert_eq!(charger.registry.wifi_scan_age(), None);
        charger.wifi_found(1000, core::iter::repeat_n(HEARD, 30));
        assert_eq!(charger.registry.wifi_scan_results().len(), 20);
        charger.tick(4000, &crate::Inputs::default());
        assert_eq!(charger.registry.wifi_scan_age(), Some(3000));
    }
}
