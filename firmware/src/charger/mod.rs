//! The charger: what it knows, and what it does once a second.
//!
//! Each subject has a file with a pure part: state, time and inputs give a new state. This one joins them.

pub mod access;
pub mod cards;
pub mod contactor;
pub mod current;
pub mod decision;
pub mod grid;
mod identity;
pub mod inputs;
pub mod meter;
pub mod mix;
pub mod pause;
pub mod phases;
pub mod power_history;
pub mod price;
pub mod schedule;
pub mod session;
mod settings;
mod show;
pub mod strategy;
pub mod surplus;
pub mod trip;
pub(crate) mod wall_clock;

pub use identity::{Identity, NotASerial, Variant};
pub use inputs::{Adapter, CardNumber, Controller, Grid, House, Inputs, Outputs, Port};

use crate::api::{CableLock, ForceState, LogicMode, ModelStatus, Registry};
use decision::{Facts, charges, decide};
use meter::Measured;
use session::Plug;
use surplus::Solar;

/// How long `tcl` holds, in ms.
const TEMPORARY_MS: u64 = 600_000;

/// A go-e charger.
#[derive(Debug)]
pub struct Charger {
    /// Every key of the device.
    pub registry: Registry,
    /// Ms since boot at the last [`tick`](Self::tick).
    pub(crate) now: u64,
    pub(crate) clock: wall_clock::WallClock,
    pub(crate) surplus: surplus::Surplus,
    pub(crate) prices: price::Prices,
    pub(crate) last_card: Option<CardNumber>,
    pub(crate) temporary_since: Option<u64>,
    pub(crate) wifi_writes: u32,
    pub(crate) wifi_searched_at: Option<u64>,
    access: access::Access,
    phases: phases::Phases,
    contactor: contactor::Contactor,
    grid: grid::GridWatch,
    meter: meter::Meter,
    power_history: power_history::PowerHistory,
    session: session::Session,
    pause: pause::Pause,
    pub(crate) power_w: f32,
    amps_before_reduction: u8,
    /// Parts of a Wh that `eto` and the card's counter do not show yet.
    total_rest: f64,
    card_rest: f64,
}

impl Charger {
    /// A charger as it leaves the factory. Restore its settings, then [`start`](Self::start) it.
    pub fn new(identity: &Identity<'_>) -> Self {
        let mut charger = Self::blank();
        charger.identify(identity);
        charger
    }

    /// Nobody's charger yet: [`identify`](Self::identify) makes it one. With both, a chip makes it where it is to lie,
    /// without a second one of 30 KB on the stack for a moment.
    #[inline(never)]
    pub fn blank() -> Self {
        Self {
            now: 0,
            clock: wall_clock::WallClock::default(),
            surplus: surplus::Surplus::default(),
            prices: price::Prices::default(),
            last_card: None,
            temporary_since: None,
            wifi_writes: 0,
            wifi_searched_at: None,
            access: access::Access::default(),
            phases: phases::Phases::default(),
            contactor: contactor::Contactor::default(),
            grid: grid::GridWatch::default(),
            meter: meter::Meter::default(),
            power_history: power_history::PowerHistory::default(),
            session: session::Session::default(),
            pause: pause::Pause::default(),
            power_w: 0.0,
            amps_before_reduction: 32,
            total_rest: 0.0,
            card_rest: 0.0,
            // The last one, so that nothing stands between its making and its place.
            registry: Registry::blank(),
        }
    }

    /// Gives a [blank](Self::blank) charger its texts and its identity.
    pub fn identify(&mut self, identity: &Identity<'_>) {
        self.registry.fill_texts();
        identity.write(&mut self.registry);
    }

    /// Begins to work, once after [`new`](Self::new) and after the settings were restored: counts the start, and brings
    /// what was restored in line. The state of car and grid is there after the first [`tick`](Self::tick).
    pub fn start(&mut self, now: u64) {
        self.now = now;
        let count = self.registry.reboot_count().saturating_add(1);
        self.registry.set_reboot_count(count);
        self.show_wifi_passwords();
        cards::show(&mut self.registry);
        self.show_time(now);
    }

