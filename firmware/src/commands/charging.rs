//! Commands that have to do with charging.

use keywright::heapless::Vec;
use keywright::{Either, Refusal};

use crate::api::{
    AwattarPrice, ForceState, InverterValues, LoadLimitUpdate, ModelStatus, PhaseSwitchMode, ScheduleDay,
};
use crate::charger::{Charger, House};

impl Charger {
    /// A person who presses "stop" does not wait a second.
    pub(super) fn write_force_state(&mut self, state: ForceState) {
        if state == ForceState::Off {
            self.show_reason(self.now, ModelStatus::NotChargingBecauseForceStateOff, false);
            self.registry.set_allowed_current(None);
        }
    }

    /// `fsp` shows what the logic chose; who writes it means the setting behind it.
    pub(super) fn write_single_phase(&mut self, forced: bool) {
        let mode = if forced { PhaseSwitchMode::Force1 } else { PhaseSwitchMode::Auto };
        self.registry.set_phase_switch_mode(mode);
    }

    /// Shown at once; the control takes them up with the next second. `null` forgets all values.
    pub(super) fn write_inverter_values(&mut self, values: Option<&InverterValues>) {
        match values {
            None => self.surplus.clear(),
            Some(values) => {
                let watts = |value: Option<f64>| value.map(|watts| watts as f32);
                let house = House { grid: watts(values.p_grid), pv: watts(values.p_pv), battery: watts(values.p_akku) };
                self.surplus.receive(self.now, &house, self.power_w);
            }
        }
        let house = self.surplus.house(self.now);
        self.registry.set_grid_power(house.grid);
        self.registry.set_pv_power(house.pv);
        self.registry.set_home_battery_power(house.battery);
    }

    pub(super) fn write_prices(&mut self, prices: &Vec<AwattarPrice, 48>) -> Result<(), Refusal> {
        if prices.iter().any(|price| price.start >= price.end) {
            return Err(Refusal::new("each price needs an end after its start, both in Unix seconds"));
        }
        self.take_prices(prices);
        Ok(())
    }

    /// A number sets the limit in force; an object sets what it names.
    pub(super) fn write_group_current(&mut self, limit: Either<u32, LoadLimitUpdate>) -> Result<(), Refusal> {
        const MOST: u32 = 1000;
        let update = match limit {
            Either::A(amp) => LoadLimitUpdate { amp: Some(amp), ..LoadLimitUpdate::default() },
            Either::B(update) => update,
        };
        if [update.amp, update.r#dyn, update.sta].into_iter().flatten().any(|amps| amps > MOST) {
            return Err(Refusal::format(format_args!("the current of a group is at most {MOST} A")));
        }
        let mut limit = self.registry.load_group_total_current().clone();
        limit.amp = update.amp.unwrap_or(limit.amp);
        limit.r#dyn = update.r#dyn.or(limit.r#dyn);
        limit.sta = update.sta.or(limit.sta);
        // The newest in a group wins: the mark only has to grow.
        limit.ts = limit.ts.wrapping_add(1);
        self.registry.set_load_group_total_current(limit);
        Ok(())
    }
}

pub(super) fn check_presets(amps: &Vec<u8, 5>) -> Result<(), Refusal> {
    if amps.iter().all(|amps| (6..=32).contains(amps)) { Ok(()) } else { Err(Refusal::new("each preset is 6 to 32 A")) }
}

pub(super) fn check_schedule(day: &ScheduleDay) -> Result<(), Refusal> {
    let times = day.ranges.iter().flat_map(|range| [&range.begin, &range.end]);
    for time in times {
        if time.hour == 24 && (time.minute > 0 || time.second.is_some_and(|second| second > 0)) {
            return Err(Refusal::new("the last time of a day is 24:00:00"));
        }
    }
    Ok(())
}
