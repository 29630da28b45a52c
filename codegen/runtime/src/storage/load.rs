//! Stored settings come back.

use embedded_storage_async::nor_flash::NorFlash;

use super::read_errors::{Broken, Names};
use super::setting::restore_setting;
use super::{LONGEST_NAME, Map, Storage, StorageError};
use crate::Device;
use crate::apply::reset;
use crate::bits::{self, Bits};
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
    /// The newest value stored under this name is damaged. The key has an earlier one, its second copy, or the value of
    /// a new device.
    Damaged(heapless::String<LONGEST_NAME>),
}

/// What was loaded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Entries that a power cut has left unfinished, one each at most. They were never acknowledged.
    pub torn: u16,
    /// Damaged entries.
    pub damaged: u16,
    /// Those among them whose name can't be read, or that a later entry seems to replace.
    pub nameless: u16,
    /// Pages whose marks were wrong: damage.
    pub pages: u16,
    /// What a key says that is stored twice (`persist: twice`) may be lost. The device must behave as if such a key
    /// had forbidden what it can forbid.
    pub unclear: bool,
}

impl Loaded {
    /// Whether something is damaged.
    pub fn is_damaged(&self) -> bool {
        self.damaged > 0 || self.pages > 0
    }
}

impl<F: NorFlash> Storage<F> {
    /// Gives the device its stored settings back, without asking the firmware, and tells `report` of those that it
    /// does not take. Afterwards only what is stored twice counts as changed, so that both copies are looked at.
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
        let copies = |name: &str| match tables.find(name).and_then(|key| tables.info(key)) {
            Some(info) => 1 + u8::from(info.flags.has(Flags::TWICE)),
            None => 0,
        };
        let mut refused = D::Bits::empty();
        let mut unknown = heapless::Vec::<heapless::String<LONGEST_NAME>, UNKNOWN>::new();
        let (loaded, damaged) = self
            .each(buffer, copies, |name, setting, room| {
                let key = tables.find(name);
                let persists = |key: &KeyId| tables.info(*key).is_some_and(|info| info.flags.has(Flags::PERSIST));
                let Some(key) = key.filter(persists) else {
                    // What is set back to nothing is no setting any more.
                    unknown.retain(|other| other != name);
                    if !setting.is_empty() {
                        // More of them are not told of.
                        let _ = heapless::String::try_from(name).map(|name| unknown.push(name));
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
        let changes = Observer::Storage.of(device.values_mut().changes);
        changes.fill(0);
        // Each copy is looked at, and a damaged one is written anew.
        for (index, _) in tables.keys.iter().enumerate().filter(|(_, info)| info.flags.has(Flags::TWICE)) {
            bits::insert(changes, index);
        }
        for name in unknown {
            report(Remark::Unknown(name));
        }
        for name in damaged {
            report(Remark::Damaged(name.into_text()));
        }
        let mut next = refused.next(0);
        while let Some(index) = next {
            // At most u16::MAX - 1 keys: codegen checks it.
            report(Remark::Refused(KeyId(index as u16)));
            next = refused.next(index + 1);
        }
        Ok(loaded)
    }

    /// Shows every entry, older ones first: the name of its key, its value, and space behind it. `copies` tells how
    /// often which key is stored, 0 for no key. Returns the names of those that are damaged, too.
    pub(super) async fn each(
        &mut self,
        buffer: &mut [u8],
        copies: impl Fn(&str) -> u8,
        mut visit: impl FnMut(&str, &mut [u8], &mut [u8]),
    ) -> Result<(Loaded, Names), StorageError<F::Error>> {
        self.map.flash().read_errors.take();
        let mut entries = self.map.fetch_all_items(buffer).await?;
        while let Some((name, value)) = entries.next::<&[u8]>(buffer).await? {
            let (from, len) = (name.stored_len(), value.len());
            let (entry, room) = buffer.split_at_mut_checked(from + len).unwrap_or_default();
            if !name.as_str().is_empty() {
                visit(name.key(), entry.get_mut(from..).unwrap_or_default(), room);
            }
        }
        let Broken { torn, mut damaged, nameless } = self.map.flash().read_errors.take();
        let count = damaged.len().saturating_add(nameless.into());
        // What no key is called is a damaged name.
        damaged.retain(|name| copies(name.key()) > 0);
        let nameless = (count - damaged.len()).try_into().unwrap_or(u16::MAX);
        // The newest value of a key that is stored twice is lost only with two entries; the name of one of them may have
        // become another one.
        let unclear =
            self.pages_lost || (count > 1 && (nameless > 0 || damaged.iter().any(|name| copies(name.key()) > 1)));
        let loaded =
            Loaded { torn, damaged: count.try_into().unwrap_or(u16::MAX), nameless, pages: self.pages_wrong, unclear };
        Ok((loaded, damaged))
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
