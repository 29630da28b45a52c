//! The words that Home Assistant knows, and what goes together. Taken from its sensor, number, binary_sensor, switch
//! and button integrations, version 2024.3.

use crate::model::Component;

/// Says that there is none, where one would be derived.
pub(crate) const NONE: &str = "none";

/// What becomes of the numbers of a sensor.
pub(crate) const STATE_CLASSES: [&str; 4] = ["measurement", "total", "total_increasing", NONE];

/// Where an entity is shown.
pub(crate) const ENTITY_CATEGORIES: [&str; 3] = ["config", "diagnostic", NONE];

/// What a sensor or a number may measure.
#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) name: &'static str,
    /// Units that it may have; an empty one stands for none. Any, where none is listed.
    pub(crate) units: &'static [&'static str],
    /// What may become of the numbers of a sensor.
    pub(crate) state_classes: &'static [&'static str],
}

const fn of(name: &'static str, units: &'static [&'static str], state_classes: &'static [&'static str]) -> Measured {
    Measured { name, units, state_classes }
}

const NOW: &[&str] = &["measurement"];
const SUM: &[&str] = &["total", "total_increasing"];
const BOTH: &[&str] = &["measurement", "total", "total_increasing"];
const PRESSURE: &[&str] = &["Pa", "bar", "cbar", "hPa", "inHg", "kPa", "mbar", "mmHg", "psi"];
const ENERGY: &[&str] = &["GJ", "MJ", "MWh", "Wh", "kWh"];
const DENSITY: &[&str] = &["µg/m³"];
const VOLUME: &[&str] = &["CCF", "L", "fl. oz.", "ft³", "gal", "mL", "m³"];

/// What sensors and numbers may measure.
pub(crate) const MEASURED: &[Measured] = &[
    of("apparent_power", &["VA"], NOW),
    of("aqi", &[""], NOW),
    of("atmospheric_pressure", PRESSURE, NOW),
    of("battery", &["%"], NOW),
    of("carbon_dioxide", &["ppm"], NOW),
    of("carbon_monoxide", &["ppm"], NOW),
    of("current", &["A", "mA"], NOW),
    of(
        "data_rate",
        &["B/s", "GB/s", "Gbit/s", "GiB/s", "KiB/s", "MB/s", "Mbit/s", "MiB/s", "bit/s", "kB/s", "kbit/s"],
        NOW,
    ),
    of(
        "data_size",
        &["B", "GB", "Gbit", "GiB", "KiB", "MB", "Mbit", "MiB", "PB", "PiB", "TB", "TiB", "bit", "kB", "kbit"],
        BOTH,
    ),
    of("distance", &["cm", "ft", "in", "km", "m", "mi", "mm", "yd"], BOTH),
    of("duration", &["d", "h", "min", "ms", "s"], BOTH),
    of("energy", ENERGY, SUM),
    of("energy_storage", ENERGY, NOW),
    of("frequency", &["GHz", "Hz", "MHz", "kHz"], NOW),
    of("gas", &["CCF", "ft³", "m³"], SUM),
    of("humidity", &["%"], NOW),
    of("illuminance", &["lx"], NOW),
    of("irradiance", &["BTU/(h⋅ft²)", "W/m²"], NOW),
    of("moisture", &["%"], NOW),
    of("monetary", &[], &["total"]),
    of("nitrogen_dioxide", DENSITY, NOW),
    of("nitrogen_monoxide", DENSITY, NOW),
    of("nitrous_oxide", DENSITY, NOW),
    of("ozone", DENSITY, NOW),
    of("ph", &[""], NOW),
    of("pm1", DENSITY, NOW),
    of("pm10", DENSITY, NOW),
    of("pm25", DENSITY, NOW),
    of("power", &["W", "kW"], NOW),
    of("power_factor", &["", "%"], NOW),
    of("precipitation", &["cm", "in", "mm"], BOTH),
    of("precipitation_intensity", &["in/d", "in/h", "mm/d", "mm/h"], NOW),
    of("pressure", PRESSURE, NOW),
    of("reactive_power", &["var"], NOW),
    of("signal_strength", &["dB", "dBm"], NOW),
    of("sound_pressure", &["dB", "dBA"], NOW),
    of("speed", &["ft/s", "in/d", "in/h", "km/h", "kn", "m/s", "mm/d", "mm/h", "mph"], NOW),
    of("sulphur_dioxide", DENSITY, NOW),
    of("temperature", &["K", "°C", "°F"], NOW),
    of("volatile_organic_compounds", DENSITY, NOW),
    of("volatile_organic_compounds_parts", &["ppb", "ppm"], NOW),
    of("voltage", &["V", "mV"], NOW),
    of("volume", VOLUME, SUM),
    of("volume_flow_rate", &["L/min", "ft³/min", "gal/min", "m³/h"], NOW),
    of("volume_storage", VOLUME, NOW),
    of("water", &["CCF", "L", "ft³", "gal", "m³"], SUM),
    of("weight", &["g", "kg", "lb", "mg", "oz", "st", "µg"], BOTH),
    of("wind_speed", &["ft/s", "km/h", "kn", "m/s", "mph"], NOW),
];

/// Units that measure one thing only, mostly.
const OF_UNIT: &[(&str, &str)] = &[
    ("A", "current"),
    ("mA", "current"),
    ("V", "voltage"),
    ("mV", "voltage"),
    ("W", "power"),
    ("kW", "power"),
    ("VA", "apparent_power"),
    ("var", "reactive_power"),
    ("Wh", "energy"),
    ("kWh", "energy"),
    ("MWh", "energy"),
    ("Hz", "frequency"),
    ("kHz", "frequency"),
    ("MHz", "frequency"),
    ("GHz", "frequency"),
    ("°C", "temperature"),
    ("°F", "temperature"),
    ("ms", "duration"),
    ("s", "duration"),
    ("min", "duration"),
    ("h", "duration"),
    ("d", "duration"),
    ("dBm", "signal_strength"),
    ("lx", "illuminance"),
    ("W/m²", "irradiance"),
    ("Pa", "pressure"),
    ("kPa", "pressure"),
    ("hPa", "pressure"),
    ("mbar", "pressure"),
    ("bar", "pressure"),
    ("mm", "distance"),
    ("cm", "distance"),
    ("m", "distance"),
    ("km", "distance"),
    ("m/s", "speed"),
    ("km/h", "speed"),
    ("g", "weight"),
    ("kg", "weight"),
    ("L/min", "volume_flow_rate"),
    ("m³/h", "volume_flow_rate"),
];

/// Classes of sensors that are no numbers.
const TEXTUAL: [&str; 3] = ["date", "enum", "timestamp"];

const BINARY: [&str; 28] = [
    "battery",
    "battery_charging",
    "carbon_monoxide",
    "cold",
    "connectivity",
    "door",
    "garage_door",
    "gas",
    "heat",
    "light",
    "lock",
    "moisture",
    "motion",
    "moving",
    "occupancy",
    "opening",
    "plug",
    "power",
    "presence",
    "problem",
    "running",
    "safety",
    "smoke",
    "sound",
    "tamper",
    "update",
    "vibration",
    "window",
];

/// What is measured in this unit.
pub(crate) fn of_unit(unit: &str) -> Option<&'static str> {
    OF_UNIT.iter().find(|(known, _)| *known == unit).map(|(_, class)| *class)
}

/// What is known of a class of sensors and numbers.
pub(crate) fn measured(class: &str) -> Option<&'static Measured> {
    MEASURED.iter().find(|known| known.name == class)
}

/// The device classes of a component.
pub(crate) fn of_component(component: Component) -> Vec<&'static str> {
    let measured = || MEASURED.iter().map(|class| class.name);
    match component {
        Component::Sensor => measured().chain(TEXTUAL).collect(),
        Component::Number => measured().collect(),
        Component::BinarySensor => BINARY.to_vec(),
        Component::Switch => vec!["outlet", "switch"],
        Component::Button => vec!["identify", "restart", "update"],
        Component::Select | Component::Text => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_that_is_derived_allows_the_unit_that_it_is_derived_from() {
        for (unit, class) in OF_UNIT {
            assert!(measured(class).is_some_and(|class| class.units.contains(unit)), "{unit} {class}");
        }
    }
}
