//! How long to wait before the next try.

use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);
/// How much longer than its least a pause may be.
const JITTER: f64 = 0.25;
/// A connection that lasted so long was a good one: the next failure is a new one.
const GOOD: Duration = Duration::from_secs(30);

/// Pauses that double, from 1 s to 60 s, each a little longer by chance: many chargers that lost the same broker
/// don't come back all at once.
#[derive(Debug)]
pub struct Backoff {
    least: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { least: FIRST }
    }
}

impl Backoff {
    /// The pause after a connection, or the try to get one, that lasted so long: 1 to 60 s.
    pub fn next(&mut self, lasted: Duration) -> Duration {
        if lasted >= GOOD {
            self.least = FIRST;
        }
        let least = self.least;
        self.least = (least * 2).min(LONGEST.div_f64(1.0 + JITTER));
        least.mul_f64(1.0 + fastrand::f64() * JITTER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_from_a_second_to_a_minute() {
        let mut backoff = Backoff::default();
        for least in [1, 2, 4, 8, 16, 32, 48, 48] {
            let least = Duration::from_secs(least);
            let pause = backoff.next(Duration::ZERO);
            assert!(pause >= least && pause <= least.mul_f64(1.0 + JITTER), "{pause:?} for {least:?}");
            assert!(pause >= FIRST && pause <= LONGEST, "{pause:?}");
        }
    }

    #[test]
    fn two_devices_do_not_wait_equally_long() {
        let pauses = || [0; 8].map(|_| Backoff::default().next(Duration::ZERO));
        assert!(pauses().iter().any(|pause| *pause != pauses()[0]));
    }

    #[test]
    fn a_good_connection_begins_anew() {
        let mut backoff = Backoff::default();
        for _ in 0..5 {
            backoff.next(Duration::ZERO);
        }
        assert!(backoff.next(GOOD) < FIRST * 2);
    }
}
