//! The parts together: a charger in a simulated world.

use std::boxed::Box;

use super::*;
use crate::api::{AccessControl, CarState, Commands, InverterValues, PhaseSwitchMode, ScheduleControl};
use crate::clock::parse_utc;
use crate::sim::{Car, Sim, SolarHouse};

mod years;

pub(crate) fn charger() -> Charger {
    Charger::new(&Identity::new("123456", Variant::Kw11).unwrap())
}

/// A charger in a world, and the seconds that have passed.
struct Yard {
    charger: Box<Charger>,
    sim: Sim,
    outputs: Outputs,
    second: u64,
    /// Time of day at boot.
    boot: Option<i64>,
}

impl Yard {
    fn new() -> Self {
        let mut charger = Box::new(charger());
        charger.start(0);
        let mut yard = Self { charger, sim: Sim::new(), outputs: Outputs::default(), second: 0, boot: None };
        yard.run(1);
        yard
    }

    fn with_car() -> Self {
        let mut yard = Self::new();
        yard.sim.plug(Car::default());
        yard
    }

    fn run(&mut self, seconds: u64) {
        for _ in 0..seconds {
            self.second += 1;
            let now = self.second * 1000;
            let unix_ms = self.boot.map(|boot| boot.saturating_add_unsigned(now));
            let inputs = self.sim.step(now, unix_ms, &self.outputs);
            self.outputs = self.charger.tick(now, &inputs);
        }
    }

    fn car(&self) -> Option<CarState> {
        self.charger.registry.car_state()
    }

    fn amps(&self) -> f32 {
        self.charger.registry.electrical_measurements()[4]
    }

    fn force(&mut self, state: ForceState) {
        self.charger.force_state(state).unwrap();
        self.charger.registry.set_force_state(state);
    }
}

#[test]
fn a_new_charger_is_idle_and_ready() {
    let yard = Yard::new();
    assert_eq!(yard.car(), Some(CarState::Idle));
    assert!(yard.charger.registry.charging_allowed());
    assert_eq!(yard.charger.registry.transaction_card(), None);
}

#[test]
fn a_car_is_waited_for_and_then_charges() {
    let mut yard = Yard::with_car();
    yard.run(1);
    assert_eq!(yard.car(), Some(CarState::WaitCar));
    yard.run(9);
    assert_eq!(yard.car(), Some(CarState::Charging));
    assert_eq!(yard.amps(), 16.0);
    assert_eq!(yard.charger.registry.phases_live(), &[true; 6]);
}

#[test]
fn an_11_kw_unit_gives_16_a_whatever_is_asked_for() {
    let mut yard = Yard::new();
    yard.sim.plug(Car::new(3, 32.0, 1e5));
    yard.charger.registry.set_current_upper_limit(32);
    yard.charger.registry.set_requested_current(32);
    yard.run(20);
    assert_eq!(yard.charger.registry.allowed_current(), Some(16));
    assert_eq!(yard.amps(), 16.0);
}

#[test]
fn force_off_takes_the_permission_away_at_once() {
    let mut yard = Yard::with_car();
    yard.run(10);
    yard.force(ForceState::Off);
    assert!(!yard.charger.registry.charging_allowed());
    yard.run(6);
    assert_eq!(yard.amps(), 0.0);
    assert_eq!(yard.car(), Some(CarState::Complete));
    assert_eq!(yard.charger.registry.charging_decision_reason(), ModelStatus::NotChargingBecauseForceStateOff);
}

#[test]
fn unplugging_ends_the_override() {
    let mut yard = Yard::with_car();
    yard.force(ForceState::Off);
    yard.run(2);
    yard.sim.unplug();
    yard.run(1);
    assert_eq!(yard.charger.registry.force_state(), ForceState::Neutral);
    assert_eq!(yard.car(), Some(CarState::Idle));
}

#[test]
fn energy_is_counted_for_the_session_and_for_life() {
    let mut yard = Yard::with_car();
    yard.run(600);
    let session = yard.charger.registry.energy_since_connected();
    assert!((1700.0..1850.0).contains(&session), "{session}");
    assert_eq!(yard.charger.registry.total_energy(), session as u64);
}

