//! A charger that nobody restarts for years: no clock of its has 32 bits.

use super::*;

/// The last second in front of 2^32 ms, after 49.7 days.
const EDGE: u64 = (1 << 32) / 1000;
const YEAR: u64 = 366 * 24 * 3600;

impl Yard {
    /// A charger that has run for so long, of which only the last seconds were looked at.
    fn after(second: u64) -> Self {
        let mut yard = Self::new();
        yard.second = second;
        yard.boot = parse_utc("2024-01-01T00:00:00");
        yard.run(1);
        yard
    }
}

#[test]
fn charging_goes_on_past_2_to_the_32_milliseconds() {
    let mut yard = Yard::after(EDGE - 60);
    yard.sim.plug(Car::default());
    yard.run(50);
    let before = yard.charger.registry.energy_since_connected();
    assert_eq!(yard.car(), Some(CarState::Charging));
    for _ in 0..60 {
        yard.run(1);
        assert_eq!(yard.car(), Some(CarState::Charging));
    }
    // 3 phases of 230 V and 16 A for a minute.
    let gained = yard.charger.registry.energy_since_connected() - before;
    assert!((175.0..190.0).contains(&gained), "{gained}");
    assert_eq!(yard.charger.registry.time_since_boot(), (EDGE + 51) * 1000);
}

#[test]
fn what_lapses_lapses_past_2_to_the_32_milliseconds() {
    let mut yard = Yard::after(EDGE - 5);
    let values = InverterValues { p_grid: Some(-2500.0), p_pv: Some(3000.0), p_akku: None };
    yard.charger.inverter_values(Some(&values)).unwrap();
    yard.run(9);
    assert_eq!(yard.charger.registry.pv_power(), Some(3000.0));
    yard.run(1);
    assert_eq!(yard.charger.registry.pv_power(), None);
}

#[test]
fn a_year_after_its_start_it_charges_and_knows_the_time() {
    let mut yard = Yard::after(YEAR);
    yard.sim.plug(Car::default());
    yard.run(60);
    assert_eq!(yard.car(), Some(CarState::Charging));
    assert_eq!(yard.charger.registry.utc_time(), "2025-01-01T00:01:01.000");
    assert_eq!(yard.charger.registry.time_since_boot(), (YEAR + 61) * 1000);
}
