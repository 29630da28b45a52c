//! Settings whose stored value was damaged: key `sld` tells of them until somebody has looked.

use core::fmt::Write;

use keywright::heapless::String;

use crate::charger::Charger;

/// Length of the list.
const LIST: usize = 255;
/// Stands for a setting whose name can't be read.
const UNNAMED: &str = "?";

impl Charger {
    /// The stored value of the setting `name` was damaged.
    pub fn lose_setting(&mut self, name: &str) {
        let mut lost = String::<LIST>::new();
        let told = self.registry.settings_lost();
        if told.split(',').any(|told| told == name) {
            return;
        }
        let separator = if told.is_empty() { "" } else { "," };
        // Of more than it can hold, those that come first are told.
        if write!(lost, "{told}{separator}{name}").is_ok() {
            let _ = self.registry.set_settings_lost(&lost);
        }
    }

    /// The store has so many damaged places that may have held a setting, nobody knows which. They stay in it until it is
    /// written there again, and are told once.
    pub fn find_damage(&mut self, places: u16) {
        if places > 0 && places != self.registry.damage_seen() {
            self.lose_setting(UNNAMED);
        }
        if places == 0 {
            self.registry.set_damage_seen(0);
        }
        self.damage = places;
    }

    /// Somebody has looked.
    pub(crate) fn settings_lost_seen(&mut self) {
        let _ = self.registry.set_settings_lost("");
        self.registry.set_damage_seen(self.damage);
    }
}

#[cfg(test)]
mod tests {
    use keywright::Origin;

    use crate::api::{self, Key};
    use crate::charger::tests::charger;

    #[test]
    fn what_was_lost_is_told_by_name_and_once() {
        let mut charger = charger();
        for name in ["amp", "fna", "amp"] {
            charger.lose_setting(name);
        }
        assert_eq!(charger.registry.settings_lost(), "amp,fna");
    }

    #[test]
    fn damage_that_somebody_has_seen_is_not_told_again() {
        let mut charger = charger();
        let look = |charger: &mut _| api::apply(charger, Key::sld, &mut b"true".to_vec(), Origin::Http).map(|_| ());
        charger.find_damage(2);
        assert_eq!(charger.registry.settings_lost(), "?");
        assert_eq!(look(&mut charger), Ok(()));
        for (places, told) in [(2, ""), (3, "?")] {
            charger.find_damage(places);
            assert_eq!(charger.registry.settings_lost(), told, "{places}");
        }
        assert_eq!(look(&mut charger), Ok(()));
        // It was written over, and as much is damaged anew.
        for (places, told) in [(0, ""), (3, "?")] {
            charger.find_damage(places);
            assert_eq!(charger.registry.settings_lost(), told, "{places}");
        }
    }
}