#[test]
fn the_power_of_each_phase_is_kept_minute_by_minute() {
    let mut yard = Yard::new();
    yard.run(60);
    yard.sim.plug(Car::new(1, 16.0, 1e5));
    yard.run(120);
    let minutes = yard.charger.registry.power_history();
    assert_eq!(minutes.len(), 3);
    assert_eq!(minutes[0], [0; 3]);
    // The car begins some seconds after it was plugged in.
    assert!((3000..3600).contains(&minutes[1][0]) && (3650..3720).contains(&minutes[2][0]), "{minutes:?}");
    assert!(minutes.iter().all(|[_, l2, l3]| (*l2, *l3) == (0, 0)), "{minutes:?}");
}

#[test]
fn the_energy_limit_ends_the_session() {
    let mut yard = Yard::with_car();
    yard.charger.registry.set_charging_energy_limit(Some(100.0));
    yard.run(60);
    assert_eq!(yard.charger.registry.charging_decision_reason(), ModelStatus::NotChargingBecauseEnergyLimit);
    assert_eq!(yard.car(), Some(CarState::Complete));
}

#[test]
fn a_full_car_is_complete() {
    let mut yard = Yard::new();
    yard.sim.plug(Car::new(3, 16.0, 50.0));
    yard.run(60);
    assert_eq!(yard.car(), Some(CarState::Complete));
    assert!(yard.charger.registry.charging_allowed());
}

#[test]
fn a_charger_that_waits_is_released_by_trx_0() {
    let mut yard = Yard::with_car();
    yard.charger.registry.set_access_control(AccessControl::Wait);
    yard.run(2);
    assert_eq!(yard.charger.registry.charging_decision_reason(), ModelStatus::NotChargingBecauseAccessControl);
    yard.charger.registry.set_transaction_card(Some(0));
    yard.run(5);
    assert_eq!(yard.car(), Some(CarState::Charging));
    yard.sim.unplug();
    yard.run(1);
    assert_eq!(yard.charger.registry.transaction_card(), None);
}

#[test]
fn a_learned_card_releases_and_counts_its_energy() {
    let mut yard = Yard::with_car();
    yard.charger.registry.set_access_control(AccessControl::Wait);
    yard.charger.card_2_learned("04A1B2C3").unwrap();
    yard.sim.hold_card(CardNumber::try_from("04a1b2c3").unwrap());
    yard.run(100);
    assert_eq!(yard.charger.registry.transaction_card(), Some(3));
    assert_eq!(yard.charger.registry.last_rfid_card_index(), Some(2));
    assert_eq!(yard.charger.registry.last_rfid_number(), None);
    let energy = yard.charger.registry.card_2_energy();
    assert!(energy > 200, "{energy}");
    assert_eq!(yard.charger.registry.rfid_cards()[2].energy, energy as f64);
}

#[test]
fn the_last_card_is_learned_by_lrn() {
    let mut yard = Yard::new();
    assert!(yard.charger.learn_card(0).is_err());
    yard.sim.hold_card(CardNumber::try_from("04a1b2c3").unwrap());
    yard.run(1);
    yard.charger.learn_card(0).unwrap();
    assert!(yard.charger.registry.card_0_learned());
    assert!(yard.charger.registry.rfid_cards()[0].card_id);
}

#[test]
fn psm_1_charges_on_one_phase_after_a_pause() {
    let mut yard = Yard::with_car();
    yard.run(10);
    yard.charger.registry.set_phase_switch_mode(PhaseSwitchMode::Force1);
    yard.run(1);
    assert_eq!(yard.charger.registry.charging_decision_reason(), ModelStatus::NotChargingBecausePhaseSwitch);
    yard.run(20);
    let nrg = yard.charger.registry.electrical_measurements();
    assert!(nrg[4] > 15.0 && nrg[5] == 0.0 && nrg[6] == 0.0, "{nrg:?}");
    assert!(yard.charger.registry.single_phase_forced());
}

