//! What `lmo` asks for: charge at once, when sun or price suit, or in time for the next trip.

use super::trip::Trip;
use crate::api::{LogicMode, ModelStatus};

/// What the strategy chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// It has no wish of its own: charge whenever permitted.
    Always,
    /// Charge or pause, for this reason.
    Because(ModelStatus),
}

/// What a strategy looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// The mode that is set.
    pub mode: LogicMode,
    /// Whether the sun leaves enough over. [`None`] if the sun is not to be looked at.
    pub surplus: Option<bool>,
    /// Whether the price is low enough. [`None`] if the price is not to be looked at.
    pub cheap: Option<bool>,
    /// What the next trip needs.
    pub trip: Trip,
    /// Whether cheap hours are used beyond what the trip needs (`ara`).
    pub beyond_trip: bool,
}

/// Chooses. Sun goes before price, since it costs nothing.
pub fn choose(view: &View) -> Choice {
    let sun = (view.surplus == Some(true)).then_some(ModelStatus::ChargingBecausePvSurplus);
    let cheap = (view.cheap == Some(true)).then_some(ModelStatus::ChargingBecauseAwattarPriceLow);
    match view.mode {
        LogicMode::Default => Choice::Always,
        LogicMode::Awattar if view.surplus.is_none() && view.cheap.is_none() => Choice::Always,
        LogicMode::Awattar => Choice::Because(sun.or(cheap).unwrap_or(ModelStatus::NotChargingBecauseFallbackAwattar)),
        LogicMode::NextTrip => {
            let trip = match view.trip {
                Trip::NoClock => Some(ModelStatus::ChargingBecauseAutomaticStopNoClock),
                Trip::Late => Some(ModelStatus::ChargingBecauseAutomaticStopNotEnoughTime),
                Trip::Now => Some(ModelStatus::ChargingBecauseAutomaticStop),
                Trip::Later | Trip::Done => None,
            };
            let cheap = if view.trip == Trip::Done && !view.beyond_trip { None } else { cheap };
            Choice::Because(sun.or(trip).or(cheap).unwrap_or(ModelStatus::NotChargingBecauseFallbackAutomaticStop))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(mode: LogicMode) -> View {
        View { mode, surplus: Some(false), cheap: Some(false), trip: Trip::Later, beyond_trip: true }
    }

    #[test]
    fn the_default_mode_charges_at_once() {
        assert_eq!(choose(&view(LogicMode::Default)), Choice::Always);
    }

    #[test]
    fn eco_waits_for_sun_or_price() {
        let eco = view(LogicMode::Awattar);
        assert_eq!(choose(&eco), Choice::Because(ModelStatus::NotChargingBecauseFallbackAwattar));
        let sunny = View { surplus: Some(true), ..eco };
        assert_eq!(choose(&sunny), Choice::Because(ModelStatus::ChargingBecausePvSurplus));
        let cheap = View { cheap: Some(true), ..eco };
        assert_eq!(choose(&cheap), Choice::Because(ModelStatus::ChargingBecauseAwattarPriceLow));
    }

    #[test]
    fn eco_with_nothing_to_look_at_charges() {
        let view = View { surplus: None, cheap: None, ..view(LogicMode::Awattar) };
        assert_eq!(choose(&view), Choice::Always);
    }

    #[test]
    fn a_trip_that_is_far_off_pauses() {
        let choice = choose(&view(LogicMode::NextTrip));
        assert_eq!(choice, Choice::Because(ModelStatus::NotChargingBecauseFallbackAutomaticStop));
    }

    #[test]
    fn a_trip_that_is_near_charges() {
        let view = View { trip: Trip::Now, ..view(LogicMode::NextTrip) };
        assert_eq!(choose(&view), Choice::Because(ModelStatus::ChargingBecauseAutomaticStop));
    }

    #[test]
    fn beyond_the_trip_cheap_hours_are_used_only_if_wished() {
        let done = View { trip: Trip::Done, cheap: Some(true), ..view(LogicMode::NextTrip) };
        assert_eq!(choose(&done), Choice::Because(ModelStatus::ChargingBecauseAwattarPriceLow));
        let done = View { beyond_trip: false, ..done };
        assert_eq!(choose(&done), Choice::Because(ModelStatus::NotChargingBecauseFallbackAutomaticStop));
    }
}
