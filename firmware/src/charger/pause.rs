//! Pauses of a car that is plugged in: how long they last, and power now and then so that it stays awake.

/// How long a car gets power to stay awake, in ms.
const AWAKE_MS: u64 = 60_000;

/// The pause that runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pause {
    charging: bool,
    since: Option<u64>,
    awake_until: Option<u64>,
}

impl Pause {
    /// Whether the car is to get power so that it stays awake: every `interval_ms`, 0 for never.
    pub fn keeps_awake(&mut self, now: u64, interval_ms: u64) -> bool {
        self.awake_until = self.awake_until.filter(|until| now < *until);
        if interval_ms > 0
            && self.awake_until.is_none()
            && self.since.is_some_and(|since| now.saturating_sub(since) >= interval_ms)
        {
            self.awake_until = Some(now.saturating_add(AWAKE_MS));
        }
        self.awake_until.is_some()
    }

    /// Records whether the car may charge. True if a pause has begun.
    pub fn record(&mut self, now: u64, plugged: bool, charges: bool) -> bool {
        let began = plugged && self.charging && !charges;
        self.charging = plugged && charges;
        if !plugged || charges {
            self.since = None;
        } else if began {
            self.since = Some(now);
        }
        began
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_begins_when_charging_ends() {
        let mut pause = Pause::default();
        assert!(!pause.record(0, true, true));
        assert!(pause.record(1000, true, false));
        assert!(!pause.record(2000, true, false));
    }

    #[test]
    fn unplugging_is_no_pause() {
        let mut pause = Pause::default();
        pause.record(0, true, true);
        assert!(!pause.record(1000, false, false));
    }

    #[test]
    fn a_pausing_car_is_kept_awake_every_half_hour() {
        let mut pause = Pause::default();
        pause.record(0, true, true);
        pause.record(1000, true, false);
        assert!(!pause.keeps_awake(1_800_999, 1_800_000));
        assert!(pause.keeps_awake(1_801_000, 1_800_000));
        pause.record(1_801_000, true, true);
        assert!(pause.keeps_awake(1_860_999, 1_800_000));
        assert!(!pause.keeps_awake(1_861_000, 1_800_000));
    }

    #[test]
    fn with_an_interval_of_zero_nobody_is_woken() {
        let mut pause = Pause::default();
        pause.record(0, true, true);
        pause.record(1000, true, false);
        assert!(!pause.keeps_awake(1_000_000_000, 0));
    }
}
