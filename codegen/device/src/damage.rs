//! Settings whose stored value was damaged: a key tells of them until somebody has looked.

use core::fmt::Write;

use keywright::heapless::String;
use keywright::{Device, store_text, text_of, value};

use crate::managed::Managed;
use crate::value::{number, store_number};

/// Length of the list.
const LIST: usize = 255;
/// Stands for a setting whose name can't be read.
const UNNAMED: &str = "?";

impl<D: Device> Managed<'_, D> {
    /// Names of settings whose stored value was damaged; empty where there are none, or somebody has looked.
    pub fn settings_lost(&self) -> &str {
        self.tables().storage.damage.as_ref().map_or("", |role| text_of(self, role.lost))
    }

    /// The name of the key that is set to `true` once somebody has looked.
    pub fn settings_lost_key(&self) -> &'static str {
        let tables = self.tables();
        let info = tables.storage.damage.as_ref().and_then(|role| tables.info(role.lost));
        info.map_or("", |info| info.name())
    }

    /// The stored value of the setting `name` was damaged.
    pub fn lose_setting(&mut self, name: &str) {
        let Some(role) = &self.tables().storage.damage else { return };
        let mut lost = String::<LIST>::new();
        let told = text_of(self, role.lost);
        if told.split(',').any(|told| told == name) {
            return;
        }
        let separator = if told.is_empty() { "" } else { "," };
        // Of more than it can hold, those that come first are told.
        if write!(lost, "{told}{separator}{name}").is_ok() {
            store_text(self, role.lost, &lost);
        }
    }

    /// The store has so many damaged places that may have held a setting, nobody knows which. They stay in it until it is
    /// written there again, and are told once.
    pub fn find_damage(&mut self, places: u16) {
        let Some(role) = &self.tables().storage.damage else { return };
        if places > 0 && number(value(self, role.seen)) != Some(places.into()) {
            self.lose_setting(UNNAMED);
        }
        if places == 0 {
            store_number(self, role.seen, 0);
        }
        self.roles.damage = places;
    }

    /// Somebody has looked.
    pub(crate) fn damage_seen(&mut self) {
        let Some(role) = &self.tables().storage.damage else { return };
        store_text(self, role.lost, "");
        store_number(self, role.seen, self.roles.damage.into());
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Key, lamp, set};

    #[test]
    fn what_was_lost_is_told_by_name_and_once() {
        let mut lamp = lamp();
        for name in ["label", "url", "label"] {
            lamp.device().lose_setting(name);
        }
        assert_eq!(lamp.device().settings_lost(), "label,url");
    }

    #[test]
    fn damage_that_somebody_has_seen_is_not_told_again() {
        let mut lamp = lamp();
        lamp.device().find_damage(2);
        assert_eq!(lamp.device().settings_lost(), "?");
        assert_eq!(set(&mut lamp, Key::lost, "true"), Ok(()));
        for (places, told) in [(2, ""), (3, "?")] {
            lamp.device().find_damage(places);
            assert_eq!(lamp.device().settings_lost(), told, "{places}");
        }
        assert_eq!(set(&mut lamp, Key::lost, "true"), Ok(()));
        // It was written over, and as much is damaged anew.
        for (places, told) in [(0, ""), (3, "?")] {
            lamp.device().find_damage(places);
            assert_eq!(lamp.device().settings_lost(), told, "{places}");
        }
    }
}
