//! Commands for Wi-Fi.

use keywright::Refusal;
use keywright::heapless::Vec;

use crate::api::{Registry, WifiConfig, WifiConfigUpdate};
use crate::charger::Charger;

type GetText = fn(&Registry) -> &str;
type SetText = fn(&mut Registry, &str) -> Result<bool, keywright::TooLong>;

/// The passwords of the ten places; they are never read from outside.
static PASSWORDS: [(GetText, SetText); 10] = [
    (Registry::wifi_0_password, Registry::set_wifi_0_password),
    (Registry::wifi_1_password, Registry::set_wifi_1_password),
    (Registry::wifi_2_password, Registry::set_wifi_2_password),
    (Registry::wifi_3_password, Registry::set_wifi_3_password),
    (Registry::wifi_4_password, Registry::set_wifi_4_password),
    (Registry::wifi_5_password, Registry::set_wifi_5_password),
    (Registry::wifi_6_password, Registry::set_wifi_6_password),
    (Registry::wifi_7_password, Registry::set_wifi_7_password),
    (Registry::wifi_8_password, Registry::set_wifi_8_password),
    (Registry::wifi_9_password, Registry::set_wifi_9_password),
];

impl Charger {
    /// The password of the Wi-Fi network in `place`, 0 to 9, for the radio; empty for an open network.
    pub fn wifi_password(&self, place: usize) -> Option<&str> {
        PASSWORDS.get(place).map(|(get, _)| get(&self.registry))
    }

    pub(super) fn write_wifi(&mut self, updates: &Vec<WifiConfigUpdate, 10>) -> Result<(), Refusal> {
        for update in updates {
            let length = update.key.as_ref().map_or(0, |key| key.len());
            if (1..8).contains(&length) {
                return Err(Refusal::new("the password of a Wi-Fi network has at least 8 characters; empty for none"));
            }
        }
        let mut networks = self.registry.wifi_networks().clone();
        for ((network, update), (_, set_password)) in networks.iter_mut().zip(updates).zip(&PASSWORDS) {
            apply(network, update);
            if let Some(password) = &update.key {
                // A password has the capacity of its key.
                let _ = set_password(&mut self.registry, password);
            }
        }
        self.registry.set_wifi_networks(networks);
        self.wifi_writes = self.wifi_writes.wrapping_add(1);
        Ok(())
    }

    pub(super) fn delete_wifi(&mut self, place: u8) {
        let place = usize::from(place);
        if let Some((_, set_password)) = PASSWORDS.get(place) {
            let _ = set_password(&mut self.registry, "");
        }
        let mut networks = self.registry.wifi_networks().clone();
        if let Some(network) = networks.get_mut(place) {
            *network = WifiConfig::default();
        }
        self.registry.set_wifi_networks(networks);
        self.wifi_writes = self.wifi_writes.wrapping_add(1);
    }

    /// Shows which of the restored networks have a password.
    pub(crate) fn show_wifi_passwords(&mut self) {
        let mut networks = self.registry.wifi_networks().clone();
        for (network, (password, _)) in networks.iter_mut().zip(&PASSWORDS) {
            network.key = !password(&self.registry).is_empty();
        }
        self.registry.set_wifi_networks(networks);
    }
}

/// What is left out of `update` stays.
fn apply(network: &mut WifiConfig, update: &WifiConfigUpdate) {
    fn keep<T: Clone>(old: &mut Option<T>, new: &Option<T>) {
        if new.is_some() {
            old.clone_from(new);
        }
    }
    if let Some(ssid) = &update.ssid {
        network.ssid.clone_from(ssid);
    }
    if let Some(key) = &update.key {
        network.key = !key.is_empty();
    }
    keep(&mut network.use_static_ip, &update.use_static_ip);
    keep(&mut network.static_ip, &update.static_ip);
    keep(&mut network.static_subnet, &update.static_subnet);
    keep(&mut network.static_gateway, &update.static_gateway);
    keep(&mut network.use_static_dns, &update.use_static_dns);
    keep(&mut network.static_dns0, &update.static_dns0);
    keep(&mut network.static_dns1, &update.static_dns1);
    keep(&mut network.static_dns2, &update.static_dns2);
}
