//! The world as JSON.

use core::fmt;

use crate::Outputs;
use crate::charger::{Adapter, Controller};
use crate::sim::{Car, Price, Sim, SolarHouse};

/// The world, and what the charger does to it: shown as JSON.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    pub(super) sim: &'a Sim,
    pub(super) outputs: &'a Outputs,
}

impl fmt::Display for World<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sim, outputs } = self;
        let [v1, v2, v3] = sim.grid.volts.map(Decimal);
        let [t1, t2] = sim.temperature.map(Decimal);
        let [c1, c2, c3] = outputs.contactors;
        write!(f, "{{\"adapter\":{},", Or(adapter(sim.adapter)))?;
        write!(f, "\"cable\":{},\"car\":{},", sim.cable_amps, Or(sim.car.as_ref().map(Mind)))?;
        write!(f, "\"charger\":{{\"amps\":{},", outputs.pilot_amps)?;
        write!(f, "\"contactors\":[{c1},{c2},{c3}],\"lock\":{}}},", outputs.lock)?;
        write!(f, "\"controller\":{},", State(sim.controller))?;
        write!(f, "\"grid\":{{\"hz\":{},\"volts\":[{v1},{v2},{v3}]}},", Decimal(sim.grid.hertz))?;
        write!(f, "\"price\":{},", Or(sim.price.map(Cost)))?;
        write!(f, "\"pv\":{},\"switch\":{},", Or(sim.house.map(House)), sim.switch_closed)?;
        write!(f, "\"temperature\":[{t1},{t2}],\"wifi\":{}}}", Or(sim.wifi))
    }
}

/// A value, or `null`.
struct Or<T>(Option<T>);

impl<T: fmt::Display> fmt::Display for Or<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(value) => value.fmt(f),
            None => f.write_str("null"),
        }
    }
}

/// A car and its mind.
struct Mind<'a>(&'a Car);

impl fmt::Display for Mind<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(car) = self;
        write!(f, "{{\"amps\":{},\"draws\":{},", Decimal(car.amps), Decimal(car.drawn()))?;
        write!(f, "\"phases\":{},\"wants\":{},\"wh\":{}}}", car.phases, car.wants, (car.room_wh + 0.5) as u32)
    }
}

struct Cost(Price);

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{\"ct\":{},\"swing\":{}}}", Decimal(self.0.mean), Decimal(self.0.swing))
    }
}

struct House(SolarHouse);

impl fmt::Display for House {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{\"load\":{},\"watts\":{}}}", Decimal(self.0.load), Decimal(self.0.pv))
    }
}

struct State(Controller);

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Controller::Working => f.write_str("\"ok\""),
            Controller::Fault(error) => error.value().fmt(f),
            Controller::Unknown => f.write_str("\"unknown\""),
            Controller::Silent => f.write_str("\"silent\""),
        }
    }
}

fn adapter(adapter: Option<Adapter>) -> Option<u8> {
    adapter.map(|adapter| match adapter {
        Adapter::OnePhase => 1,
        Adapter::ThreePhase => 3,
    })
}

/// A number to a thousandth, with a point only where it needs one. The library's way to show any float has several KB.
struct Decimal(f32);

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = if self.0 < 0.0 { -0.5 } else { 0.5 };
        let thousandths = (f64::from(self.0) * 1000.0 + half) as i64;
        let (whole, mut rest) = (thousandths.unsigned_abs() / 1000, thousandths.unsigned_abs() % 1000);
        write!(f, "{}{whole}", if thousandths < 0 { "-" } else { "" })?;
        if rest == 0 {
            return Ok(());
        }
        let mut digits = 3;
        while rest % 10 == 0 {
            rest /= 10;
            digits -= 1;
        }
        write!(f, ".{rest:0digits$}")
    }
}

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use super::*;

    #[test]
    fn a_new_world_is_json() {
        let text = World { sim: &Sim::new(), outputs: &Outputs::default() }.to_string();
        let world: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        let grid = serde_json::json!({ "hz": 50, "volts": [230, 229, 231] });
        assert_eq!((&world["car"], &world["cable"], &world["grid"]), (&().into(), &32.into(), &grid));
        assert_eq!((&world["controller"], &world["switch"]), (&"ok".into(), &false.into()));
    }

    #[test]
    fn a_car_and_a_house_are_shown() {
        let mut sim = Sim { house: Some(SolarHouse { pv: 5000.5, load: 0.0 }), ..Sim::new() };
        sim.plug(Car::new(1, 10.0, 5000.4));
        let world: serde_json::Value =
            serde_json::from_str(&World { sim: &sim, outputs: &Outputs::default() }.to_string()).expect("it is JSON");
        let car = serde_json::json!({ "phases": 1, "amps": 10, "wh": 5000, "wants": true, "draws": 0 });
        assert_eq!(world["car"], car);
        assert_eq!(world["pv"], serde_json::json!({ "watts": 5000.5, "load": 0 }));
    }

    #[test]
    fn numbers_have_a_point_only_where_they_need_one() {
        for (value, text) in [(230.0, "230"), (24.125, "24.125"), (-0.5, "-0.5"), (1.05, "1.05"), (-0.0001, "0")] {
            assert_eq!(Decimal(value).to_string(), text);
        }
    }
}
