//! Energy for the next trip (`ate`) by the time of departure (`att`).

const DAY_S: u32 = 86_400;

/// What the next trip asks for at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trip {
    /// The time of day is not known: charge, to be safe.
    NoClock,
    /// The energy is in the car.
    Done,
    /// There is time left.
    Later,
    /// It is time to begin.
    Now,
    /// Even full power does not reach the goal in time.
    Late,
}

/// Begins this long before the last moment, in s: a car ramps up and slows down.
const MARGIN_S: f64 = 900.0;

/// Plans to charge as late as possible with full power.
///
/// `missing_wh` is what the car lacks, `power_w` what the charger can give, `departure_s` and `now_s` are seconds since
/// midnight. A departure that has passed today is tomorrow's.
pub fn plan(missing_wh: f64, power_w: f64, departure_s: u32, now_s: Option<u32>) -> Trip {
    if missing_wh <= 0.0 {
        return Trip::Done;
    }
    let Some(now_s) = now_s else { return Trip::NoClock };
    let left_s = f64::from((departure_s % DAY_S + DAY_S - now_s % DAY_S) % DAY_S);
    let needed_s = if power_w > 0.0 { missing_wh * 3600.0 / power_w } else { f64::INFINITY };
    if needed_s > left_s {
        Trip::Late
    } else if needed_s + MARGIN_S > left_s {
        Trip::Now
    } else {
        Trip::Later
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIX: u32 = 6 * 3600;

    #[test]
    fn a_goal_that_is_reached_needs_nothing() {
        assert_eq!(plan(0.0, 11_000.0, SIX, Some(0)), Trip::Done);
    }

    #[test]
    fn without_a_clock_it_charges() {
        assert_eq!(plan(1000.0, 11_000.0, SIX, None), Trip::NoClock);
    }

    #[test]
    fn eleven_kwh_at_11_kw_begin_in_the_last_hour_and_a_quarter() {
        assert_eq!(plan(11_000.0, 11_000.0, SIX, Some(SIX - 4600)), Trip::Later);
        assert_eq!(plan(11_000.0, 11_000.0, SIX, Some(SIX - 4400)), Trip::Now);
        assert_eq!(plan(11_000.0, 11_000.0, SIX, Some(SIX - 3500)), Trip::Late);
    }

    #[test]
    fn a_departure_that_has_passed_is_tomorrows() {
        assert_eq!(plan(11_000.0, 11_000.0, SIX, Some(20 * 3600)), Trip::Later);
    }

    #[test]
    fn no_power_is_always_late() {
        assert_eq!(plan(1.0, 0.0, SIX, Some(0)), Trip::Late);
    }
}
