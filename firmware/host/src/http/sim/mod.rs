//! `/sim/`: what the simulated world does. Only this program has these routes; a device has a real world.

mod query;
mod world;

use std::rc::Rc;

use firmware::api::ChargerError;
use firmware::charger::{Adapter, CardNumber, Controller};
use firmware::sim::{Car, Sim, SolarHouse};

use super::answer::Answer;
use crate::unit::Shared;
use query::{Query, Wrong};

/// The routes.
pub const INDEX: &str =
    "  /sim                          the world as it is, in JSON; every route below answers with it, too
  /sim/plug                     a car is plugged in; ?phases=3&amps=16&wh=40000
  /sim/unplug                   it is unplugged
  /sim/car                      the car's mind; ?phases=1&amps=10&wh=5000&wants=false&state=ok
                                state: ok, error, unknown, silent
  /sim/cable?amps=20            what the cable carries
  /sim/adapter?phases=1         a mains adapter of 1 or 3 phases, or none
  /sim/grid?l1=230&l2=0&hz=50   voltage of each phase, and frequency
  /sim/pv?watts=5000&load=500   solar panels, and what the house uses; watts=none takes the meter away
  /sim/card?id=04A1B2C3         a card is held to the reader
  /sim/temperature?celsius=40   of both sensors; second=35 of the second one alone
  /sim/error?err=1              a fault of the charge controller, as key err shows it, or none
  /sim/switch?closed=true       the switching input
";

/// Answers a request to the world.
pub fn answer(path: &str, query: &str, unit: &Rc<Shared>) -> Answer {
    let route = path.strip_prefix("/sim").unwrap_or(path).trim_matches('/');
    let changed = Query::parse(query).and_then(|mut query| {
        unit.with(|unit| {
            // On a copy, so that a request with a mistake in it changes nothing.
            let mut sim = unit.sim.clone();
            change(route, &mut query, &mut sim)?;
            query.finish()?;
            unit.sim = sim;
            Ok(())
        })
    });
    match changed {
        Ok(()) => {
            if !route.is_empty() {
                unit.touch();
            }
            Answer::json(200, unit.with(|unit| world::json(&unit.sim, unit.outputs())).into_bytes())
        }
        Err(wrong) => Answer::text(wrong.status(), wrong.to_string()),
    }
}

fn change(route: &str, query: &mut Query, sim: &mut Sim) -> Result<(), Wrong> {
    match route {
        "" => {}
        "plug" => {
            let mut car = Car::default();
            change_car(query, &mut car)?;
            sim.plug(car);
        }
        "unplug" => drop(sim.unplug()),
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
                *volts = query.decimal(name, 0.0, 500.0)?.unwrap_or(*volts);
            }
            sim.grid.hertz = query.decimal("hz", 0.0, 70.0)?.unwrap_or(sim.grid.hertz);
        }
        "pv" => {
            let load = query.decimal("load", 0.0, 1e5)?;
            let before = sim.house.map_or(0.0, |house| house.load);
            sim.house = if query.is("watts", "none") {
                None
            } else {
                let pv = query.decimal("watts", 0.0, 1e5)?.ok_or(Wrong::Missing("watts"))?;
                Some(SolarHouse { pv, load: load.unwrap_or(before) })
            };
        }
        "card" => {
            // A reader tells a number in one form, whoever typed it here.
            let id = query.text("id").ok_or(Wrong::Missing("id"))?.to_ascii_lowercase();
            let hex = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit());
            let card = CardNumber::try_from(id.as_str()).ok().filter(|_| hex);
            sim.hold_card(card.ok_or(Wrong::Value("id", "at most 20 hexadecimal digits".to_owned()))?);
        }
        "temperature" => {
            if let Some(celsius) = query.decimal("celsius", -50.0, 150.0)? {
                sim.temperature = [celsius; 2];
            }
            let [_, second] = &mut sim.temperature;
            *second = query.decimal("second", -50.0, 150.0)?.unwrap_or(*second);
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
        _ => return Err(Wrong::Route),
    }
    Ok(())
}

fn change_car(query: &mut Query, car: &mut Car) -> Result<(), Wrong> {
    car.phases = query.number("phases", 1, 3)?.unwrap_or(car.phases);
    car.amps = query.decimal("amps", 0.0, 63.0)?.unwrap_or(car.amps);
    car.room_wh = query.decimal("wh", 0.0, 1e6)?.map_or(car.room_wh, f64::from);
    car.wants = query.word("wants", &["true", "false"])?.map_or(car.wants, |wants| wants == "true");
    Ok(())
}

fn fault(number: u8) -> Result<ChargerError, Wrong> {
    ChargerError::from_value(number.into())
        .filter(|_| number != 0)
        .ok_or(Wrong::Value("err", "one of the values of key err, or none".to_owned()))
}
