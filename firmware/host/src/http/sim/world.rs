//! The world as JSON.

use firmware::Outputs;
use firmware::charger::{Adapter, Controller};
use firmware::sim::Sim;
use serde_json::{Value, json};

/// The world, and what the charger does to it.
pub fn json(sim: &Sim, outputs: &Outputs) -> String {
    let car = sim.car.as_ref().map(|car| {
        json!({
            "phases": car.phases,
            "amps": decimal(car.amps),
            "wh": car.room_wh.round(),
            "wants": car.wants,
            "draws": decimal(car.drawn()),
        })
    });
    let controller = match sim.controller {
        Controller::Working => json!("ok"),
        Controller::Fault(error) => json!(error.value()),
        Controller::Unknown => json!("unknown"),
        Controller::Silent => json!("silent"),
    };
    let adapter = sim.adapter.map(|adapter| match adapter {
        Adapter::OnePhase => 1,
        Adapter::ThreePhase => 3,
    });
    json!({
        "car": car,
        "cable": sim.cable_amps,
        "adapter": adapter,
        "grid": { "volts": sim.grid.volts.map(decimal), "hz": decimal(sim.grid.hertz) },
        "pv": sim.house.map(|house| json!({ "watts": decimal(house.pv), "load": decimal(house.load) })),
        "temperature": sim.temperature.map(decimal),
        "controller": controller,
        "switch": sim.switch_closed,
        "charger": {
            "contactors": outputs.contactors,
            "amps": outputs.pilot_amps,
            "lock": outputs.lock,
        },
    })
    .to_string()
}

/// To a thousandth: a float of 32 bits has odd digits in 64.
fn decimal(value: f32) -> Value {
    json!((f64::from(value) * 1000.0).round() / 1000.0)
}