    /// Looks at the world and decides. Call it once a second, and right after a set so that its result shows at once.
    ///
    /// `now` is in ms since boot and never goes back.
    pub fn tick(&mut self, now: u64, inputs: &Inputs) -> Outputs {
        self.now = now;
        self.tell_time(now, inputs.unix_ms);
        self.show_wifi_search(now);
        let measured = self.measure(now, inputs);
        let plug = self.follow_plug(now, inputs);
        self.follow_access(now, inputs, plug);
        self.lapse_temporary(now);
        let solar = self.follow_sun(now, inputs, &measured);

        let demand = self.grid.step(now, &inputs.grid, &self.grid_settings());
        self.registry.set_grid_last_failure_at(self.grid.failed_at.or(self.registry.grid_last_failure_at()));
        let mut bounds = self.bounds(inputs, demand.share);
        let mut facts = self.facts(now, inputs, &bounds, solar.as_ref());
        facts.grid = demand.stop.or_else(|| {
            let little = bounds.frequency.is_some_and(|amps| amps < current::LEAST_AMPS);
            little.then_some(ModelStatus::NotChargingBecauseUnderfrequencyControl)
        });
        let reason = decide(&facts);
        facts.phase_switch = self.choose_phases(now, inputs, reason, solar.as_ref());
        let mut reason = if facts.phase_switch { decide(&facts) } else { reason };
        if reason == ModelStatus::ChargingBecausePvSurplus {
            bounds.solar = solar.map(|solar| solar.amps);
        }
        let amps = bounds.allowed().filter(|_| charges(reason));
        if amps.is_none() && charges(reason) {
            reason = ModelStatus::NotChargingBecauseZeroSetpoint;
        }
        if demand.share.is_none() {
            self.amps_before_reduction = amps.unwrap_or(self.amps_before_reduction);
        }
        self.show_decision(now, inputs, &bounds, reason, amps);
        self.drive(now, inputs, amps)
    }

    /// What this charger draws from the grid now, in W.
    pub fn power_w(&self) -> f32 {
        self.power_w
    }

    /// Counts energy and time since the last look.
    fn measure(&mut self, now: u64, inputs: &Inputs) -> Measured {
        let measured = self.meter.step(now, &inputs.grid, &inputs.port);
        self.power_w = measured.power_w;
        self.session.charge(now, inputs.port.draws(), measured.elapsed_ms, measured.energy_wh);
        self.count_energy(measured.energy_wh);
        self.show_measurements(inputs, &measured);
        self.remember_power(now, inputs);
        measured
    }

    /// The counters hold whole Wh; what is left over waits for the next time.
    fn count_energy(&mut self, wh: f64) {
        let total = whole_wh(&mut self.total_rest, wh);
        let sum = self.registry.total_energy().saturating_add(total);
        self.registry.set_total_energy(sum);
        match self.registry.transaction_card() {
            Some(card @ 1..) => {
                let wh = whole_wh(&mut self.card_rest, wh);
                cards::add_energy(&mut self.registry, card - 1, wh);
            }
            _ => self.card_rest = 0.0,
        }
    }

    fn follow_plug(&mut self, now: u64, inputs: &Inputs) -> Plug {
        let plug = self.session.plug(now, inputs.port.plugged);
        if plug == Plug::Out {
            self.registry.set_force_state(ForceState::Neutral);
        }
        self.show_session();
        plug
    }

    fn follow_access(&mut self, now: u64, inputs: &Inputs, plug: Plug) {
        let card = inputs.card.as_ref().and_then(|number| self.read_card(now, number));
        let situation = access::Situation {
            plugged: inputs.port.plugged,
            unplugged: plug == Plug::Out,
            card,
            timeout_s: self.registry.transaction_timeout(),
        };
        let before = self.registry.transaction_card();
        let transaction = self.access.step(now, before, &situation);
        self.registry.set_transaction_card(transaction);
        self.show_card_of_session(card, transaction);
        cards::show(&mut self.registry);
    }

    fn lapse_temporary(&mut self, now: u64) {
        if self.registry.temporary_current_limit().is_none() {
            self.temporary_since = None;
        } else if now.saturating_sub(*self.temporary_since.get_or_insert(now)) >= TEMPORARY_MS {
            self.registry.set_temporary_current_limit(None);
            self.temporary_since = None;
        }
    }

    fn follow_sun(&mut self, now: u64, inputs: &Inputs, measured: &Measured) -> Option<Solar> {
        if let Some(house) = &inputs.house {
            self.surplus.receive(now, house, self.power_w);
        }
        let present = surplus::Present {
            power_w: measured.power_w,
            volts: inputs.grid.nominal(),
            phases: self.phases.count.min(inputs.grid.phases()),
            least_amps: self.registry.minimum_charging_current(),
        };
        let solar = self.surplus.step(now, &self.surplus_settings(), &present);
        let house = self.surplus.house(now);
        let mix = mix::share(measured.power_w, &house);
        if inputs.port.plugged {
            self.session.mix.add(&mix, measured.elapsed_ms);
        }
        self.show_house(now, &house, &mix, solar.as_ref());
        solar
    }

