//! Which values outlive a restart, and how they come back.

use keywright::{Device, Flags, KeyId, Observer, Reveal, restore, write_value};
use serde_json::value::{RawValue, to_raw_value};

use super::Unit;
use crate::store::Settings;

impl Unit {
    /// All that is to be stored, if some of it has changed since the last time.
    pub fn changed_settings(&mut self) -> Option<Settings> {
        let mut door = self.door();
        let tables = door.tables();
        let changes = Observer::Storage.of(door.values_mut().changes);
        let mut changed = Vec::new();
        for (index, info) in tables.keys.iter().enumerate() {
            let bit = changes.get(index / 32).is_some_and(|word| word & (1 << (index % 32)) != 0);
            if bit && info.flags.has(Flags::PERSIST) {
                changed.push(info.name());
            }
        }
        changes.fill(0);
        if changed.is_empty() {
            return None;
        }
        for name in changed {
            // What could not be read before has been replaced.
            self.kept.remove(name);
        }
        Some(self.all_settings())
    }

    pub(super) fn all_settings(&mut self) -> Settings {
        let home = self.home.clone();
        let mut settings = self.kept.clone();
        let door = self.door();
        let tables = door.tables();
        for (index, info) in tables.keys.iter().enumerate() {
            let Ok(key) = u16::try_from(index) else { break };
            if !info.flags.has(Flags::PERSIST) || settings.contains_key(info.name()) {
                continue;
            }
            let mut text = Vec::new();
            write_value(&door, KeyId(key), Reveal::All, &mut text);
            if let Some(value) = String::from_utf8(text).ok().and_then(|text| RawValue::from_string(text).ok()) {
                settings.insert(info.name().to_owned(), value);
            }
        }
        // The embedded broker may be on another port next time.
        if let Some(broker) = tables.mqtt.broker.and_then(|key| tables.info(key))
            && let Some(home) = home.and_then(|home| to_raw_value(&home).ok())
            && settings.get(broker.name()).is_some_and(|url| url.get() == home.get())
        {
            settings.remove(broker.name());
        }
        settings
    }

    /// Takes the settings over. What is not taken is kept as it is, and remarked on.
    pub(super) fn restore(&mut self, settings: Settings) -> Vec<String> {
        let mut remarks = Vec::new();
        for (name, value) in settings {
            let mut door = self.door();
            let tables = door.tables();
            let known = tables.find(&name).and_then(|key| Some((key, tables.info(key)?)));
            let Some((key, _)) = known.filter(|(_, info)| info.flags.has(Flags::PERSIST)) else {
                remarks.push(format!("the setting {name} is unknown to this version; it is kept, but has no effect"));
                self.kept.insert(name, value);
                continue;
            };
            let mut text = value.get().as_bytes().to_vec();
            if restore(&mut door, key, &mut text).is_err() {
                // The value itself may be a secret.
                remarks.push(format!("the stored value of {name} is not one that it takes; it has its default"));
                self.kept.insert(name, value);
            }
        }
        let mut door = self.door();
        Observer::Storage.of(door.values_mut().changes).fill(0);
        remarks
    }
}
