//! Stored settings come back.

use embedded_storage_async::nor_flash::NorFlash;

use super::name::Name;
use super::setting::restore_setting;
use super::{LONGEST_NAME, Map, Storage, StorageError};
use crate::Device;
use crate::apply::reset;
use crate::bits::Bits;
use crate::table::{Flags, KeyId};
use crate::values::Observer;

/// How many unknown names are told of.
const UNKNOWN: usize = 32;

/// Something that a person should know of what was loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// A setting that this version does not have. It stays stored.
    Unknown(heapless::String<LONGEST_NAME>),
    /// A stored value that the key does not take any more. It stays stored until the key is set; the key has the value
    /// of a new device.
    Refused(KeyId),
}

/// What was loaded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Entries that can't be read. Power cuts leave such, one each at most; more of them, damage.
    pub broken: u16,
    /// Pages whose marks were wrong: damage.
    pub pages: u16,
}

impl<F: NorFlash> Storage<F> {
    /// Gives the device its stored settings back, without asking the firmware, and tells `report` of those that it
    /// does not take. Nothing counts as changed afterwards.
    ///
    /// # Errors
    /// The flash fails. Some settings may be those of a new device then.
    pub async fn load<D: Device>(
        &mut self,
        device: &mut D,
        buffer: &mut [u8],
        mut report: impl FnMut(Remark),
    ) -> Result<Loaded, StorageError<F::Error>> {
        let tables = device.tables();
        let mut refused = D::Bits::empty();
        let mut unknown = heapless::Vec::<Name, UNKNOWN>::new();
        let loaded = self
            .each(buffer, |name, setting, room| {
                let key = tables.find(name.as_str());
                let persists = |key: &KeyId| tables.info(*key).is_some_and(|info| info.flags.has(Flags::PERSIST));
                let Some(key) = key.filter(persists) else {
                    // What is set back to nothing is no setting any more.
                    unknown.retain(|other| other != name);
                    if !setting.is_empty() {
                        // More of them are not told of.
                        let _ = unknown.push(name.clone());
                    }
                    return;
                };
                refused.remove(key.index());
                if restore_setting(device, key, setting, room).is_err() {
                    // An older entry may have been taken.
                    reset(device, key);
                    refused.insert(key.index());
                }
            })
            .await?;
        Observer::Storage.of(device.values_mut().changes).fill(0);
        for name in unknown {
            report(Remark::Unknown(name.into_text()));
        }
        let mut next = refused.next(0);
        while let Some(index) = next {
            // At most u16::MAX - 1 keys: codegen checks it.
            report(Remark::Refused(KeyId(index as u16)));
            next = refused.next(index + 1);
        }
        Ok(loaded)
    }

    /// Shows every entry, older ones first: its name, its value, and space behind it.
    pub(super) async fn each(
        &mut self,
        buffer: &mut [u8],
        mut visit: impl FnMut(&Name, &mut [u8], &mut [u8]),
    ) -> Result<Loaded, StorageError<F::Error>> {
        self.map.flash().spots.take();
        let mut entries = self.map.fetch_all_items(buffer).await?;
        while let Some((name, value)) = entries.next::<&[u8]>(buffer).await? {
            let (from, len) = (name.stored_len(), value.len());
            let (entry, room) = buffer.split_at_mut_checked(from + len).unwrap_or_default();
            if !name.as_str().is_empty() {
                visit(&name, entry.get_mut(from..).unwrap_or_default(), room);
            }
        }
        Ok(Loaded { broken: self.map.flash().spots.take(), pages: self.pages_wrong })
    }
}

/// Whether there is at least one entry of ours.
pub(super) async fn any_entry<F: NorFlash>(map: &mut Map<F>, buffer: &mut [u8]) -> bool {
    let Ok(mut entries) = map.fetch_all_items(buffer).await else { return false };
    while let Ok(Some((name, _))) = entries.next::<&[u8]>(buffer).await {
        if !name.as_str().is_empty() {
            return true;
        }
    }
    false
}
