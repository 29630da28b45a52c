//! Charging with what the sun leaves over.
//!
//! An inverter, a meter or a program tells the power of grid, sun and battery every few seconds. From it follows what
//! the car could draw without buying more from the grid than `pgt` allows.

use super::current::LEAST_AMPS;
use super::inputs::House;
use crate::api::{PhaseSwitchMode, PhaseWish, RoundingMode};

/// Values older than this are gone, in ms.
const FRESH_MS: u64 = 10_000;
/// No house has more power, in W. Larger values are cut, so that sums stay finite.
const MOST_W: f32 = 10_000_000.0;
/// How much of the way to a new value the average goes in a second.
const SMOOTHING: f32 = 0.2;

/// A value and when it came, in ms since boot.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Reading {
    at: u64,
    watts: f32,
}

/// Power of grid, sun and battery, and what follows for the car.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Surplus {
    grid: Option<Reading>,
    pv: Option<Reading>,
    battery: Option<Reading>,
    /// When the last values came.
    received_at: Option<u64>,
    /// Smoothed power of grid, sun and battery (`pvopt_average…`).
    pub average: [f32; 3],
    /// Charging power at the time of the last values, in W: they were measured with it.
    charging_then: f32,
    /// Smoothed power that the car could draw; [`None`] without values.
    available: Option<f32>,
    charging_since: Option<u64>,
    stepped_at: Option<u64>,
}

/// Settings of the control, in W and ms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Power that charging begins with (`fst`).
    pub start_w: f32,
    /// Power to buy (positive) or to feed in (negative) (`pgt`).
    pub target_w: f32,
    /// Shortfall that does not stop charging yet (`sh`).
    pub stop_hysteresis_w: f32,
    /// Power for three phases (`spl3`).
    pub three_phase_w: f32,
    /// Distance of the way back to one phase (`psh`).
    pub phase_hysteresis_w: f32,
    /// Share of car and home battery (`po`).
    pub priority_w: f32,
    /// What to draw beyond the visible surplus where nothing may be fed in (`fzf`, `zfo`).
    pub hidden_w: f32,
    /// How long charging goes on once begun (`fmt`).
    pub least_charge_ms: u64,
    /// Rounding to whole amperes (`frm`).
    pub rounding: RoundingMode,
    /// Who decides on phases (`psm`).
    pub phases: PhaseSwitchMode,
}

/// The charger as the control sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Present {
    /// Charging power, in W.
    pub power_w: f32,
    /// Voltage of a phase, in V.
    pub volts: f32,
    /// Phases in use: 1 or 3.
    pub phases: u8,
    /// The least that suits the car, in A (`mca`).
    pub least_amps: u8,
}

/// What the control wants.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Solar {
    /// Enough is left over to charge.
    pub enough: bool,
    /// Current that uses the surplus, in A per phase.
    pub amps: u8,
    /// Number of phases that would suit.
    pub wish: PhaseWish,
    /// By how much the charging power would change (`deltap`), in W.
    pub delta_w: f32,
    /// By how much the current would change (`deltaa`), in A.
    pub delta_a: f32,
}

impl Surplus {
    /// Takes new values; one that is missing leaves the last one in force until it is too old.
    pub fn receive(&mut self, now: u64, house: &House, charging_w: f32) {
        let reading = |watts: Option<f32>, old| {
            watts.map(|watts| Reading { at: now, watts: watts.clamp(-MOST_W, MOST_W) }).or(old)
        };
        self.grid = reading(house.grid, self.grid);
        self.pv = reading(house.pv, self.pv);
        self.battery = reading(house.battery, self.battery);
        self.received_at = Some(now);
        self.charging_then = charging_w;
    }

    /// Forgets all values.
    pub fn clear(&mut self) {
        *self = Self { charging_since: self.charging_since, ..Self::default() };
    }

    /// Values that are not too old (`pgrid`, `ppv`, `pakku`).
    pub fn house(&self, now: u64) -> House {
        let fresh = |reading: Option<Reading>| {
            reading.filter(|reading| now.saturating_sub(reading.at) < FRESH_MS).map(|reading| reading.watts)
        };
        House { grid: fresh(self.grid), pv: fresh(self.pv), battery: fresh(self.battery) }
    }

