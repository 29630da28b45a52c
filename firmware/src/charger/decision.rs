//! Whether the car may charge, and the reason: key `modelStatus`.

use super::schedule::Verdict;
use super::strategy::Choice;
use crate::api::{ForceState, ModelStatus};

/// What a decision rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The charge controller reports a fault, or nothing at all.
    pub fault: bool,
    /// Too hot for the smallest current.
    pub hot: bool,
    /// Someone has released charging, or nobody has to.
    pub released: bool,
    /// The manual override.
    pub force: ForceState,
    /// What the grid forbids, if anything.
    pub grid: Option<ModelStatus>,
    /// The group leaves this charger no current.
    pub no_share: bool,
    /// What the timetable says.
    pub schedule: Verdict,
    /// The energy limit is reached.
    pub energy_limit: bool,
    /// What the strategy chose among sun, price and trip.
    pub strategy: Choice,
    /// The shortest pause has not passed yet.
    pub pausing: bool,
    /// The car got current a moment ago and may not be paused.
    pub no_pause: bool,
    /// The car gets current lest it falls asleep.
    pub keep_alive: bool,
    /// The number of phases is being changed.
    pub phase_switch: bool,
}

/// The reason that counts. Earlier ones go before later ones; protection goes before everything, an override before
/// every plan.
pub fn decide(facts: &Facts) -> ModelStatus {
    if facts.fault {
        return ModelStatus::NotChargingBecauseError;
    }
    if facts.hot {
        return ModelStatus::NotChargingBecauseOvertemperature;
    }
    if !facts.released {
        return ModelStatus::NotChargingBecauseAccessControl;
    }
    if facts.force == ForceState::Off {
        return ModelStatus::NotChargingBecauseForceStateOff;
    }
    if let Some(reason) = facts.grid {
        return reason;
    }
    if facts.no_share {
        return ModelStatus::NotChargingBecauseLoadManagementDoesntWant;
    }
    let reason = if facts.force == ForceState::On { ModelStatus::ChargingBecauseForceStateOn } else { plan(facts) };
    if facts.phase_switch && charges(reason) { ModelStatus::NotChargingBecausePhaseSwitch } else { reason }
}

fn plan(facts: &Facts) -> ModelStatus {
    if facts.schedule == Verdict::Blocked {
        return ModelStatus::NotChargingBecauseScheduler;
    }
    if facts.energy_limit {
        return ModelStatus::NotChargingBecauseEnergyLimit;
    }
    let reason = match (facts.strategy, facts.schedule) {
        (Choice::Always, Verdict::SunOnly) => ModelStatus::NotChargingBecauseScheduler,
        (Choice::Always, Verdict::Allowed) => ModelStatus::ChargingBecauseFallbackV2Scheduler,
        (Choice::Always, Verdict::Nothing | Verdict::Blocked) => ModelStatus::ChargingBecauseFallbackDefault,
        (Choice::Because(ModelStatus::ChargingBecausePvSurplus), _) => ModelStatus::ChargingBecausePvSurplus,
        (Choice::Because(reason), Verdict::SunOnly) if charges(reason) => ModelStatus::NotChargingBecauseScheduler,
        (Choice::Because(reason), _) => reason,
    };
    if charges(reason) {
        if facts.pausing { ModelStatus::NotChargingBecauseMinPauseDuration } else { reason }
    } else if facts.no_pause {
        ModelStatus::ChargingBecauseChargePauseNotAllowed
    } else if facts.keep_alive {
        ModelStatus::ChargingBecauseCarCompatibilityKeepAlive
    } else {
        reason
    }
}

