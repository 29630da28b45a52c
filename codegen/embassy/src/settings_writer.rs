//! Settings in NOR flash. What lies where, and when it is written, is `keywright::storage`'s business.

use core::cell::RefCell;
use core::pin::pin;
use core::task::{Context, Poll, Waker};

use embassy_futures::select::select;
use embassy_time::{Duration, Timer};
use keywright::storage::nor_flash::NorFlash;
use keywright::storage::{Remark, Storage, StorageError};
use keywright_device::Application;

use crate::shared::Shared;
use crate::unit::{Unit, now};

/// A page, which holds the longest setting.
const PAGE: usize = 4096;
/// Names of lost settings that are told of.
const LOST: usize = 16;
/// A time that nobody waits for, in ms.
const LONG: u64 = 3_600_000;

/// Keeps the settings. The flash has pages of 4096 bytes, and lets nobody wait: it is read and written where it is asked.
pub struct SettingsWriter<F: NorFlash> {
    storage: Storage<F>,
    buffer: [u8; PAGE],
}

impl<F: NorFlash + Clone> SettingsWriter<F> {
    /// Opens the store in the first `size` bytes of the flash. Where something else is in it, it is erased.
    ///
    /// # Errors
    /// The flash fails, or is none that a store can have.
    pub fn open(mut flash: F, size: u32) -> Result<Self, StorageError<F::Error>> {
        let mut buffer = [0; PAGE];
        let storage = match at_once(Storage::open(flash.clone(), 0..size, &mut buffer)) {
            Err(StorageError::Foreign) => {
                log::warn!("the flash holds something else than settings: it is erased");
                at_once(flash.erase(0, size)).map_err(StorageError::Flash)?;
                at_once(Storage::open(flash, 0..size, &mut buffer))?
            }
            opened => opened?,
        };
        Ok(Self { storage, buffer })
    }
}

/// A [`SettingsWriter`], whatever its flash is.
pub trait WriteSettings<A: Application> {
    /// Gives the unit its settings back, before it starts.
    fn load(&mut self, unit: &mut Unit<A>);

    /// Stores all that is due. Returns when there is something to store again, in ms since power-on.
    fn keep(&mut self, unit: &mut Unit<A>) -> u64;

    /// Stores all that is left: the device is about to end.
    fn keep_last(&mut self, unit: &mut Unit<A>) {
        unit.schedule.flush();
        self.keep(unit);
    }
}

/// A [`SettingsWriter`] that tasks share.
pub type Store<A> = RefCell<dyn WriteSettings<A>>;

impl<A: Application, F: NorFlash> WriteSettings<A> for SettingsWriter<F> {
    fn load(&mut self, unit: &mut Unit<A>) {
        let mut lost = heapless::Vec::<_, LOST>::new();
        let mut device = unit.state.device();
        let tables = keywright::Device::tables(&device);
        let name = |key| tables.info(key).map_or("", |info| info.name());
        let loaded = at_once(self.storage.load(&mut device, &mut self.buffer, |remark| match remark {
            Remark::Unknown(name) => {
                log::warn!("the setting {name} is unknown to this version; it is kept, but has no effect");
            }
            // The value itself may be a secret.
            Remark::Refused(key) => {
                log::warn!("the stored value of {} is not one that it takes; it has its default", name(key));
            }
            Remark::Damaged(name) => {
                log::warn!("the stored value of {name} is damaged; it has an earlier one or its default");
                // More of them are in the log only.
                let _ = lost.push(name);
            }
        }));
        for name in &lost {
            device.lose_setting(name);
        }
        let unclear = match loaded {
            Ok(loaded) => {
                if loaded.is_damaged() {
                    log::warn!("{} entries and {} pages of the settings are damaged", loaded.damaged, loaded.pages);
                }
                device.find_damage(loaded.pages.saturating_add(loaded.nameless));
                loaded.unclear
            }
            Err(error) => {
                log::error!("settings are not loaded: {error:?}");
                true
            }
        };
        if unclear {
            device.close_http();
        }
        let lost = device.settings_lost();
        if !lost.is_empty() {
            log::warn!("settings were lost: {lost}; set {} to true once you have looked", device.settings_lost_key());
        }
    }

    fn keep(&mut self, unit: &mut Unit<A>) -> u64 {
        loop {
            let now = now();
            let mut device = unit.state.device();
            let saved = at_once(self.storage.save(&mut unit.schedule, &mut device, now, &mut self.buffer));
            if let Some((key, error)) = saved.failed {
                let tables = keywright::Device::tables(&device);
                let name = tables.info(key).map_or("", |info| info.name());
                log::error!("the setting {name} is not stored: {error:?}; it is tried again, what is stored stays");
            }
            if saved.until > now {
                return saved.until;
            }
        }
    }
}

/// Stores each change as soon as it is due.
pub async fn keep<A: Application>(shared: &'static Shared<A>, store: &Store<A>) -> ! {
    let mut changes = shared.changes();
    loop {
        let until = shared.with(|unit| store.borrow_mut().keep(unit));
        let pause = Timer::after(Duration::from_millis(until.saturating_sub(now()).clamp(1, LONG)));
        match &mut changes {
            Some(changes) => {
                select(changes.wait(), pause).await;
            }
            None => pause.await,
        }
    }
}

/// Runs what never waits.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}
