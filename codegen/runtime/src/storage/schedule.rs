//! When which key is stored.

use crate::Device;
use crate::bits::Bits;
use crate::table::{Flags, KeyId};
use crate::values::Observer;

/// Paces that a device can have for storing; codegen makes no more.
const PACES: usize = 8;
/// The first pause after a failure, in milliseconds; each further one is twice as long.
const PAUSE: u64 = 1_000;
/// The longest one.
const LONGEST_PAUSE: u64 = 10 * 60_000;

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Store this key's value as it is now, and say what came of it.
    Store(KeyId),
    /// Nothing until then, in milliseconds on the caller's clock, unless a key changes meanwhile; `u64::MAX` if
    /// nothing is left to do.
    Wait {
        /// See [`Due::Wait`].
        until: u64,
    },
}

/// Which keys are to be stored, and when.
///
/// A key is stored at most once in the time that the spec gives for it: a second, where it says nothing else. Until
/// it is stored it counts as changed, also where storing fails: that is tried again after a pause, first of a second,
/// at last of ten minutes.
///
/// # How long a flash lives
///
/// NOR flash bears 100,000 erases of a page, of usually 4096 bytes. Of these 4080 hold entries; an entry takes 8
/// bytes and, in whole words of 8, the key's name, its length and the value: `eto` with nine digits is 8 + 16 = 24
/// bytes, so that a page holds 170 of them.
///
/// Let two counters go on day and night, for twenty years, at `persist: 1min`: the energy of all time and that of a
/// card. That is 2 × 525,960 × 20 = 21.0 million entries, which fill 123,800 pages. In a store of 128 KB with 30 pages
/// for entries each page is erased 4,130 times. When a page is freed, what is still valid in it moves on: if settings
/// take up half of the store, each erase gains half a page, and there are twice as many, 8,250. That is a twelfth of
/// 100,000. A store of 24 KB, with four pages for entries, half of which are taken up, would need 61,900.
///
/// At a second the same two counters would need 495,000 erases of each page in 128 KB. A setting may change that
/// often, but nobody sets one each second for years; one that is set so for ten minutes a day needs 1,720 in twenty
/// years.
#[derive(Debug, Clone)]
pub struct Schedule<B> {
    changed: B,
    /// What is stored now, one after the other.
    round: B,
    failed: B,
    /// Failures that the caller has been told of.
    told: B,
    /// When keys of each pace may be stored again.
    next: [u64; PACES],
    retry_at: u64,
    pause: u64,
}

impl<B: Bits> Default for Schedule<B> {
    fn default() -> Self {
        Self::new()
    }
}

impl<B: Bits> Schedule<B> {
    /// Nothing is to be stored yet.
    pub fn new() -> Self {
        Self {
            changed: B::empty(),
            round: B::empty(),
            failed: B::empty(),
            told: B::empty(),
            next: [0; PACES],
            retry_at: 0,
            pause: 0,
        }
    }

    /// Takes over which keys have changed. [`Schedule::poll`] does that, too; a caller that replaces its device by
    /// another one does it before.
    pub fn collect<D: Device>(&mut self, device: &mut D) {
        let tables = device.tables();
        let changes = Observer::Storage.of(device.values_mut().changes);
        let mut key = crate::bits::next(changes, 0);
        while let Some(index) = key {
            if tables.keys.get(index).is_some_and(|info| info.flags.has(Flags::PERSIST)) {
                self.changed.insert(index);
            }
            key = crate::bits::next(changes, index + 1);
        }
        changes.fill(0);
    }

    /// What to do at `now`.
    pub fn poll<D: Device>(&mut self, device: &mut D, now: u64) -> Due {
        self.collect(device);
        if now >= self.retry_at && !self.failed.is_empty() {
            self.round.insert_all(self.failed.words());
            self.failed = B::empty();
        }
        let mut until = if self.failed.is_empty() { u64::MAX } else { self.retry_at };
        if self.round.is_empty() {
            let mut from = 0;
            while let Some(index) = self.changed.next(from) {
                from = index + 1;
                let next = self.next_of(device, index);
                if now < next {
                    until = until.min(next);
                } else if !self.failed.contains(index) {
                    self.round.insert(index);
                }
            }
        }
        match self.round.next(0) {
            Some(index) => {
                // Its value is read now; what changes after this is stored another time.
                self.changed.remove(index);
                // At most u16::MAX - 1 keys: codegen checks it.
                Due::Store(KeyId(index as u16))
            }
            None => Due::Wait { until },
        }
    }

    fn next_of<D: Device>(&self, device: &D, index: usize) -> u64 {
        self.next.get(usize::from(pace(device, index).0)).copied().unwrap_or_default()
    }

    /// The key is stored.
    pub fn stored<D: Device>(&mut self, device: &D, key: KeyId, now: u64) {
        let index = key.index();
        self.round.remove(index);
        self.told.remove(index);
        let (pace, least) = pace(device, index);
        if let Some(next) = self.next.get_mut(usize::from(pace)) {
            *next = now.saturating_add(least);
        }
        if self.round.is_empty() && self.failed.is_empty() {
            self.pause = 0;
        }
    }

    /// The key could not be stored. True where this is the first time since it was stored last: then somebody should
    /// be told.
    pub fn failed(&mut self, key: KeyId, now: u64) -> bool {
        let index = key.index();
        self.round.remove(index);
        if self.failed.is_empty() {
            self.pause = self.pause.saturating_mul(2).clamp(PAUSE, LONGEST_PAUSE);
            self.retry_at = now.saturating_add(self.pause);
        }
        self.failed.insert(index);
        let first = !self.told.contains(index);
        self.told.insert(index);
        first
    }

    /// Makes everything due at once: the device is about to end.
    pub fn flush(&mut self) {
        self.next = [0; PACES];
        self.retry_at = 0;
    }

    /// Whether everything is stored, as far as [`Schedule::poll`] has seen.
    pub fn is_idle(&self) -> bool {
        self.changed.is_empty() && self.round.is_empty() && self.failed.is_empty()
    }
}

/// The pace of a key: its number, and its least time in milliseconds.
fn pace<D: Device>(device: &D, index: usize) -> (u8, u64) {
    let storage = &device.tables().storage;
    let slow = storage.slow.iter().find(|(key, _)| key.index() == index);
    let pace = slow.map_or(0, |(_, pace)| *pace);
    (pace, storage.paces.get(usize::from(pace)).copied().unwrap_or(1_000).into())
}
