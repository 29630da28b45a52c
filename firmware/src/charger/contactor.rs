//! The contactor: closes for a car that is ready, opens without load where it can.

/// How long a car may take to stop drawing current, in ms (IEC 61851).
const STOP_MS: u64 = 6000;

/// The contactor's state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Contactor {
    phases: u8,
    opening_since: Option<u64>,
}

impl Contactor {
    /// Number of phases that are closed; 0 when open.
    pub fn phases(&self) -> u8 {
        self.phases
    }

    /// Whether it is closed.
    pub fn is_closed(&self) -> bool {
        self.phases > 0
    }

    /// Closes with `phases`, or opens. Under load it waits until the car has stopped, six seconds at most. The number
    /// of phases changes only while it is open.
    pub fn step(&mut self, now: u64, close: bool, phases: u8, draws: bool) {
        if close && (self.phases == phases || self.phases == 0) {
            self.phases = phases;
            self.opening_since = None;
        } else if self.phases > 0 {
            let since = *self.opening_since.get_or_insert(now);
            if !draws || now.saturating_sub(since) >= STOP_MS {
                self.open();
            }
        }
    }

    /// Opens at once, whatever flows: for faults and an unplugged car.
    pub fn open(&mut self) {
        *self = Self::default();
    }

    /// Which of L1 to L3 are closed.
    pub fn lines(&self) -> [bool; 3] {
        [self.phases >= 1, self.phases >= 2, self.phases >= 3]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_at_once_without_load() {
        let mut contactor = Contactor::default();
        contactor.step(0, true, 3, false);
        assert_eq!(contactor.lines(), [true; 3]);
        contactor.step(1000, false, 3, false);
        assert!(!contactor.is_closed());
    }

    #[test]
    fn under_load_it_waits_six_seconds_for_the_car() {
        let mut contactor = Contactor::default();
        contactor.step(0, true, 3, true);
        contactor.step(1000, false, 3, true);
        contactor.step(6999, false, 3, true);
        assert!(contactor.is_closed());
        contactor.step(7000, false, 3, true);
        assert!(!contactor.is_closed());
    }

    #[test]
    fn the_number_of_phases_changes_only_while_it_is_open() {
        let mut contactor = Contactor::default();
        contactor.step(0, true, 3, true);
        contactor.step(1000, true, 1, true);
        assert_eq!(contactor.phases(), 3);
        contactor.step(2000, true, 1, false);
        assert_eq!(contactor.phases(), 0);
        contactor.step(3000, true, 1, false);
        assert_eq!(contactor.lines(), [true, false, false]);
    }

    #[test]
    fn a_car_that_is_wanted_again_goes_on() {
        let mut contactor = Contactor::default();
        contactor.step(0, true, 3, true);
        contactor.step(1000, false, 3, true);
        contactor.step(2000, true, 3, true);
        contactor.step(60_000, true, 3, true);
        assert!(contactor.is_closed());
    }
}
