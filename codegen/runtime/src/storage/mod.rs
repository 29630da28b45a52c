//! Settings in NOR flash, by key name, so that another version with another spec can read them.
//!
//! What lies in the flash, in pages of its erase size: two pages of a log of erases, then those of
//! [`sequential-storage`]'s map from a name to a value. Names are the keys' own; a value is its JSON, or the text of a
//! string as it is. Everything is appended; the newest entry of a name counts. Power may be cut at any moment, also
//! amid a write or an erase: afterwards each setting has its old value or its new one, and what was acknowledged is
//! there. Each entry has a checksum. What protects the device (`persist: twice`) is stored twice, the second time with
//! `~` before its name; where both may be lost, loading says so.
//!
//! A board calls [`Storage::open`], [`Storage::load`] and then, whenever a key may have changed or the time has come
//! that it returned last, [`Storage::save`].
//!
//! [`sequential-storage`]: https://docs.rs/sequential-storage

mod error;
mod guard;
mod image;
mod load;
mod name;
mod pages;
mod read_errors;
mod record;
mod schedule;
mod setting;

use core::ops::Range;

pub use embedded_storage_async::nor_flash;
use embedded_storage_async::nor_flash::NorFlash;
use sequential_storage::cache::{Cache, Uncached};
use sequential_storage::map::{MapConfig, MapStorage};

pub use error::StorageError;
pub use guard::GuardError;
pub use image::{Image, read_image};
pub use load::{Loaded, Remark};
pub use name::LONGEST_NAME;
pub use schedule::{Due, Schedule};
pub use setting::{restore_setting, write_setting};

use crate::Device;
use crate::bits::Bits;
use crate::table::{Flags, KeyId};
use guard::{Guard, LOG_PAGES};
use name::Name;
use setting::{Fresh, OfKey, Same, Source};

/// Most bytes of a name and its value together. They fit into a page of 4096 bytes with words of up to 32 bytes.
pub const LONGEST_ENTRY: usize = 3968;

/// How often something is written where it can't be read again, each time at the next place. One that is damaged is
/// passed over at once.
const TRIES: u32 = 3;

type Map<F> = MapStorage<Name, Guard<F>, Cache<Uncached, Uncached, Uncached, Name>>;

/// A store of settings in a range of a flash.
pub struct Storage<F: NorFlash> {
    map: Map<F>,
    /// Pages whose marks were wrong when it was opened.
    pages_wrong: u16,
    /// One of them had lost all that it held.
    pages_lost: bool,
}

/// What [`Storage::save`] has done.
#[derive(Debug)]
pub struct Saved<E> {
    /// When to call it again, in milliseconds on the caller's clock, unless a key changes meanwhile.
    pub until: u64,
    /// A key that could not be stored, the first time. It is tried again.
    pub failed: Option<(KeyId, StorageError<E>)>,
}

impl<F: NorFlash> Storage<F> {
    /// Opens the store in `range` of the flash, or begins one where all is free. What a power cut has interrupted is
    /// finished. The range is whole pages, at least four; `buffer` holds at least one page, here and in every other
    /// function.
    ///
    /// # Errors
    /// The flash fails, the range is none that a store can have, or something else is in it.
    pub async fn open(flash: F, range: Range<u32>, buffer: &mut [u8]) -> Result<Self, StorageError<F::Error>> {
        check_range::<F>(&flash, &range, buffer)?;
        let mut guard = Guard::new(flash, range.clone()).await?;
        let page = Guard::<F>::PAGE;
        let pages = 0..(range.end - range.start) - LOG_PAGES * page;
        let config = || MapConfig::try_new(pages.clone()).map_err(|_| StorageError::Range);
        if !guard.has_log() {
            let last = if guard.log_is_free() && pages::all_free(&mut guard).await? {
                None
            } else {
                // The log is lost, or this is no store at all. Nothing is written before that is known.
                let mut map = Map::new(guard, config()?, Cache::new_uncached());
                let known = load::any_entry(&mut map, buffer).await;
                (guard, _) = map.destroy();
                if !known {
                    return Err(StorageError::Foreign);
                }
                pages::guess_last_erased(&mut guard).await?
            };
            guard.unlock(last).await?;
        } else {
            guard.unlock(None).await?;
        }
        let wrong = pages::put_right(&mut guard).await?;
        let map = Map::new(guard, config()?, Cache::new_uncached());
        Ok(Self { map, pages_wrong: wrong.pages, pages_lost: wrong.lost })
    }

    /// Stores `setting` (see [`write_setting`]; empty is that of a new device) under `name`, if it is another one
    /// than is stored. True if it was written. It is stored when this returns, and read again to be sure of it.
    ///
    /// # Errors
    /// Why it is not stored. What was stored before is still there.
    pub async fn put(&mut self, name: &str, setting: &[u8], buffer: &mut [u8]) -> Result<bool, StorageError<F::Error>> {
        self.store(name, &setting, false, buffer).await
    }

