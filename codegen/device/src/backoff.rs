//! How long to wait before the next try to reach a broker.

use core::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
/// The longest one without its random part; with it, it is a minute.
const LONGEST: Duration = Duration::from_secs(48);
/// The random part is at most a quarter of the pause.
const JITTER: u32 = 4;
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
    /// The pause after a connection, or the try to get one, that lasted so long: 1 to 60 s. `chance` is a random
    /// number.
    pub fn next(&mut self, lasted: Duration, chance: u16) -> Duration {
        if lasted >= GOOD {
            self.least = FIRST;
        }
        let least = self.least;
        self.least = (least * 2).min(LONGEST);
        least + least / JITTER * u32::from(chance) / u32::from(u16::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_from_a_second_to_a_minute() {
        let (mut short, mut long) = (Backoff::default(), Backoff::default());
        for least in [1, 2, 4, 8, 16, 32, 48, 48] {
            let least = Duration::from_secs(least);
            assert_eq!(short.next(Duration::ZERO, 0), least);
            assert_eq!(long.next(Duration::ZERO, u16::MAX), least * 5 / 4);
        }
        assert_eq!(long.next(Duration::ZERO, u16::MAX), Duration::from_secs(60));
    }

    #[test]
    fn a_good_connection_begins_anew() {
        let mut backoff = Backoff::default();
        for _ in 0..5 {
            backoff.next(Duration::ZERO, 0);
        }
        assert_eq!(backoff.next(GOOD, 0), FIRST);
    }
}
