//! How long to wait before the next try.

use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);
/// A connection that lasted so long was a good one: the next failure is a new one.
const GOOD: Duration = Duration::from_secs(30);

/// Pauses that double, from 1 s to 60 s, each a little shorter or longer by chance: many chargers that lost the same
/// broker don't come back all at once.
#[derive(Debug)]
pub struct Backoff {
    pause: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { pause: FIRST }
    }
}

impl Backoff {
    /// The pause after a connection, or the try to get one, that lasted so long.
    pub fn next(&mut self, lasted: Duration) -> Duration {
        if lasted >= GOOD {
            self.pause = FIRST;
        }
        let pause = self.pause;
        self.pause = (pause * 2).min(LONGEST);
        pause.mul_f64(0.75 + fastrand::f64() * 0.25)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_minute() {
        let mut backoff = Backoff::default();
        for expected in [1, 2, 4, 8, 16, 32, 60, 60] {
            let longest = Duration::from_secs(expected);
            let pause = backoff.next(Duration::ZERO);
            assert!(pause <= longest && pause >= longest.mul_f64(0.7), "{pause:?} for {longest:?}");
        }
    }

    #[test]
    fn a_good_connection_begins_anew() {
        let mut backoff = Backoff::default();
        for _ in 0..5 {
            backoff.next(Duration::ZERO);
        }
        assert!(backoff.next(GOOD) <= FIRST);
    }
}
