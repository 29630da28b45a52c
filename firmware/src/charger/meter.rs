//! What is measured while charging: `nrg`, `tpa` and energy.

use super::inputs::{Grid, Port};

/// Seconds that `tpa` averages over.
const WINDOW: usize = 30;
/// A longer gap between two looks at the current is not counted in full, in ms.
pub const MOST_MS: u64 = 10_000;

/// Power and the energy that it sums up to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Meter {
    window: [f32; WINDOW],
    next: usize,
    at: Option<u64>,
}

impl Default for Meter {
    fn default() -> Self {
        Self { window: [0.0; WINDOW], next: 0, at: None }
    }
}

/// What a look at the meter finds.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measured {
    /// Power of all phases, in W.
    pub power_w: f32,
    /// Energy since the last look, in Wh.
    pub energy_wh: f64,
    /// Time since the last look, in ms.
    pub elapsed_ms: u64,
}

impl Meter {
    /// Counts the power since the last look.
    pub fn step(&mut self, now: u64, grid: &Grid, port: &Port) -> Measured {
        let power_w = powers(grid, port).iter().sum();
        let elapsed_ms = self.at.map_or(0, |at| now.saturating_sub(at)).min(MOST_MS);
        // A look within the same second, as after a set, does not count for the average.
        if self.at.is_none() || elapsed_ms >= 500 {
            if let Some(place) = self.window.get_mut(self.next) {
                *place = power_w;
            }
            self.next = (self.next + 1) % WINDOW;
        }
        self.at = Some(now);
        Measured { power_w, energy_wh: f64::from(power_w) * elapsed_ms as f64 / 3_600_000.0, elapsed_ms }
    }

    /// Mean power of the last half minute, in W.
    pub fn average(&self) -> f32 {
        self.window.iter().sum::<f32>() / WINDOW as f32
    }
}

/// Power of L1 to L3, in W.
pub fn powers(grid: &Grid, port: &Port) -> [f32; 3] {
    let [u1, u2, u3] = grid.volts;
    let [i1, i2, i3] = port.amps;
    [u1 * i1, u2 * i2, u3 * i3]
}

/// Key `nrg`: voltages L1 to L3 and N, currents, powers L1 to L3, N and total, power factors L1 to L3 and N in percent.
pub fn nrg(grid: &Grid, port: &Port) -> [f32; 16] {
    let [u1, u2, u3] = grid.volts.map(whole);
    let [i1, i2, i3] = port.amps.map(|amps| whole(amps * 10.0) / 10.0);
    let [p1, p2, p3] = powers(grid, port);
    let total = whole(p1 + p2 + p3);
    let factor = |amps: f32| if amps > 0.0 { 100.0 } else { 0.0 };
    [u1, u2, u3, 0.0, i1, i2, i3, whole(p1), whole(p2), whole(p3), 0.0, total, factor(i1), factor(i2), factor(i3), 0.0]
}

/// Rounds to a whole number; what a display of volts and watts needs.
pub fn whole(value: f32) -> f32 {
    // The cast saturates, and no reading comes near its limits.
    (if value < 0.0 { value - 0.5 } else { value + 0.5 }) as i32 as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRID: Grid = Grid { volts: [228.2, 227.0, 229.4], hertz: 50.0 };
    const PORT: Port = Port { plugged: true, ready: true, amps: [10.0, 10.0, 10.0] };

    #[test]
    fn nrg_holds_sixteen_numbers_in_their_places() {
        let nrg = nrg(&GRID, &PORT);
        assert_eq!(nrg[..4], [228.0, 227.0, 229.0, 0.0]);
        assert_eq!(nrg[4..7], [10.0, 10.0, 10.0]);
        assert_eq!(nrg[7..12], [2282.0, 2270.0, 2294.0, 0.0, 6846.0]);
        assert_eq!(nrg[12..], [100.0, 100.0, 100.0, 0.0]);
    }

    #[test]
    fn a_car_that_draws_nothing_shows_voltages_only() {
        let nrg = nrg(&GRID, &Port::default());
        assert!(nrg[4..].iter().all(|value| *value == 0.0));
    }

    #[test]
    fn an_hour_at_6846_w_is_6846_wh() {
        let mut meter = Meter::default();
        let energy: f64 = (0..=3600).map(|second| meter.step(second * 1000, &GRID, &PORT).energy_wh).sum();
        assert!((energy - 6846.0).abs() < 0.1, "{energy}");
    }

    #[test]
    fn a_long_gap_is_not_counted_in_full() {
        let mut meter = Meter::default();
        meter.step(0, &GRID, &PORT);
        assert_eq!(meter.step(3_600_000, &GRID, &PORT).elapsed_ms, 10_000);
    }

    #[test]
    fn tpa_is_the_mean_of_half_a_minute() {
        let mut meter = Meter::default();
        for second in 0..15 {
            meter.step(second * 1000, &GRID, &PORT);
        }
        assert_eq!(whole(meter.average()), 3423.0);
    }

    #[test]
    fn rounding_goes_to_the_nearest() {
        assert_eq!((whole(1.4), whole(1.5), whole(-1.5)), (1.0, 2.0, -2.0));
    }
}
