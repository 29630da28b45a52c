//! What the logic found, written into the registry.

use keywright::heapless::{String, Vec};

use super::current::Bounds;
use super::inputs::{Controller, House, Inputs};
use super::meter::{Measured, nrg, powers, whole};
use super::mix::Mix;
use super::power_history::{self, Noted};
use super::surplus::Solar;
use super::{CardNumber, Charger, cards, decision};
use crate::api::{
    AwattarPrice, CableLock, CableLockStatus, CarState, ChargerError, EffectiveLock, ModelStatus, PhaseWish,
};

/// A float with three digits after the point: enough for energy and power on a display.
fn rounded(value: f64) -> f64 {
    let scaled = value * 1000.0;
    // The cast saturates; a charger does not come near its limits.
    (if scaled < 0.0 { scaled - 0.5 } else { scaled + 0.5 }) as i64 as f64 / 1000.0
}

impl Charger {
    pub(super) fn show_measurements(&mut self, inputs: &Inputs, measured: &Measured) {
        let average = whole(self.meter.average());
        let r = &mut self.registry;
        r.set_electrical_measurements(nrg(&inputs.grid, &inputs.port));
        r.set_total_power_average(average);
        if measured.power_w > r.max_measured_charging_power() {
            r.set_max_measured_charging_power(whole(measured.power_w));
        }
        r.set_grid_frequency(Some(inputs.grid.hertz));
        let old = r.average_grid_frequency().unwrap_or(inputs.grid.hertz);
        r.set_average_grid_frequency(Some(whole((old + (inputs.grid.hertz - old) * 0.1) * 1000.0) / 1000.0));
        let mut sensors = Vec::new();
        for celsius in inputs.temperature {
            // Two sensors fit into the six places of the key.
            let _ = sensors.push(Some(celsius));
        }
        r.set_temperature_sensors(sensors);
        r.set_digital_input_states(u32::from(inputs.switch_closed));
        r.set_cable_current_limit(inputs.cable_amps.map(i32::from));
        r.set_adapter_16a_in_use(inputs.adapter.is_some());
    }

    pub(super) fn remember_power(&mut self, now: u64, inputs: &Inputs) {
        let noted = self.power_history.step(now, powers(&inputs.grid, &inputs.port));
        if noted != Noted::Nothing {
            let mut minutes = self.registry.power_history().clone();
            power_history::note(noted, &mut minutes);
            self.registry.set_power_history(minutes);
        }
    }

    pub(super) fn show_session(&mut self) {
        let session = &self.session;
        let r = &mut self.registry;
        r.set_energy_since_connected(rounded(session.energy_wh));
        r.set_solar_energy_since_connected(rounded(session.mix.solar));
        r.set_battery_energy_since_connected(rounded(session.mix.battery));
        r.set_grid_energy_since_connected(rounded(session.mix.grid));
        r.set_other_energy_since_connected(rounded(session.mix.other));
        r.set_charging_duration(session.duration());
        r.set_car_left_idle_at(session.left_idle_at);
        r.set_car_started_charging_at(session.started_at);
        r.set_car_stopped_charging_at(session.stopped_at);
    }

    /// Records a card that was held to the reader, and finds its place.
    pub(super) fn read_card(&mut self, now: u64, number: &CardNumber) -> Option<u8> {
        let place = cards::find(&self.registry, number);
        self.last_card = Some(number.clone());
        self.registry.set_last_rfid_read_at(Some(now));
        self.registry.set_last_rfid_card_index(place);
        place
    }

    /// Shows numbers of cards, where `rde` allows it.
    pub(super) fn show_card_of_session(&mut self, read: Option<u8>, transaction: Option<u8>) {
        let shown = self.registry.send_rfid_numbers();
        let last = self.last_card.as_deref().filter(|_| shown);
        // A card number has the capacity of both keys.
        let _ = self.registry.set_last_rfid_number(last);
        let own = transaction.and_then(|card| card.checked_sub(1));
        let number: Option<String<20>> = match own {
            Some(own) if read == Some(own) && shown => self.last_card.clone(),
            Some(_) if shown => self.registry.session_start_rfid_number().and_then(|old| String::try_from(old).ok()),
            _ => None,
        };
        let _ = self.registry.set_session_start_rfid_number(number.as_deref());
    }

