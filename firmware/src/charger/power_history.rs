//! Power of each phase, minute by minute: `phh`.

use keywright::heapless::Vec;

use super::meter::MOST_MS;

/// A minute, in ms.
const MINUTE: u64 = 60_000;

/// Mean power of L1 to L3 in W for each of the last whole minutes since boot, oldest first.
pub type Minutes = Vec<[u16; 3], 60>;

/// The minute that has begun. Those that are over stand in the registry alone: they fill more than all else that the
/// logic keeps.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PowerHistory {
    at: Option<u64>,
    /// W times ms so far, of L1 to L3.
    sums: [f32; 3],
    /// How much of the minute was measured, in ms.
    measured_ms: u64,
}

/// What a look at the power adds to the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noted {
    /// The minute goes on.
    Nothing,
    /// One more minute is over; mean power of L1 to L3 in W.
    Minute([u16; 3]),
    /// At least one minute has passed without a look: what was before it is no longer the last hour.
    Gap,
}

impl PowerHistory {
    /// Takes the power of L1 to L3, in W, for what has flowed since the last look. `now` is in ms since boot.
    ///
    /// Of a gap longer than ten seconds nobody knows what flowed: only its last ten seconds count.
    pub fn step(&mut self, now: u64, watts: [f32; 3]) -> Noted {
        let at = self.at.replace(now).unwrap_or(now).min(now);
        let known_from = at.max(now.saturating_sub(MOST_MS));
        let minute = now / MINUTE * MINUTE;
        let noted = match now / MINUTE - at / MINUTE {
            0 => Noted::Nothing,
            1 => {
                self.add(minute.saturating_sub(known_from), watts);
                self.mean().map_or(Noted::Gap, Noted::Minute)
            }
            _ => Noted::Gap,
        };
        if noted != Noted::Nothing {
            (self.sums, self.measured_ms) = ([0.0; 3], 0);
        }
        self.add(now - known_from.max(minute).min(now), watts);
        noted
    }

    fn add(&mut self, ms: u64, watts: [f32; 3]) {
        for (sum, watts) in self.sums.iter_mut().zip(watts) {
            *sum += watts * ms as f32;
        }
        self.measured_ms += ms;
    }

    /// Mean power, if anything was measured.
    fn mean(&self) -> Option<[u16; 3]> {
        let ms = self.measured_ms as f32;
        // The cast saturates, at 0 and far above what a phase can carry.
        (self.measured_ms > 0).then(|| self.sums.map(|sum| (sum / ms + 0.5) as u16))
    }
}

/// Brings the list up to date.
pub fn note(noted: Noted, minutes: &mut Minutes) {
    match noted {
        Noted::Nothing => {}
        Noted::Minute(mean) => {
            if minutes.is_full() {
                minutes.remove(0);
            }
            // There is room for one.
            let _ = minutes.push(mean);
        }
        Noted::Gap => minutes.clear(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1000;

    /// A list that was kept from `from` to `to`, in s, with a look a second.
    struct Kept {
        history: PowerHistory,
        minutes: Minutes,
    }

    impl Kept {
        fn new() -> Self {
            Self { history: PowerHistory::default(), minutes: Minutes::new() }
        }

        fn look(&mut self, ms: u64, watts: [f32; 3]) {
            note(self.history.step(ms, watts), &mut self.minutes);
        }

        fn run(&mut self, seconds: core::ops::RangeInclusive<u64>, watts: [f32; 3]) {
            for second in seconds {
                self.look(second * SECOND, watts);
            }
        }
    }

    #[test]
    fn a_minute_shows_when_it_is_over() {
        let mut kept = Kept::new();
        kept.run(0..=59, [2300.0, 0.0, 11.4]);
        assert!(kept.minutes.is_empty());
        kept.run(60..=60, [2300.0, 0.0, 11.4]);
        assert_eq!(kept.minutes.as_slice(), [[2300, 0, 11]]);
    }

    #[test]
    fn it_is_the_mean_over_the_whole_minute() {
        let mut kept = Kept::new();
        kept.run(0..=20, [0.0; 3]);
        kept.run(21..=60, [3000.0, 1500.0, 0.0]);
        assert_eq!(kept.minutes.as_slice(), [[2000, 1000, 0]]);
    }

    #[test]
    fn a_look_across_the_end_of_a_minute_counts_for_both() {
        let mut kept = Kept::new();
        kept.run(0..=57, [0.0; 3]);
        // Three seconds of the old minute, two of the new one.
        kept.look(62 * SECOND, [6000.0; 3]);
        assert_eq!(kept.minutes.as_slice(), [[300; 3]]);
        kept.run(63..=120, [0.0; 3]);
        assert_eq!(kept.minutes.as_slice(), [[300; 3], [200; 3]]);
    }

    #[test]
    fn many_looks_at_one_moment_count_as_one() {
        let mut kept = Kept::new();
        kept.run(0..=30, [1000.0; 3]);
        for _ in 0..100 {
            kept.look(30 * SECOND, [9000.0; 3]);
        }
        kept.run(31..=60, [1000.0; 3]);
        assert_eq!(kept.minutes.as_slice(), [[1000; 3]]);
    }

    #[test]
    fn there_are_at_most_60_and_the_oldest_go() {
        let mut kept = Kept::new();
        for minute in 0..70u16 {
            let begin = u64::from(minute) * 60;
            kept.run(begin + 1..=begin + 60, [f32::from(minute); 3]);
        }
        assert_eq!(kept.minutes.len(), 60);
        assert_eq!((kept.minutes[0], kept.minutes[59]), ([10; 3], [69; 3]));
    }

    #[test]
    fn a_short_gap_is_not_counted_in_full() {
        let mut kept = Kept::new();
        kept.run(0..=10, [1000.0; 3]);
        // 30 s in which nobody looked, of which the last ten count.
        kept.run(40..=60, [4000.0; 3]);
        assert_eq!(kept.minutes.as_slice(), [[3250; 3]]);
    }

    #[test]
    fn a_minute_without_a_look_begins_the_list_anew() {
        let mut kept = Kept::new();
        kept.run(0..=130, [1000.0; 3]);
        assert_eq!(kept.minutes.len(), 2);
        kept.look(250 * SECOND, [2000.0; 3]);
        assert!(kept.minutes.is_empty());
        kept.run(251..=300, [2000.0; 3]);
        assert_eq!(kept.minutes.as_slice(), [[2000; 3]]);
    }

    #[test]
    fn a_minute_of_which_only_its_first_moment_was_seen_is_none() {
        let mut kept = Kept::new();
        kept.run(0..=60, [1000.0; 3]);
        kept.look(130 * SECOND, [2000.0; 3]);
        assert!(kept.minutes.is_empty());
    }

    #[test]
    fn a_clock_that_stands_or_goes_back_does_no_harm() {
        let mut kept = Kept::new();
        kept.run(0..=61, [1000.0; 3]);
        kept.look(30 * SECOND, [1000.0; 3]);
        kept.look(u64::MAX, [1000.0; 3]);
        assert!(kept.minutes.is_empty());
    }

    #[test]
    fn what_no_phase_can_carry_does_no_harm() {
        let mut kept = Kept::new();
        kept.run(0..=60, [f32::MAX, -5.0, f32::NAN]);
        assert_eq!(kept.minutes.as_slice(), [[u16::MAX, 0, 0]]);
    }
}
