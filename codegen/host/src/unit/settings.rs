//! Which values outlive a restart, and how they come back.

use std::time::Duration;

use keywright::storage::{Due, restore_setting, write_setting};
use keywright::{Device, Flags, KeyId, Observer};

use super::Unit;
use crate::program::Program;
use crate::store::Settings;

/// Room for a string with its escapes, where a key that was a string is none any more.
const ROOM: usize = 32 * 1024;

/// What to store next.
#[derive(Debug)]
pub enum ToStore {
    /// This key. Its value may be a secret.
    Setting {
        /// The key.
        key: KeyId,
        /// Its name.
        name: &'static str,
        /// Its value, as the store holds it.
        setting: Vec<u8>,
    },
    /// Nothing, unless a key changes, for so long.
    Nothing(Duration),
}

impl<P: Program> Unit<P> {
    /// What is to be stored now. [`Unit::stored`] or [`Unit::not_stored`] have to follow.
    pub fn next_to_store(&mut self) -> ToStore {
        let now = self.age();
        let due = self.schedule.poll(&mut self.state.device(), now);
        let key = match due {
            Due::Store(key) => key,
            Due::Wait { until } => return ToStore::Nothing(Duration::from_millis(until.saturating_sub(now))),
        };
        let name = P::TABLES.info(key).map_or("", |info| info.name());
        ToStore::Setting { key, name, setting: self.setting(key) }
    }

    /// The key is stored.
    pub fn stored(&mut self, key: KeyId) {
        let now = self.age();
        self.schedule.stored(&self.state.device(), key, now);
    }

    /// The key could not be stored. True if somebody should be told.
    pub fn not_stored(&mut self, key: KeyId) -> bool {
        let now = self.age();
        self.schedule.failed(key, now)
    }

    /// All that has changed is to be stored at once: this is the end.
    pub fn store_at_once(&mut self) {
        self.schedule.flush();
    }

    /// Milliseconds since the program began.
    fn age(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// All settings, for a restart of the device.
    pub(super) fn all_settings(&mut self) -> Settings {
        let keys = P::TABLES.keys.iter().zip(0u16..).filter(|(info, _)| info.flags.has(Flags::PERSIST));
        keys.map(|(info, key)| (info.name().to_owned(), self.setting(KeyId(key)))).collect()
    }

    /// A value as the store holds it.
    fn setting(&mut self, key: KeyId) -> Vec<u8> {
        let is_home = |unit: &mut Self| Some(unit.text(|tables| tables.mqtt.broker)) == unit.home;
        // The embedded broker may be on another port next time.
        if P::TABLES.mqtt.broker == Some(key) && is_home(self) {
            return Vec::new();
        }
        let mut setting = Vec::new();
        write_setting(&self.device(), key, &mut setting);
        setting
    }

    /// Takes the settings over, and remarks on each that is not taken. It stays in the store.
    pub(super) fn restore(&mut self, settings: Settings) -> Vec<String> {
        let mut remarks = Vec::new();
        let mut room = vec![0; ROOM];
        let mut door = self.device();
        let tables = door.tables();
        for (name, mut setting) in settings {
            let known = tables.find(&name).and_then(|key| Some((key, tables.info(key)?)));
            let Some((key, _)) = known.filter(|(_, info)| info.flags.has(Flags::PERSIST)) else {
                remarks.push(format!("the setting {name} is unknown to this version; it is kept, but has no effect"));
                continue;
            };
            if restore_setting(&mut door, key, &mut setting, &mut room).is_err() {
                // The value itself may be a secret.
                remarks.push(format!("the stored value of {name} is not one that it takes; it has its default"));
            }
        }
        remarks
    }

    /// Nothing has changed since it was stored.
    pub(super) fn forget_changes(&mut self) {
        Observer::Storage.of(self.device().values_mut().changes).fill(0);
    }
}