    /// As [`Storage::put`], with a second copy: for what protects the device.
    ///
    /// # Errors
    /// As [`Storage::put`].
    pub async fn put_twice(
        &mut self,
        name: &str,
        setting: &[u8],
        buffer: &mut [u8],
    ) -> Result<bool, StorageError<F::Error>> {
        self.store(name, &setting, true, buffer).await
    }

    /// Stores the value of `key` as [`Storage::put`] does.
    ///
    /// # Errors
    /// As [`Storage::put`].
    pub async fn put_key<D: Device>(
        &mut self,
        device: &D,
        key: KeyId,
        buffer: &mut [u8],
    ) -> Result<bool, StorageError<F::Error>> {
        match device.tables().info(key).filter(|info| info.flags.has(Flags::PERSIST)) {
            Some(info) => self.store(info.name(), &OfKey(device, key), info.flags.has(Flags::TWICE), buffer).await,
            None => Ok(false),
        }
    }

    /// Stores one key that has changed, if one is due.
    pub async fn save<D: Device, B: Bits>(
        &mut self,
        schedule: &mut Schedule<B>,
        device: &mut D,
        now: u64,
        buffer: &mut [u8],
    ) -> Saved<F::Error> {
        let key = match schedule.poll(device, now) {
            Due::Store(key) => key,
            Due::Wait { until } => return Saved { until, failed: None },
        };
        match self.put_key(device, key, buffer).await {
            Ok(_) => {
                schedule.stored(device, key, now);
                Saved { until: now, failed: None }
            }
            Err(error) => {
                let first = schedule.failed(key, now);
                Saved { until: now, failed: first.then_some((key, error)) }
            }
        }
    }

    /// The value stored under `name`, if there is one.
    ///
    /// # Errors
    /// The flash fails.
    pub async fn get<'b>(
        &mut self,
        name: &str,
        buffer: &'b mut [u8],
    ) -> Result<Option<&'b [u8]>, StorageError<F::Error>> {
        let name = Name::new(name).ok_or(StorageError::TooLong)?;
        Ok(self.map.fetch_item::<&[u8]>(buffer, &name).await?)
    }

    /// The flash. What is written to it by another way than this store damages the store.
    pub fn flash(&mut self) -> &mut F {
        self.map.flash().flash()
    }

    /// Gives the flash back.
    pub fn into_flash(self) -> F {
        self.map.destroy().0.into_flash()
    }

    async fn store(
        &mut self,
        name: &str,
        setting: &dyn Source,
        twice: bool,
        buffer: &mut [u8],
    ) -> Result<bool, StorageError<F::Error>> {
        let name = Name::new(name).ok_or(StorageError::TooLong)?;
        let mut len = crate::Count::default();
        setting.write(&mut len);
        // With the mark of a second copy.
        if len.0 + name.as_str().len() + 1 + usize::from(twice) > LONGEST_ENTRY {
            return Err(StorageError::TooLong);
        }
        let mut written = self.store_copy(&name, setting, buffer).await?;
        if twice {
            written |= self.store_copy(&name.copy(), setting, buffer).await?;
        }
        Ok(written)
    }

    async fn store_copy(
        &mut self,
        name: &Name,
        setting: &dyn Source,
        buffer: &mut [u8],
    ) -> Result<bool, StorageError<F::Error>> {
        if self.holds(name, setting, buffer).await? {
            return Ok(false);
        }
        for _ in 0..TRIES {
            self.map.store_item_generic(buffer, name, &Fresh(setting)).await?;
            if self.holds(name, setting, buffer).await? {
                self.map.flash().note_used().await?;
                return Ok(true);
            }
        }
        Err(StorageError::Unread)
    }

    async fn holds(
        &mut self,
        name: &Name,
        setting: &dyn Source,
        buffer: &mut [u8],
    ) -> Result<bool, StorageError<F::Error>> {
        // What was never stored is as on a new device.
        let stored = self.map.fetch_item::<&[u8]>(buffer, name).await?.unwrap_or_default();
        let mut same = Same::new(stored);
        setting.write(&mut same);
        Ok(same.is_same())
    }
}

fn check_range<F: NorFlash>(flash: &F, range: &Range<u32>, buffer: &[u8]) -> Result<(), StorageError<F::Error>> {
    let page = Guard::<F>::PAGE;
    let whole = page > 0 && range.start.is_multiple_of(page) && range.end.is_multiple_of(page);
    let size = range.end.checked_sub(range.start);
    let fits = usize::try_from(range.end).is_ok_and(|end| end <= flash.capacity());
    // Words over 32 bytes are more than sequential-storage knows.
    let words = F::WRITE_SIZE <= 32 && F::READ_SIZE <= 32;
    let pages = size.filter(|_| whole && fits && words).map(|size| size / page);
    if pages.is_none_or(|pages| pages < LOG_PAGES + 2 || pages > u32::from(u16::MAX)) {
        return Err(StorageError::Range);
    }
    if buffer.len() < F::ERASE_SIZE { Err(StorageError::Buffer(F::ERASE_SIZE)) } else { Ok(()) }
}
