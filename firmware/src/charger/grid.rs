//! What the grid demands: support at low frequency, a stop at low voltage, a wait after a disturbance.

use super::inputs::Grid;
use crate::api::ModelStatus;

/// Settings, in V, Hz and ms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Voltage below which charging stops (`uvt`), and how long it has to last (`uvs`); [`None`] with `uve` off.
    pub undervoltage: Option<(f32, u64)>,
    /// Frequency at which the reduction begins (`ufa`) and at which nothing is left (`ufs`); [`None`] with `ufe` off.
    pub underfrequency: Option<(f32, f32)>,
    /// Voltage to come back to (`rmiv`, `rmav`).
    pub volts: (f32, f32),
    /// Frequency to come back to (`rmif`, `rmaf`).
    pub hertz: (f32, f32),
    /// How long it has to be good before charging goes on (`gmtr`).
    pub wait_ms: u64,
}

/// What was seen of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GridWatch {
    low_since: Option<u64>,
    /// When the grid was last out of its limits (`gsa`).
    pub failed_at: Option<u64>,
    recovering: bool,
    good_since: Option<u64>,
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Demand {
    /// Why there is no charging.
    pub stop: Option<ModelStatus>,
    /// Part of full power that is left, 0 to 1.
    pub share: Option<f32>,
}

impl GridWatch {
    /// Looks at the grid once a second.
    pub fn step(&mut self, now: u64, grid: &Grid, settings: &Settings) -> Demand {
        if let Some((threshold, lasting_ms)) = settings.undervoltage
            && self.is_low(now, grid, threshold, lasting_ms)
        {
            return self.fail(now, ModelStatus::NotChargingBecauseUndervoltageControl);
        }
        let share = settings.underfrequency.and_then(|(begin, end)| reduction(grid.hertz, begin, end));
        if share == Some(0.0) {
            return self.fail(now, ModelStatus::NotChargingBecauseUnderfrequencyControl);
        }
        let stop = self.is_waiting(now, grid, settings).then_some(ModelStatus::NotChargingBecauseGridMonitoring);
        Demand { stop, share }
    }

    fn is_low(&mut self, now: u64, grid: &Grid, threshold: f32, lasting_ms: u64) -> bool {
        let low = grid.volts.iter().zip(grid.live()).any(|(volts, live)| live && *volts < threshold);
        self.low_since = if low { self.low_since.or(Some(now)) } else { None };
        self.low_since.is_some_and(|since| now.saturating_sub(since) >= lasting_ms)
    }

    fn fail(&mut self, now: u64, reason: ModelStatus) -> Demand {
        self.failed_at = Some(now);
        self.recovering = true;
        self.good_since = None;
        Demand { stop: Some(reason), share: None }
    }

    fn is_waiting(&mut self, now: u64, grid: &Grid, settings: &Settings) -> bool {
        if !self.recovering {
            return false;
        }
        let volts = grid
            .volts
            .iter()
            .zip(grid.live())
            .all(|(volts, live)| !live || (settings.volts.0..=settings.volts.1).contains(volts));
        let good = volts && (settings.hertz.0..=settings.hertz.1).contains(&grid.hertz);
        self.good_since = if good { self.good_since.or(Some(now)) } else { None };
        self.recovering = self.good_since.is_none_or(|since| now.saturating_sub(since) < settings.wait_ms);
        self.recovering
    }
}

/// Part of full power at `hertz`: 1 at `begin`, 0 at `end`. [`None`] above `begin`.
fn reduction(hertz: f32, begin: f32, end: f32) -> Option<f32> {
    if hertz >= begin {
        None
    } else if hertz <= end || begin <= end {
        Some(0.0)
    } else {
        Some((hertz - end) / (begin - end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: Settings = Settings {
        undervoltage: Some((184.0, 3000)),
        underfrequency: Some((49.8, 49.0)),
        volts: (207.0, 250.7),
        hertz: (49.9, 50.1),
        wait_ms: 60_000,
    };

    fn grid(volts: f32, hertz: f32) -> Grid {
        Grid { volts: [volts; 3], hertz }
    }

    #[test]
    fn a_good_grid_demands_nothing() {
        assert_eq!(GridWatch::default().step(0, &grid(230.0, 50.0), &SETTINGS), Demand::default());
    }

    #[test]
    fn low_voltage_has_to_last() {
        let mut watch = GridWatch::default();
        assert_eq!(watch.step(0, &grid(180.0, 50.0), &SETTINGS).stop, None);
        assert_eq!(watch.step(2999, &grid(180.0, 50.0), &SETTINGS).stop, None);
        let stop = watch.step(3000, &grid(180.0, 50.0), &SETTINGS).stop;
        assert_eq!(stop, Some(ModelStatus::NotChargingBecauseUndervoltageControl));
    }

    #[test]
    fn a_missing_phase_is_not_a_low_one() {
        let mut watch = GridWatch::default();
        let one_phase = Grid { volts: [230.0, 0.0, 0.0], hertz: 50.0 };
        watch.step(0, &one_phase, &SETTINGS);
        assert_eq!(watch.step(10_000, &one_phase, &SETTINGS), Demand::default());
    }

    #[test]
    fn low_frequency_takes_power_away() {
        let demand = GridWatch::default().step(0, &grid(230.0, 49.4), &SETTINGS);
        assert!((demand.share.unwrap() - 0.5).abs() < 0.01);
        let demand = GridWatch::default().step(0, &grid(230.0, 49.0), &SETTINGS);
        assert_eq!(demand.stop, Some(ModelStatus::NotChargingBecauseUnderfrequencyControl));
    }

    #[test]
    fn after_a_disturbance_the_grid_has_to_be_good_for_a_minute() {
        let mut watch = GridWatch::default();
        watch.step(0, &grid(230.0, 48.0), &SETTINGS);
        let mut stop = |now, hertz| watch.step(now, &grid(230.0, hertz), &SETTINGS).stop;
        assert_eq!(stop(1000, 50.0), Some(ModelStatus::NotChargingBecauseGridMonitoring));
        assert_eq!(stop(60_999, 50.0), Some(ModelStatus::NotChargingBecauseGridMonitoring));
        assert_eq!(stop(61_000, 50.0), None);
    }

    #[test]
    fn a_watch_that_is_off_sees_nothing() {
        let settings = Settings { undervoltage: None, underfrequency: None, ..SETTINGS };
        assert_eq!(GridWatch::default().step(0, &grid(120.0, 45.0), &settings), Demand::default());
    }
}