    fn facts(&mut self, now: u64, inputs: &Inputs, bounds: &current::Bounds, solar: Option<&Solar>) -> Facts {
        let local = self.local(now);
        let unix_ms = self.clock.unix_ms(now);
        let r = &self.registry;
        let schedule = local.map_or(schedule::Verdict::Nothing, |moment| {
            let day =
                schedule::of_day(moment.weekday, r.schedule_weekdays(), r.schedule_saturday(), r.schedule_sunday());
            schedule::verdict(day, local)
        });
        let power_w = f64::from(inputs.grid.nominal())
            * f64::from(inputs.grid.phases())
            * f64::from(bounds.allowed().unwrap_or(0));
        let view = strategy::View {
            mode: r.logic_mode(),
            surplus: r.solar_surplus_enabled().then(|| solar.is_some_and(|solar| solar.enough)),
            cheap: r.flexible_tariff_enabled().then(|| price::is_cheap(self.prices.at(unix_ms), r.price_limit())),
            trip: trip::plan(
                r.next_trip_energy() - self.session.energy_wh,
                power_w,
                r.next_trip_departure_time(),
                local.map(|local| local.second),
            ),
            beyond_trip: r.next_trip_follow_prices(),
        };
        let plugged = inputs.port.plugged;
        let limit = r.charging_energy_limit();
        Facts {
            fault: inputs.controller != Controller::Working,
            hot: bounds.temperature < current::LEAST_AMPS,
            released: access::is_released(r.access_control(), r.transaction_card()),
            force: r.force_state(),
            grid: None,
            no_share: bounds.load.is_some_and(|amps| amps < current::LEAST_AMPS),
            schedule,
            energy_limit: plugged && limit.is_some_and(|limit| self.session.energy_wh >= limit),
            strategy: strategy::choose(&view),
            pausing: plugged && r.pause_ends_at().is_some_and(|end| now < end),
            no_pause: plugged && self.session.has_charged && !r.charge_pause_allowed(),
            keep_alive: plugged && self.pause.keeps_awake(now, r.forced_charge_interval()),
            phase_switch: false,
        }
    }

    /// True while charging has to rest for a change of the number of phases.
    fn choose_phases(&mut self, now: u64, inputs: &Inputs, reason: ModelStatus, solar: Option<&Solar>) -> bool {
        let r = &self.registry;
        let by_sun = r.logic_mode() != LogicMode::Default
            && r.solar_surplus_enabled()
            && (reason == ModelStatus::ChargingBecausePvSurplus || !charges(reason));
        let wishes = phases::Wishes {
            mode: r.phase_switch_mode(),
            single: r.digital_input_single_phase() && self.switch_is_active(inputs),
            solar: solar.filter(|_| by_sun).map(|solar| solar.wish),
            energised: self.contactor.is_closed(),
            hold_ms: r.phase_wish_hold_time(),
            wait_ms: r.phase_toggle_wait_time(),
            pause_ms: r.phase_switch_duration(),
        };
        let resting = self.phases.step(now, &wishes);
        self.show_phases();
        resting
    }

    fn switch_is_active(&self, inputs: &Inputs) -> bool {
        self.registry.digital_input_enabled() && inputs.switch_closed != self.registry.digital_input_inverted()
    }

    /// Contactor, pilot and lock for a car that may draw `amps`.
    fn drive(&mut self, now: u64, inputs: &Inputs, amps: Option<u8>) -> Outputs {
        let port = &inputs.port;
        if !port.plugged || inputs.controller != Controller::Working {
            self.contactor.open();
        } else {
            let phases = self.phases.count.min(inputs.grid.phases());
            self.contactor.step(now, amps.is_some() && port.ready && phases > 0, phases, port.draws());
        }
        let lines = self.contactor.lines();
        self.show_phases_live(lines, inputs.grid.live());
        // While the contactor waits for the car to stop, nothing is offered.
        let offered = if port.plugged { amps.unwrap_or(0) } else { 0 };
        let changing =
            self.contactor.is_closed() && self.contactor.phases() != self.phases.count.min(inputs.grid.phases());
        let lock = match self.registry.cable_lock_setting() {
            CableLock::Normal => port.plugged,
            CableLock::AutoUnlock => port.plugged && !self.is_complete(),
            CableLock::AlwaysLock => true,
        };
        self.show_lock(lock);
        Outputs { contactors: lines, pilot_amps: if changing { 0 } else { offered }, lock }
    }
}

/// Adds `wh` to what is left over, and takes the whole Wh out of it.
fn whole_wh(rest: &mut f64, wh: f64) -> u64 {
    *rest += wh;
    // Never negative, and far below the limits of u64: the cast cuts the fraction off.
    let whole = *rest as u64;
    *rest -= whole as f64;
    whole
}

#[cfg(test)]
pub(crate) mod tests;
