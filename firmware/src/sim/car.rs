//! A simulated car.

use crate::charger::{Grid, Port};

/// How fast a car raises and lowers its current, in A per second: 32 A are gone within five seconds.
const UP: f32 = 4.0;
const DOWN: f32 = 8.0;

/// A car with its charger on board.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Car {
    /// Phases that it charges on, 1 to 3.
    pub phases: u8,
    /// The most it draws, in A per phase.
    pub amps: f32,
    /// Energy that its battery still takes, in Wh.
    pub room_wh: f64,
    /// It wants energy, unless the battery is full.
    pub wants: bool,
    drawn: f32,
}

impl Default for Car {
    /// Three phases, 16 A, and room for 40 kWh.
    fn default() -> Self {
        Self::new(3, 16.0, 40_000.0)
    }
}

impl Car {
    /// A car that charges on 1 to 3 `phases` with at most `amps`, and has room for `room_wh`.
    pub fn new(phases: u8, amps: f32, room_wh: f64) -> Self {
        Self {
            phases: phases.clamp(1, 3),
            amps: amps.clamp(0.0, 63.0),
            room_wh: room_wh.max(0.0),
            wants: true,
            drawn: 0.0,
        }
    }

    /// Whether it asks for energy.
    pub fn is_ready(&self) -> bool {
        self.wants && self.room_wh > 0.0
    }

    /// Current that it draws on each phase that it uses, in A.
    pub fn drawn(&self) -> f32 {
        self.drawn
    }

    pub(super) fn step(&mut self, elapsed_ms: u64, lines: [bool; 3], pilot_amps: u8, grid: &Grid) -> Port {
        let seconds = elapsed_ms as f32 / 1000.0;
        let [l1, ..] = lines;
        // Below 6 A the pilot offers nothing.
        let goal = if self.is_ready() && l1 && pilot_amps >= 6 { self.amps.min(f32::from(pilot_amps)) } else { 0.0 };
        self.drawn = if goal > self.drawn {
            (self.drawn + UP * seconds).min(goal)
        } else {
            (self.drawn - DOWN * seconds).max(goal)
        };
        // An open contactor ends the current at once.
        if !l1 {
            self.drawn = 0.0;
        }
        let mut amps = [0.0; 3];
        for (amps, closed) in amps.iter_mut().zip(lines).take(usize::from(self.phases)) {
            *amps = if closed { self.drawn } else { 0.0 };
        }
        let power: f32 = amps.iter().zip(grid.volts).map(|(amps, volts)| amps * volts).sum();
        self.room_wh = (self.room_wh - f64::from(power * seconds) / 3600.0).max(0.0);
        Port { plugged: true, ready: self.is_ready(), amps }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLOSED: [bool; 3] = [true; 3];

    fn after(car: &mut Car, seconds: u64, lines: [bool; 3], pilot: u8) -> Port {
        (0..seconds).map(|_| car.step(1000, lines, pilot, &Grid::default())).last().unwrap()
    }

    #[test]
    fn it_draws_what_the_pilot_offers() {
        assert_eq!(after(&mut Car::default(), 10, CLOSED, 10).amps, [10.0; 3]);
    }

    #[test]
    fn it_draws_no_more_than_it_can() {
        assert_eq!(after(&mut Car::new(3, 16.0, 1e4), 10, CLOSED, 32).amps, [16.0; 3]);
    }

    #[test]
    fn a_car_with_one_phase_uses_the_first() {
        assert_eq!(after(&mut Car::new(1, 16.0, 1e4), 10, CLOSED, 16).amps, [16.0, 0.0, 0.0]);
    }

    #[test]
    fn it_stops_within_six_seconds() {
        let mut car = Car::new(3, 32.0, 1e4);
        after(&mut car, 10, CLOSED, 32);
        assert!(after(&mut car, 1, CLOSED, 0).amps[0] > 0.0);
        assert_eq!(after(&mut car, 5, CLOSED, 0).amps, [0.0; 3]);
    }

    #[test]
    fn a_full_battery_asks_for_nothing() {
        let mut car = Car::new(3, 16.0, 30.0);
        let port = after(&mut car, 60, CLOSED, 16);
        assert!(!port.ready);
        assert_eq!(port.amps, [0.0; 3]);
    }

    #[test]
    fn an_open_contactor_ends_the_current_at_once() {
        let mut car = Car::default();
        after(&mut car, 10, CLOSED, 16);
        assert_eq!(after(&mut car, 1, [false; 3], 16).amps, [0.0; 3]);
    }
}
