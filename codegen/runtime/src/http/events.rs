use super::respond::filter;
use crate::Device;
use crate::bits::Bits;
use crate::sink::Sink;
use crate::status::{Reveal, write_value};
use crate::table::{Flags, KeyId};

/// How many paces a device can have.
pub(crate) const PACES: usize = 16;

/// When values of each pace were last sent.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    due: [u64; PACES],
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self { due: [0; PACES] }
    }

    /// Which paces are due now, one bit each; their next time is set.
    pub(crate) fn tick(&mut self, paces: &[u32], now: u64) -> u16 {
        let mut due = 0;
        for (i, (next, pace)) in self.due.iter_mut().zip(paces).enumerate() {
            if now >= *next {
                *next = now.saturating_add(u64::from(*pace));
                due |= 1 << i;
            }
        }
        due
    }

    /// When the next one is due.
    pub(crate) fn next(&self, paces: &[u32]) -> u64 {
        self.due.iter().take(paces.len().max(1)).min().copied().unwrap_or(u64::MAX)
    }
}

/// One listener to changes: server-sent events, each `data: {"amp":10}`.
#[derive(Debug)]
pub struct Events<B> {
    only: Option<B>,
    changed: B,
    clock: Clock,
    started: bool,
}

impl<B: Bits> Events<B> {
    /// A listener to the keys that `?filter=` names. The first event holds all of them. `scratch` is room for the
    /// name of a key.
    pub fn new<D: Device<Bits = B>>(device: &D, query: &str, scratch: &mut [u8]) -> Self {
        Self {
            only: filter::<D>(device.tables(), query, scratch),
            changed: B::empty(),
            clock: Clock::new(),
            started: false,
        }
    }

    /// Notes changes, as the set of [`crate::Observer::Events`] holds them.
    pub fn record(&mut self, changed: &[u32]) {
        self.changed.insert_all(changed);
    }

    /// Writes what is due: nothing, or one event. Returns when to ask again, in milliseconds on the same clock.
    pub fn poll<D: Device<Bits = B>, S: Sink + ?Sized>(&mut self, device: &D, now: u64, out: &mut S) -> u64 {
        let tables = device.tables();
        let due = self.clock.tick(tables.paces, now);
        let mut first = true;
        for (index, info) in tables.keys.iter().enumerate() {
            let listened = self.only.as_ref().is_none_or(|only| only.contains(index));
            let changed = self.changed.contains(index) && due & (1 << info.pace) != 0;
            if !info.flags.has(Flags::READ | Flags::HTTP) || !listened || (self.started && !changed) {
                continue;
            }
            self.changed.remove(index);
            out.put(if first { b"data: {" } else { b"," });
            first = false;
            out.put(info.member.as_bytes());
            write_value(device, KeyId(index as u16), Reveal::Public, out);
        }
        if !first {
            out.put(b"}\n\n");
        } else if !self.started {
            // The filter names no key of this device; the client still learns that it is connected.
            out.put(b"data: {}\n\n");
        }
        self.started = true;
        self.clock.next(tables.paces)
    }
}
