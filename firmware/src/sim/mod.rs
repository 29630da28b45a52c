//! A simulated world: the grid, a car, a house with solar panels. It turns what the charger wants into what the charger
//! sees next, so that clients can be tried without a car.

mod around;
mod car;
pub mod http;

pub use around::Price;
pub use car::Car;

use crate::charger::{Adapter, CardNumber, Controller, Grid, House, Inputs, Outputs, Port};

/// The world around a charger. What is public may be changed at any time.
#[derive(Debug, Clone, PartialEq)]
pub struct Sim {
    /// The car that is plugged in.
    pub car: Option<Car>,
    /// The grid without its small unrest. A voltage of 0 is a missing phase.
    pub grid: Grid,
    /// A house with solar panels whose meter the charger reads.
    pub house: Option<SolarHouse>,
    /// What the cable of a car carries, in A per phase.
    pub cable_amps: u8,
    /// The mains adapter in use.
    pub adapter: Option<Adapter>,
    /// The two temperature sensors, in °C.
    pub temperature: [f32; 2],
    /// How the charge controller is.
    pub controller: Controller,
    /// Contact of the switching input.
    pub switch_closed: bool,
    /// Signal of the home's Wi-Fi in dBm, without its unrest. [`None`] without a network.
    pub wifi: Option<i8>,
    /// What electricity costs. [`None`] where nobody tells.
    pub price: Option<Price>,
    card: Option<CardNumber>,
    at: Option<u64>,
    told: around::Told,
}

/// A house with solar panels, without the charger. Power in W.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SolarHouse {
    /// What the panels produce.
    pub pv: f32,
    /// What the house uses.
    pub load: f32,
}

impl Default for Sim {
    fn default() -> Self {
        Self {
            car: None,
            grid: Grid { volts: [230.0, 229.0, 231.0], hertz: 50.0 },
            house: None,
            cable_amps: 32,
            adapter: None,
            temperature: [24.125, 28.125],
            controller: Controller::Working,
            switch_closed: false,
            wifi: Some(-55),
            price: Some(Price::default()),
            card: None,
            at: None,
            told: around::Told::default(),
        }
    }
}

impl Sim {
    /// A charger on a good grid, without a car.
    pub fn new() -> Self {
        Self::default()
    }

    /// Plugs a car in. One that is plugged in already is replaced, without an unplugging in between.
    pub fn plug(&mut self, car: Car) {
        self.car = Some(car);
    }

    /// Unplugs the car, and gives it back.
    pub fn unplug(&mut self) -> Option<Car> {
        self.car.take()
    }

    /// Holds a card to the reader, once.
    pub fn hold_card(&mut self, card: CardNumber) {
        self.card = Some(card);
    }

    /// Lets the world go on to `now`, in ms since boot, under what the charger wants. `unix_ms` is the time of day.
    pub fn step(&mut self, now: u64, unix_ms: Option<i64>, outputs: &Outputs) -> Inputs {
        let elapsed_ms = self.at.map_or(0, |at| now.saturating_sub(at));
        self.at = Some(now);
        let grid = self.unrest(now);
        let live = grid.live();
        let port = self.car.as_mut().map_or_else(Port::default, |car| {
            let [c1, c2, c3] = outputs.contactors;
            let [l1, l2, l3] = live;
            car.step(elapsed_ms, [c1 && l1, c2 && l2, c3 && l3], outputs.pilot_amps, &grid)
        });
        let power: f32 = port.amps.iter().zip(grid.volts).map(|(amps, volts)| amps * volts).sum();
        Inputs {
            unix_ms,
            grid,
            port,
            controller: self.controller,
            cable_amps: self.car.as_ref().map(|_| self.cable_amps),
            adapter: self.adapter,
            temperature: self.temperature,
            card: self.card.take(),
            switch_closed: self.switch_closed,
            house: self.house.map(|house| House {
                grid: Some(house.load + power - house.pv),
                pv: Some(house.pv),
                battery: None,
            }),
        }
    }

    /// The grid is never quite still: up to 1 V and 0.02 Hz, another value every ten seconds, the same at the same time.
    fn unrest(&self, now: u64) -> Grid {
        let mut volts = self.grid.volts;
        for (volts, salt) in volts.iter_mut().zip(1..) {
            if *volts > 0.0 {
                *volts += noise(now, salt);
            }
        }
        // A thousandth of a Hz is what a device shows.
        let hertz = (self.grid.hertz + noise(now, 7) * 0.02) * 1000.0;
        Grid { volts, hertz: hertz as u32 as f32 / 1000.0 }
    }
}

/// From -1 to 1, another value every ten seconds, the same at the same time.
fn noise(now: u64, salt: u64) -> f32 {
    // Multiplying by a large odd number and keeping the high bits mixes well enough for a picture.
    let mixed = (now / 10_000 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(17 + salt as u32)
        ^ salt.wrapping_mul(0xd6e8_feb8_6659_fd93);
    f32::from((mixed >> 48) as u16) / f32::from(u16::MAX) * 2.0 - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHARGE: Outputs = Outputs { contactors: [true; 3], pilot_amps: 16, lock: true };

    #[test]
    fn without_a_car_nothing_is_plugged_in() {
        let inputs = Sim::new().step(0, None, &CHARGE);
        assert_eq!(inputs.port, Port::default());
        assert_eq!(inputs.cable_amps, None);
    }

    #[test]
    fn a_card_is_read_once() {
        let mut sim = Sim::new();
        sim.hold_card(CardNumber::try_from("04a1b2c3").unwrap());
        assert!(sim.step(0, None, &CHARGE).card.is_some());
        assert!(sim.step(1000, None, &CHARGE).card.is_none());
    }

    #[test]
    fn the_grid_is_restless_but_repeatable() {
        let at = |now| Sim::new().step(now, None, &CHARGE).grid;
        assert_eq!(at(0), at(0));
        assert_ne!(at(0), at(10_000));
        assert!(at(0).volts.iter().all(|volts| (227.0..233.0).contains(volts)));
        assert!((49.97..50.03).contains(&at(0).hertz));
    }

    #[test]
    fn a_missing_phase_carries_no_current() {
        let mut sim = Sim { grid: Grid { volts: [230.0, 0.0, 230.0], hertz: 50.0 }, ..Sim::new() };
        sim.plug(Car::default());
        for second in 0..10 {
            sim.step(second * 1000, None, &CHARGE);
        }
        let amps = sim.step(10_000, None, &CHARGE).port.amps;
        assert!(amps[0] > 0.0 && amps[1] == 0.0 && amps[2] > 0.0, "{amps:?}");
    }

    #[test]
    fn the_meter_of_the_house_sees_the_car() {
        let mut sim = Sim { house: Some(SolarHouse { pv: 5000.0, load: 500.0 }), ..Sim::new() };
        let quiet = sim.step(0, None, &CHARGE).house.and_then(|house| house.grid);
        assert_eq!(quiet, Some(-4500.0));
        sim.plug(Car::default());
        for second in 1..20 {
            sim.step(second * 1000, None, &CHARGE);
        }
        let charging = sim.step(20_000, None, &CHARGE).house.and_then(|house| house.grid);
        assert!(charging.unwrap() > 5000.0, "{charging:?}");
    }
}