    pub(super) fn show_house(&mut self, now: u64, house: &House, mix: &Mix, solar: Option<&Solar>) {
        let [grid, pv, battery] = self.surplus.average.map(whole);
        let age = self.surplus.age(now);
        let price = self.prices.at(self.clock.unix_ms(now)).cloned();
        let r = &mut self.registry;
        r.set_grid_power(house.grid);
        r.set_pv_power(house.pv);
        r.set_home_battery_power(house.battery);
        r.set_inverter_data_age(age);
        r.set_average_grid_power(grid);
        r.set_average_solar_power(pv);
        r.set_average_battery_power(battery);
        let known = house.grid.is_some();
        r.set_solar_charging_power(known.then_some(rounded(mix.solar)));
        r.set_battery_charging_power(known.then_some(rounded(mix.battery)));
        r.set_grid_charging_power(known.then_some(rounded(mix.grid)));
        r.set_other_charging_power(known.then_some(rounded(mix.other)));
        r.set_surplus_power_delta(solar.map_or(0.0, |solar| whole(solar.delta_w)));
        r.set_surplus_current_delta(solar.map_or(0.0, |solar| whole(solar.delta_a * 10.0) / 10.0));
        r.set_phase_wish(solar.map_or(PhaseWish::Force3, |solar| solar.wish));
        r.set_solar_rounding_mode_in_force(r.solar_rounding_mode());
        if solar.is_some() {
            r.set_solar_control_calculated_at(Some(now));
            r.set_solar_surplus_calculated_at(Some(now));
        }
        r.set_current_market_price(price);
        // Where the readings come from is known as long as there are any.
        let source = age.filter(|_| known).map(|_| "api");
        let _ = r.set_inverter_data_source(source);
    }

    pub(super) fn show_phases(&mut self) {
        let phases = &self.phases;
        self.registry.set_single_phase_forced(phases.count == 1);
        self.registry.set_single_phase_toggled_at(phases.toggled_at);
        self.registry.set_phase_toggle_wished_since(phases.wish_since);
    }

    pub(super) fn show_phases_live(&mut self, closed: [bool; 3], live: [bool; 3]) {
        let [c1, c2, c3] = closed;
        let [l1, l2, l3] = live;
        self.registry.set_phases_live([c1 && l1, c2 && l2, c3 && l3, l1, l2, l3]);
    }

    pub(super) fn show_decision(
        &mut self,
        now: u64,
        inputs: &Inputs,
        bounds: &Bounds,
        reason: ModelStatus,
        amps: Option<u8>,
    ) {
        let allowed = amps.is_some();
        self.show_reason(now, reason, allowed);
        let car = self.session.car(inputs.controller, allowed, inputs.port.ready);
        let drawing = inputs.port.phases();
        let began = self.pause.record(now, inputs.port.plugged && self.session.has_charged, decision::charges(reason));
        let r = &mut self.registry;
        if began && r.minimum_pause_duration() > 0 {
            r.set_pause_ends_at(Some(now.saturating_add(r.minimum_pause_duration())));
        } else if r.pause_ends_at().is_some_and(|end| now >= end) {
            r.set_pause_ends_at(None);
        }
        r.set_allowed_current(amps.map(i32::from));
        r.set_active_current_limits(bounds.limits());
        r.set_temperature_current_limit(i32::from(bounds.temperature));
        r.set_load_balancing_current(bounds.load);
        r.set_car_state(car);
        r.set_charger_error(match inputs.controller {
            Controller::Working => Some(ChargerError::None),
            Controller::Fault(error) => Some(error),
            Controller::Unknown => Some(ChargerError::Unknown),
            Controller::Silent => None,
        });
        if drawing > 0 {
            r.set_solar_phase_count(drawing);
        } else if !inputs.port.plugged {
            r.set_solar_phase_count(0);
        }
    }

    /// Shows reason and permission, and when they last changed.
    pub(crate) fn show_reason(&mut self, now: u64, reason: ModelStatus, allowed: bool) {
        let r = &mut self.registry;
        if r.set_charging_decision_reason(reason) {
            r.set_charging_decision_changed_at(now);
        }
        if r.set_charging_allowed(allowed) {
            r.set_charging_allowed_changed_at(now);
        }
    }

    pub(super) fn show_lock(&mut self, locked: bool) {
        let status = if locked { CableLockStatus::Locked } else { CableLockStatus::Unlocked };
        let rule = match self.registry.cable_lock_setting() {
            CableLock::Normal => EffectiveLock::Normal,
            CableLock::AutoUnlock => EffectiveLock::AutoUnlock,
            CableLock::AlwaysLock => EffectiveLock::AlwaysLock,
        };
        self.registry.set_cable_lock_status(status);
        self.registry.set_effective_cable_lock(rule);
    }

    pub(super) fn is_complete(&self) -> bool {
        self.registry.car_state() == Some(CarState::Complete)
    }

    /// Takes a new list of prices and shows the one of this hour.
    pub(crate) fn take_prices(&mut self, prices: &Vec<AwattarPrice, 48>) {
        self.prices.set(prices);
        let now = self.clock.unix_ms(self.now);
        let price = self.prices.at(now).cloned();
        self.registry.set_current_market_price(price);
    }
}
