//! What each route does to the world.

use super::query::{Query, Right, Wrong};
use crate::api::ChargerError;
use crate::charger::{Adapter, Controller};
use crate::sim::{Car, Price, Sim, SolarHouse};

pub(super) fn change(route: &str, query: &mut Query<'_>, sim: &mut Sim) -> Result<(), Wrong> {
    match route {
        "" => {}
        "plug" => {
            let mut car = Car::default();
            change_car(query, &mut car)?;
            sim.plug(car);
        }
        "unplug" => {
            sim.unplug();
        }
        "car" => {
            if let Some(state) = query.word("state", &["ok", "error", "unknown", "silent"])? {
                sim.controller = match state {
                    "error" => Controller::Fault(fault(1)?),
                    "unknown" => Controller::Unknown,
                    "silent" => Controller::Silent,
                    _ => Controller::Working,
                };
            }
            if let Some(car) = &mut sim.car {
                change_car(query, car)?;
            } else if query.more() {
                return Err(Wrong::NoCar);
            }
        }
        "cable" => sim.cable_amps = query.number("amps", 6, 63)?.ok_or(Wrong::Missing("amps"))?,
        "adapter" => {
            sim.adapter = match query.word("phases", &["1", "3", "none"])?.ok_or(Wrong::Missing("phases"))? {
                "1" => Some(Adapter::OnePhase),
                "3" => Some(Adapter::ThreePhase),
                _ => None,
            };
        }
        "grid" => {
            for (volts, name) in sim.grid.volts.iter_mut().zip(["l1", "l2", "l3"]) {
                *volts = query.decimal(name, 0, 500)?.unwrap_or(*volts);
            }
            sim.grid.hertz = query.decimal("hz", 0, 70)?.unwrap_or(sim.grid.hertz);
        }
        "pv" => {
            let load = query.decimal("load", 0, 100_000)?;
            let before = sim.house.map_or(0.0, |house| house.load);
            sim.house = if query.is("watts", "none") {
                None
            } else {
                let pv = query.decimal("watts", 0, 100_000)?.ok_or(Wrong::Missing("watts"))?;
                Some(SolarHouse { pv, load: load.unwrap_or(before) })
            };
        }
        "card" => {
            let card = query.card("id")?.ok_or(Wrong::Missing("id"))?;
            sim.hold_card(card);
        }
        "temperature" => {
            if let Some(celsius) = query.decimal("celsius", -50, 150)? {
                sim.temperature = [celsius; 2];
            }
            let [_, second] = &mut sim.temperature;
            *second = query.decimal("second", -50, 150)?.unwrap_or(*second);
        }
        "error" => {
            sim.controller = if query.is("err", "none") {
                Controller::Working
            } else {
                Controller::Fault(fault(query.number("err", 0, u8::MAX)?.ok_or(Wrong::Missing("err"))?)?)
            };
        }
        "switch" => {
            let closed = query.word("closed", &["true", "false"])?.ok_or(Wrong::Missing("closed"))?;
            sim.switch_closed = closed == "true";
        }
        "wifi" => {
            sim.wifi = if query.is("dbm", "none") {
                None
            } else {
                Some(query.decimal("dbm", -100, 0)?.ok_or(Wrong::Missing("dbm"))? as i8)
            };
        }
        "price" => {
            sim.price = if query.is("ct", "none") {
                None
            } else {
                let mean = query.decimal("ct", -1000, 1000)?.ok_or(Wrong::Missing("ct"))?;
                Some(Price { mean, swing: query.decimal("swing", 0, 1000)?.unwrap_or(0.0) })
            };
        }
        _ => return Err(Wrong::Route),
    }
    Ok(())
}

fn change_car(query: &mut Query<'_>, car: &mut Car) -> Result<(), Wrong> {
    car.phases = query.number("phases", 1, 3)?.unwrap_or(car.phases);
    car.amps = query.decimal("amps", 0, 63)?.unwrap_or(car.amps);
    car.room_wh = query.decimal("wh", 0, 1_000_000)?.map_or(car.room_wh, f64::from);
    car.wants = query.word("wants", &["true", "false"])?.map_or(car.wants, |wants| wants == "true");
    Ok(())
}

fn fault(number: u8) -> Result<ChargerError, Wrong> {
    ChargerError::from_value(number.into())
        .filter(|_| number != 0)
        .ok_or(Wrong::Value("err", Right::Text("one of the values of key err, or none")))
}