    /// Age of the last values in ms (`inva`).
    pub fn age(&self, now: u64) -> Option<u64> {
        self.received_at.map(|at| now.saturating_sub(at))
    }

    /// About once a second: what the car should do. [`None`] without the power at the grid, since nothing can be known then.
    pub fn step(&mut self, now: u64, settings: &Settings, present: &Present) -> Option<Solar> {
        let house = self.house(now);
        let new = self.available.is_none();
        // A step right after a set is shorter than a second and counts for less.
        let elapsed_ms = self.stepped_at.map_or(1000, |at| now.saturating_sub(at).min(5000));
        self.stepped_at = Some(now);
        let weight = SMOOTHING * elapsed_ms as f32 / 1000.0;
        for (average, value) in self.average.iter_mut().zip([house.grid, house.pv, house.battery]) {
            *average = value.map_or(0.0, |value| if new { value } else { *average + weight * (value - *average) });
        }
        let Some(grid) = house.grid else {
            self.available = None;
            self.charging_since = None;
            return None;
        };
        let now_free =
            self.charging_then + settings.target_w - grid + battery_share(house.battery, settings) + settings.hidden_w;
        let available = self.available.map_or(now_free, |old| old + weight * (now_free - old));
        self.available = Some(available);
        Some(self.control(now, available, settings, present))
    }

    fn control(&mut self, now: u64, available: f32, settings: &Settings, present: &Present) -> Solar {
        let wish = match settings.phases {
            PhaseSwitchMode::Force1 => PhaseWish::Wish1,
            PhaseSwitchMode::Force3 => PhaseWish::Force3,
            PhaseSwitchMode::Auto => {
                let back = if present.phases == 1 { 0.0 } else { settings.phase_hysteresis_w };
                if available >= settings.three_phase_w - back { PhaseWish::Wish3 } else { PhaseWish::Wish1 }
            }
        };
        let per_amp = present.volts * f32::from(present.phases.max(1));
        // What charging needs at least; while the number of phases can fall, that is one phase's worth.
        let least_phases = if settings.phases == PhaseSwitchMode::Force3 { 3.0 } else { 1.0 };
        let least_w = present.volts * least_phases * f32::from(present.least_amps.max(LEAST_AMPS));

        let goes_on = self.charging_since.is_some_and(|since| {
            available >= least_w - settings.stop_hysteresis_w || now.saturating_sub(since) < settings.least_charge_ms
        });
        let enough = goes_on || available >= least_w.max(settings.start_w);
        self.charging_since = if enough { self.charging_since.or(Some(now)) } else { None };

        let delta_w = available - present.power_w;
        Solar {
            enough,
            amps: whole_amps(available / per_amp, settings.rounding),
            wish,
            delta_w,
            delta_a: delta_w / per_amp,
        }
    }
}

/// Power that the battery leaves to the car: what it is charged with, less its own share; what it gives is no surplus.
fn battery_share(battery: Option<f32>, settings: &Settings) -> f32 {
    match battery {
        Some(watts) if watts < 0.0 => (-watts + settings.priority_w).max(0.0),
        Some(watts) => -watts,
        None => 0.0,
    }
}

