//! One visit of a car: from plugging in to unplugging.

use super::inputs::Controller;
use super::mix::Mix;
use crate::api::{CarState, ChargingDuration, ChargingDurationKind};

/// What happened to the plug since the last look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plug {
    /// A car was plugged in.
    In,
    /// The car was unplugged.
    Out,
    /// Nothing.
    Same,
}

/// The visit of a car. Times in ms since boot.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Session {
    plugged: bool,
    charging: bool,
    /// The car has charged since it was plugged in.
    pub has_charged: bool,
    /// Energy since the car was plugged in, in Wh.
    pub energy_wh: f64,
    /// The same by source.
    pub mix: Mix,
    charged_ms: u64,
    /// When a car was last plugged in (`lccfi`).
    pub left_idle_at: Option<u64>,
    /// When a car last began to charge (`lcctc`).
    pub started_at: Option<u64>,
    /// When a car last stopped charging (`lccfc`).
    pub stopped_at: Option<u64>,
}

impl Session {
    /// Looks at the plug.
    pub fn plug(&mut self, now: u64, plugged: bool) -> Plug {
        let before = core::mem::replace(&mut self.plugged, plugged);
        match (before, plugged) {
            (false, true) => {
                *self = Self {
                    plugged: true,
                    left_idle_at: Some(now),
                    started_at: self.started_at,
                    stopped_at: self.stopped_at,
                    ..Self::default()
                };
                Plug::In
            }
            (true, false) => {
                self.charged_ms = 0;
                self.has_charged = false;
                Plug::Out
            }
            _ => Plug::Same,
        }
    }

    /// Counts time and energy.
    pub fn charge(&mut self, now: u64, draws: bool, elapsed_ms: u64, energy_wh: f64) {
        if draws && !self.charging {
            self.started_at = Some(now);
            self.has_charged = true;
        } else if !draws && self.charging {
            self.stopped_at = Some(now);
        }
        if self.charging && self.plugged {
            self.charged_ms = self.charged_ms.saturating_add(elapsed_ms);
        }
        self.charging = draws;
        self.energy_wh += energy_wh;
    }

    /// Time spent charging (`cdi`).
    pub fn duration(&self) -> ChargingDuration {
        let kind = if self.charging { ChargingDurationKind::Counter } else { ChargingDurationKind::Duration };
        ChargingDuration { r#type: kind, value: self.charged_ms }
    }

    /// State of the car (`car`). [`None`] if the charge controller is silent.
    pub fn car(&self, controller: Controller, allowed: bool, ready: bool) -> Option<CarState> {
        match controller {
            Controller::Silent => None,
            Controller::Unknown => Some(CarState::Unknown),
            Controller::Fault(_) => Some(CarState::Error),
            Controller::Working if !self.plugged => Some(CarState::Idle),
            Controller::Working if self.charging => Some(CarState::Charging),
            // A car that has had enough does not ask for energy any more.
            Controller::Working if !allowed || (self.has_charged && !ready) => Some(CarState::Complete),
            Controller::Working => Some(CarState::WaitCar),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ChargerError;

    fn plugged() -> Session {
        let mut session = Session::default();
        session.plug(5000, true);
        session
    }

    #[test]
    fn without_a_car_the_charger_is_idle() {
        assert_eq!(Session::default().car(Controller::Working, true, false), Some(CarState::Idle));
    }

    #[test]
    fn a_car_that_does_not_draw_yet_is_waited_for() {
        assert_eq!(plugged().car(Controller::Working, true, false), Some(CarState::WaitCar));
    }

    #[test]
    fn a_car_that_draws_is_charging() {
        let mut session = plugged();
        session.charge(6000, true, 1000, 3.0);
        assert_eq!(session.car(Controller::Working, true, true), Some(CarState::Charging));
        assert_eq!(session.started_at, Some(6000));
    }

    #[test]
    fn a_car_that_has_had_enough_is_complete() {
        let mut session = plugged();
        session.charge(6000, true, 1000, 3.0);
        session.charge(7000, false, 1000, 0.0);
        assert_eq!(session.car(Controller::Working, true, false), Some(CarState::Complete));
        assert_eq!(session.stopped_at, Some(7000));
    }

    #[test]
    fn a_car_that_may_not_charge_is_complete() {
        assert_eq!(plugged().car(Controller::Working, false, true), Some(CarState::Complete));
    }

    #[test]
    fn faults_show_whatever_the_car_does() {
        let session = plugged();
        assert_eq!(session.car(Controller::Silent, true, true), None);
        assert_eq!(session.car(Controller::Unknown, true, true), Some(CarState::Unknown));
        assert_eq!(session.car(Controller::Fault(ChargerError::FiDc), true, true), Some(CarState::Error));
    }

    #[test]
    fn an_idle_charger_has_a_duration_of_zero() {
        let duration = ChargingDuration { r#type: ChargingDurationKind::Duration, value: 0 };
        assert_eq!(Session::default().duration(), duration);
    }

    #[test]
    fn charging_time_counts_while_current_flows() {
        let mut session = plugged();
        session.charge(6000, true, 1000, 3.0);
        session.charge(7000, true, 1000, 3.0);
        session.charge(8000, false, 1000, 3.0);
        session.charge(9000, false, 1000, 0.0);
        assert_eq!(session.duration(), ChargingDuration { r#type: ChargingDurationKind::Duration, value: 2000 });
    }

    #[test]
    fn energy_starts_anew_with_the_next_car() {
        let mut session = plugged();
        session.charge(6000, true, 1000, 3.0);
        assert_eq!(session.plug(7000, false), Plug::Out);
        assert_eq!(session.energy_wh, 3.0);
        assert_eq!(session.plug(8000, true), Plug::In);
        assert_eq!(session.energy_wh, 0.0);
    }
}