/// Whether this is a reason to charge.
pub fn charges(reason: ModelStatus) -> bool {
    use ModelStatus as M;
    matches!(
        reason,
        M::ChargingBecauseNoChargeCtrlData
            | M::ChargingBecauseForceStateOn
            | M::ChargingBecauseAwattarPriceLow
            | M::ChargingBecauseAutomaticStopTestLadung
            | M::ChargingBecauseAutomaticStopNotEnoughTime
            | M::ChargingBecauseAutomaticStop
            | M::ChargingBecauseAutomaticStopNoClock
            | M::ChargingBecausePvSurplus
            | M::ChargingBecauseFallbackV2Default
            | M::ChargingBecauseFallbackV2Scheduler
            | M::ChargingBecauseFallbackDefault
            | M::ChargingBecauseCarCompatibilityKeepAlive
            | M::ChargingBecauseChargePauseNotAllowed
            | M::ChargingBecauseDischargingPvBattery
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        Facts {
            fault: false,
            hot: false,
            released: true,
            force: ForceState::Neutral,
            grid: None,
            no_share: false,
            schedule: Verdict::Nothing,
            energy_limit: false,
            strategy: Choice::Always,
            pausing: false,
            no_pause: false,
            keep_alive: false,
            phase_switch: false,
        }
    }

    #[test]
    fn charges_by_default() {
        assert_eq!(decide(&facts()), ModelStatus::ChargingBecauseFallbackDefault);
    }

    #[test]
    fn a_fault_goes_before_the_override() {
        let facts = Facts { fault: true, force: ForceState::On, ..facts() };
        assert_eq!(decide(&facts), ModelStatus::NotChargingBecauseError);
    }

    #[test]
    fn without_a_release_the_override_does_not_help() {
        let facts = Facts { released: false, force: ForceState::On, ..facts() };
        assert_eq!(decide(&facts), ModelStatus::NotChargingBecauseAccessControl);
    }

    #[test]
    fn the_override_goes_before_timetable_and_energy_limit() {
        let facts = Facts { force: ForceState::On, schedule: Verdict::Blocked, energy_limit: true, ..facts() };
        assert_eq!(decide(&facts), ModelStatus::ChargingBecauseForceStateOn);
    }

    #[test]
    fn force_off_stops_a_car_that_sun_would_charge() {
        let strategy = Choice::Because(ModelStatus::ChargingBecausePvSurplus);
        let facts = Facts { force: ForceState::Off, strategy, ..facts() };
        assert_eq!(decide(&facts), ModelStatus::NotChargingBecauseForceStateOff);
    }

    #[test]
    fn the_energy_limit_stops_charging() {
        assert_eq!(decide(&Facts { energy_limit: true, ..facts() }), ModelStatus::NotChargingBecauseEnergyLimit);
    }

    #[test]
    fn a_timetable_that_keeps_the_grid_out_lets_the_sun_in() {
        let facts = Facts { schedule: Verdict::SunOnly, ..facts() };
        assert_eq!(decide(&facts), ModelStatus::NotChargingBecauseScheduler);
        let strategy = Choice::Because(ModelStatus::ChargingBecausePvSurplus);
        assert_eq!(decide(&Facts { strategy, ..facts }), ModelStatus::ChargingBecausePvSurplus);
        let strategy = Choice::Because(ModelStatus::ChargingBecauseAwattarPriceLow);
        assert_eq!(decide(&Facts { strategy, ..facts }), ModelStatus::NotChargingBecauseScheduler);
    }

    #[test]
    fn a_car_that_bears_no_pause_goes_on() {
        let strategy = Choice::Because(ModelStatus::NotChargingBecauseFallbackAwattar);
        let facts = Facts { strategy, no_pause: true, ..facts() };
        assert_eq!(decide(&facts), ModelStatus::ChargingBecauseChargePauseNotAllowed);
    }

    #[test]
    fn a_change_of_phases_interrupts_charging_and_nothing_else() {
        let facts = Facts { phase_switch: true, ..facts() };
        assert_eq!(decide(&facts), ModelStatus::NotChargingBecausePhaseSwitch);
        let facts = Facts { energy_limit: true, ..facts };
        assert_eq!(decide(&facts), ModelStatus::NotChargingBecauseEnergyLimit);
    }

    #[test]
    fn every_reason_says_by_its_name_whether_it_charges() {
        for value in 0..=41 {
            if let Some(reason) = ModelStatus::from_value(value) {
                let name = std::format!("{reason:?}");
                assert_eq!(charges(reason), name.starts_with("Charging"), "{name}");
            }
        }
    }
}