fn whole_amps(amps: f32, rounding: RoundingMode) -> u8 {
    let amps = if amps.is_nan() { 0.0 } else { amps.clamp(0.0, 64.0) };
    // The cast cuts the fraction off; the range was clamped.
    let down = amps as u8;
    let fraction = amps - f32::from(down);
    match rounding {
        RoundingMode::PreferToGrid => down,
        RoundingMode::Default if fraction < 0.5 => down,
        RoundingMode::PreferFromGrid if fraction <= 0.0 => down,
        RoundingMode::Default | RoundingMode::PreferFromGrid => down.saturating_add(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: Settings = Settings {
        start_w: 1400.0,
        target_w: 0.0,
        stop_hysteresis_w: 200.0,
        three_phase_w: 4200.0,
        phase_hysteresis_w: 500.0,
        priority_w: -300.0,
        hidden_w: 0.0,
        least_charge_ms: 300_000,
        rounding: RoundingMode::Default,
        phases: PhaseSwitchMode::Auto,
    };
    const PRESENT: Present = Present { power_w: 0.0, volts: 230.0, phases: 1, least_amps: 6 };

    fn fed(grid: f32) -> Surplus {
        let mut surplus = Surplus::default();
        surplus.receive(0, &House { grid: Some(grid), ..House::default() }, 0.0);
        surplus
    }

    #[test]
    fn without_the_power_at_the_grid_nothing_is_known() {
        assert_eq!(Surplus::default().step(0, &SETTINGS, &PRESENT), None);
    }

    #[test]
    fn what_is_fed_in_is_for_the_car() {
        let solar = fed(-2300.0).step(0, &SETTINGS, &PRESENT).unwrap();
        assert_eq!((solar.enough, solar.amps), (true, 10));
    }

    #[test]
    fn a_house_that_buys_leaves_nothing() {
        assert!(!fed(500.0).step(0, &SETTINGS, &PRESENT).unwrap().enough);
    }

    #[test]
    fn what_the_car_draws_already_counts() {
        let mut surplus = Surplus::default();
        surplus.receive(0, &House { grid: Some(0.0), ..House::default() }, 2300.0);
        let present = Present { power_w: 2300.0, ..PRESENT };
        let solar = surplus.step(0, &SETTINGS, &present).unwrap();
        assert_eq!((solar.amps, solar.delta_w), (10, 0.0));
    }

    #[test]
    fn the_target_shifts_the_surplus() {
        let settings = Settings { target_w: -460.0, ..SETTINGS };
        assert_eq!(fed(-2300.0).step(0, &settings, &PRESENT).unwrap().amps, 8);
    }

    #[test]
    fn the_battery_keeps_its_share() {
        let mut surplus = Surplus::default();
        surplus.receive(0, &House { grid: Some(0.0), battery: Some(-2600.0), pv: None }, 0.0);
        assert_eq!(surplus.step(0, &SETTINGS, &PRESENT).unwrap().amps, 10);
    }

    #[test]
    fn values_lapse_after_ten_seconds() {
        let mut surplus = fed(-2300.0);
        assert_eq!(surplus.house(9_999).grid, Some(-2300.0));
        assert_eq!(surplus.house(10_000).grid, None);
        assert_eq!(surplus.step(10_000, &SETTINGS, &PRESENT), None);
    }

    #[test]
    fn values_beyond_all_reason_are_cut() {
        assert_eq!(fed(f32::INFINITY).house(0).grid, Some(MOST_W));
    }

    #[test]
    fn a_part_of_the_values_leaves_the_others() {
        let mut surplus = fed(-2300.0);
        surplus.receive(1000, &House { pv: Some(3000.0), ..House::default() }, 0.0);
        assert_eq!(surplus.house(2000), House { grid: Some(-2300.0), pv: Some(3000.0), battery: None });
    }

    #[test]
    fn charging_goes_on_for_its_least_time() {
        let mut surplus = fed(-2300.0);
        assert!(surplus.step(0, &SETTINGS, &PRESENT).unwrap().enough);
        let mut at = |now| {
            surplus.receive(now, &House { grid: Some(3000.0), ..House::default() }, 0.0);
            surplus.step(now, &SETTINGS, &PRESENT).unwrap().enough
        };
        assert!((1..300).all(|second| at(second * 1000)));
        assert!(!at(300_000));
    }

    #[test]
    fn much_sun_wishes_for_three_phases() {
        assert_eq!(fed(-4300.0).step(0, &SETTINGS, &PRESENT).unwrap().wish, PhaseWish::Wish3);
        assert_eq!(fed(-4100.0).step(0, &SETTINGS, &PRESENT).unwrap().wish, PhaseWish::Wish1);
    }

    #[test]
    fn the_way_back_to_one_phase_is_longer() {
        let present = Present { phases: 3, ..PRESENT };
        assert_eq!(fed(-4100.0).step(0, &SETTINGS, &present).unwrap().wish, PhaseWish::Wish3);
        assert_eq!(fed(-3600.0).step(0, &SETTINGS, &present).unwrap().wish, PhaseWish::Wish1);
    }

    #[test]
    fn rounding_follows_the_setting() {
        assert_eq!(whole_amps(9.4, RoundingMode::PreferFromGrid), 10);
        assert_eq!(whole_amps(9.4, RoundingMode::Default), 9);
        assert_eq!(whole_amps(9.9, RoundingMode::PreferToGrid), 9);
        assert_eq!(whole_amps(f32::NAN, RoundingMode::Default), 0);
    }
}