#[test]
fn eco_charges_with_what_the_sun_leaves_over() {
    let mut yard = Yard::with_car();
    yard.charger.registry.set_logic_mode(LogicMode::Awattar);
    yard.sim.house = Some(SolarHouse { pv: 3000.0, load: 500.0 });
    yard.run(120);
    assert_eq!(yard.charger.registry.charging_decision_reason(), ModelStatus::ChargingBecausePvSurplus);
    let grid = yard.charger.registry.grid_power().unwrap();
    assert!(grid.abs() < 250.0, "{grid} W at {} A", yard.amps());
    assert!(yard.charger.registry.solar_energy_since_connected() > 10.0);
}

#[test]
fn eco_without_sun_does_not_charge() {
    let mut yard = Yard::with_car();
    yard.charger.registry.set_logic_mode(LogicMode::Awattar);
    yard.run(30);
    assert_eq!(yard.charger.registry.charging_decision_reason(), ModelStatus::NotChargingBecauseFallbackAwattar);
    assert_eq!(yard.amps(), 0.0);
}

#[test]
fn values_of_an_inverter_show_at_once_and_lapse_after_ten_seconds() {
    let mut yard = Yard::new();
    let values = InverterValues { p_grid: Some(-2500.0), p_pv: Some(3000.0), p_akku: None };
    yard.charger.inverter_values(Some(&values)).unwrap();
    assert_eq!(yard.charger.registry.grid_power(), Some(-2500.0));
    assert_eq!(yard.charger.registry.home_battery_power(), None);
    yard.run(9);
    assert_eq!(yard.charger.registry.pv_power(), Some(3000.0));
    yard.run(1);
    assert_eq!(yard.charger.registry.grid_power(), None);
}

#[test]
fn the_timetable_blocks_by_local_time() {
    let mut yard = Yard::with_car();
    // A Wednesday, half past nine in Vienna's summer.
    yard.boot = parse_utc("2024-09-18T07:30:00");
    let mut week = yard.charger.registry.schedule_weekdays().clone();
    week.control = ScheduleControl::Block;
    week.ranges[0].begin.hour = 9;
    week.ranges[0].end.hour = 10;
    yard.charger.registry.set_schedule_weekdays(week);
    yard.run(2);
    assert_eq!(yard.charger.registry.charging_decision_reason(), ModelStatus::NotChargingBecauseScheduler);
    assert!(yard.charger.registry.local_time().starts_with("2024-09-18T09:30:03.000 +02:00"));
}

#[test]
fn a_fault_stops_charging_and_shows() {
    let mut yard = Yard::with_car();
    yard.run(10);
    yard.sim.controller = Controller::Fault(crate::api::ChargerError::FiDc);
    yard.run(1);
    assert_eq!(yard.car(), Some(CarState::Error));
    assert_eq!(yard.outputs.contactors, [false; 3]);
    assert_eq!(yard.charger.registry.charging_decision_reason(), ModelStatus::NotChargingBecauseError);
}

#[test]
fn a_silent_controller_leaves_the_car_unknown() {
    let mut yard = Yard::new();
    yard.sim.controller = Controller::Silent;
    yard.run(1);
    assert_eq!(yard.car(), None);
    assert_eq!(yard.charger.registry.charger_error(), None);
}

#[test]
fn every_start_is_counted() {
    let mut charger = charger();
    charger.registry.set_reboot_count(6);
    charger.start(0);
    assert_eq!(charger.registry.reboot_count(), 7);
}

#[test]
fn a_temporary_limit_lapses_after_ten_minutes() {
    let mut yard = Yard::new();
    yard.charger.temporary_current_limit(Some(8)).unwrap();
    yard.charger.registry.set_temporary_current_limit(Some(8));
    yard.run(1);
    assert_eq!(yard.charger.registry.allowed_current(), Some(8));
    yard.run(600);
    assert_eq!(yard.charger.registry.temporary_current_limit(), None);
}

#[test]
fn clocks_tell_the_same_moment() {
    let mut yard = Yard::new();
    yard.boot = parse_utc("2024-09-18T07:31:00");
    yard.run(1);
    let r = &yard.charger.registry;
    assert_eq!(r.utc_time(), "2024-09-18T07:31:02.000");
    assert_eq!(r.local_time(), "2024-09-18T09:31:02.000 +02:00");
    assert_eq!(r.time_since_boot(), 2000);
    assert_eq!(i64::try_from(r.boot_time_utc()).ok(), yard.boot);
}
