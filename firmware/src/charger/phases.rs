//! One phase or three: `psm`, `fsp`, and the times that keep the contactor from wearing out.

use crate::api::{PhaseSwitchMode, PhaseWish};

/// How many phases are in use, and the way there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phases {
    /// 1 or 3.
    pub count: u8,
    /// Since when the other number is wished for (`fsptws`).
    pub wish_since: Option<u64>,
    /// When the number last changed (`lfspt`).
    pub toggled_at: Option<u64>,
    /// When the contactor last changed it under voltage.
    worn_at: Option<u64>,
    /// Until when charging rests for a change.
    pause_until: Option<u64>,
}

/// What the choice depends on. Times in ms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wishes {
    /// Who decides (`psm`).
    pub mode: PhaseSwitchMode,
    /// The switching input demands one phase.
    pub single: bool,
    /// What the sun suits, where the sun decides.
    pub solar: Option<PhaseWish>,
    /// A current flows or could flow: the change needs a pause.
    pub energised: bool,
    /// How long a wish has to hold (`mpwst`).
    pub hold_ms: u64,
    /// Least time from one change to the next (`mptwt`).
    pub wait_ms: u64,
    /// How long charging rests for a change (`psmd`).
    pub pause_ms: u64,
}

impl Default for Phases {
    fn default() -> Self {
        Self { count: 3, wish_since: None, toggled_at: None, worn_at: None, pause_until: None }
    }
}

impl Phases {
    /// Decides on the number of phases. True while charging has to rest for a change.
    ///
    /// What a person orders happens at once; what the sun suggests has to hold for a while.
    pub fn step(&mut self, now: u64, wishes: &Wishes) -> bool {
        let (count, at_once) = match (wishes.mode, wishes.solar) {
            _ if wishes.single => (1, true),
            (PhaseSwitchMode::Force1, _) => (1, true),
            (PhaseSwitchMode::Force3, _) => (3, true),
            (PhaseSwitchMode::Auto, Some(PhaseWish::Wish1)) => (1, !wishes.energised),
            (PhaseSwitchMode::Auto, Some(PhaseWish::Wish3)) => (3, !wishes.energised),
            (PhaseSwitchMode::Auto, Some(PhaseWish::Force3) | None) => (3, true),
        };
        if count == self.count {
            self.wish_since = None;
        } else {
            let since = *self.wish_since.get_or_insert(now);
            let held = now.saturating_sub(since) >= wishes.hold_ms;
            let rested = self.worn_at.is_none_or(|at| now.saturating_sub(at) >= wishes.wait_ms);
            if at_once || (held && rested) {
                self.count = count;
                self.wish_since = None;
                self.toggled_at = Some(now);
                self.worn_at = if wishes.energised { Some(now) } else { self.worn_at };
                self.pause_until = wishes.energised.then(|| now.saturating_add(wishes.pause_ms));
            }
        }
        self.pause_until = self.pause_until.filter(|until| now < *until);
        self.pause_until.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WISHES: Wishes = Wishes {
        mode: PhaseSwitchMode::Auto,
        single: false,
        solar: None,
        energised: true,
        hold_ms: 120_000,
        wait_ms: 600_000,
        pause_ms: 10_000,
    };

    #[test]
    fn automatic_without_sun_uses_three_phases() {
        let mut phases = Phases::default();
        phases.step(0, &WISHES);
        assert_eq!(phases.count, 3);
    }

    #[test]
    fn an_order_for_one_phase_is_obeyed_after_a_pause() {
        let mut phases = Phases::default();
        let order = Wishes { mode: PhaseSwitchMode::Force1, ..WISHES };
        assert!(phases.step(1000, &order));
        assert_eq!(phases.count, 1);
        assert!(phases.step(10_999, &order));
        assert!(!phases.step(11_000, &order));
    }

    #[test]
    fn without_a_car_there_is_nothing_to_pause() {
        let mut phases = Phases::default();
        let order = Wishes { mode: PhaseSwitchMode::Force1, energised: false, ..WISHES };
        assert!(!phases.step(0, &order));
        assert_eq!(phases.count, 1);
    }

    #[test]
    fn the_suns_wish_has_to_hold() {
        let mut phases = Phases::default();
        let wish = Wishes { solar: Some(PhaseWish::Wish1), ..WISHES };
        phases.step(0, &wish);
        phases.step(119_999, &wish);
        assert_eq!((phases.count, phases.wish_since), (3, Some(0)));
        phases.step(120_000, &wish);
        assert_eq!((phases.count, phases.toggled_at), (1, Some(120_000)));
    }

    #[test]
    fn a_wish_that_passes_is_forgotten() {
        let mut phases = Phases::default();
        phases.step(0, &Wishes { solar: Some(PhaseWish::Wish1), ..WISHES });
        phases.step(1000, &Wishes { solar: Some(PhaseWish::Wish3), ..WISHES });
        assert_eq!(phases.wish_since, None);
    }

    #[test]
    fn two_changes_are_ten_minutes_apart() {
        let mut phases = Phases { worn_at: Some(100_000), count: 1, ..Phases::default() };
        let wish = Wishes { solar: Some(PhaseWish::Wish3), ..WISHES };
        phases.step(200_000, &wish);
        phases.step(699_999, &wish);
        assert_eq!(phases.count, 1);
        phases.step(700_000, &wish);
        assert_eq!(phases.count, 3);
    }

    #[test]
    fn the_switching_input_goes_before_the_setting() {
        let mut phases = Phases::default();
        phases.step(0, &Wishes { mode: PhaseSwitchMode::Force3, single: true, ..WISHES });
        assert_eq!(phases.count, 1);
    }
}
