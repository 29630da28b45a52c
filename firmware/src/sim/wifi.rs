//! A simulated Wi-Fi, so that the keys about it look as on a device that is connected.

use keywright::heapless::{String, Vec};

use super::Sim;
use crate::api::{DnsServers, Registry, WifiConnection, WifiEncryption, WifiState, WifiStationStatus};

fn text<const N: usize>(text: &str) -> String<N> {
    // All texts here are shorter than their field.
    String::try_from(text).unwrap_or_default()
}

impl Sim {
    /// Shows a simulated Wi-Fi connection under the address `ip`.
    pub fn show_wifi(&self, registry: &mut Registry, ip: &str) {
        let mut ipv6 = Vec::new();
        let _ = ipv6.push(text("::1"));
        registry.set_wifi_connection(Some(WifiConnection {
            ssid: text("simulated"),
            encryption_type: WifiEncryption::Wpa2Psk,
            pairwise_cipher: 4,
            group_cipher: 4,
            b: true,
            g: true,
            n: true,
            channel: 6,
            bssid: text("02:00:00:00:00:01"),
            ip: text(ip),
            netmask: text("255.0.0.0"),
            gw: text(ip),
            ipv6,
            ..WifiConnection::default()
        }));
        registry.set_wifi_station_status(WifiStationStatus::Connected);
        registry.set_wifi_state(WifiState::Connected);
        registry.set_wifi_signal_strength(Some(-50));
        registry.set_dns_servers(DnsServers { dns0: text(ip), dns1: text("0.0.0.0"), dns2: text("0.0.0.0") });
    }
}
