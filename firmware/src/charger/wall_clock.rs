//! The time of day: what was told, and how it goes on from there.

use super::Charger;
use crate::clock::{Local, Zone, local_text, utc_text};

/// A source that differs by less does not set the clock, in ms.
const TOLERANCE_MS: u64 = 500;

/// The time of day as an anchor on the clock that starts at boot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct WallClock {
    boot_unix_ms: Option<i64>,
    by_hand: bool,
}

impl WallClock {
    /// Takes the time from a source. What was set by hand stays, unless the source is trusted more (`tse`).
    fn follow(&mut self, now: u64, source: Option<i64>, trusted: bool) {
        let Some(boot) = source.map(|unix_ms| unix_ms.saturating_sub_unsigned(now)) else { return };
        let differs = self.boot_unix_ms.is_none_or(|old| old.abs_diff(boot) > TOLERANCE_MS);
        if differs && (trusted || !self.by_hand) {
            *self = Self { boot_unix_ms: Some(boot), by_hand: false };
        }
    }

    /// Sets the clock by hand.
    pub(crate) fn set(&mut self, now: u64, unix_ms: i64) {
        *self = Self { boot_unix_ms: Some(unix_ms.saturating_sub_unsigned(now)), by_hand: true };
    }

    /// Ms since 1970. [`None`] as long as nobody has told the time.
    pub(crate) fn unix_ms(&self, now: u64) -> Option<i64> {
        self.boot_unix_ms.map(|boot| boot.saturating_add_unsigned(now))
    }
}

impl Charger {
    /// The time zone that is set.
    pub fn zone(&self) -> Zone {
        Zone { offset_min: self.registry.timezone_offset(), rule: self.registry.daylight_saving_mode() }
    }

    /// Day of the week and time of day, where the time is known.
    pub(super) fn local(&self, now: u64) -> Option<Local> {
        self.clock.unix_ms(now).and_then(|unix_ms| self.zone().local(unix_ms))
    }

    /// Follows the source and shows the time in `rbt`, `utc`, `loc`, `tab`, `lto`. A clock that nobody has set begins
    /// in 1970.
    pub(super) fn tell_time(&mut self, now: u64, source: Option<i64>) {
        let synchronised = self.registry.time_server_enabled();
        self.clock.follow(now, source, synchronised);
        self.show_time(now);
        let status = match (synchronised, source) {
            (true, Some(_)) => crate::api::TimeSyncStatus::Completed,
            (true, None) => crate::api::TimeSyncStatus::InProgress,
            (false, _) => crate::api::TimeSyncStatus::Reset,
        };
        self.registry.set_time_sync_status(status);
    }

    /// Shows the time as it is.
    pub(crate) fn show_time(&mut self, now: u64) {
        let zone = self.zone();
        let unix_ms = self.clock.unix_ms(now).unwrap_or_else(|| i64::try_from(now).unwrap_or(i64::MAX));
        let registry = &mut self.registry;
        registry.set_time_since_boot(now);
        // Both texts have the capacity of their keys.
        let _ = registry.set_utc_time(&utc_text(unix_ms));
        let _ = registry.set_local_time(&local_text(unix_ms, zone));
        registry.set_local_time_offset(zone.offset_ms(unix_ms));
        let boot = unix_ms.saturating_sub_unsigned(now);
        // A clock that wanders by less than its tolerance does not move the moment of power-up.
        registry.set_boot_time_utc(u64::try_from(boot).unwrap_or(0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_has_told_the_time() {
        assert_eq!(WallClock::default().unix_ms(1000), None);
    }

    #[test]
    fn the_clock_goes_on_from_what_it_was_told() {
        let mut clock = WallClock::default();
        clock.follow(1000, Some(1_000_000), false);
        assert_eq!(clock.unix_ms(3000), Some(1_002_000));
    }

    #[test]
    fn what_was_set_by_hand_stays() {
        let mut clock = WallClock::default();
        clock.set(0, 5_000_000);
        clock.follow(1000, Some(1_000_000), false);
        assert_eq!(clock.unix_ms(1000), Some(5_001_000));
    }

    #[test]
    fn a_trusted_source_overrules_the_hand() {
        let mut clock = WallClock::default();
        clock.set(0, 5_000_000);
        clock.follow(1000, Some(1_000_000), true);
        assert_eq!(clock.unix_ms(1000), Some(1_000_000));
    }

    #[test]
    fn jitter_of_the_source_does_not_move_the_clock() {
        let mut clock = WallClock::default();
        clock.follow(0, Some(1_000_000), false);
        clock.follow(1000, Some(1_001_300), false);
        assert_eq!(clock.unix_ms(1000), Some(1_001_000));
    }
}
