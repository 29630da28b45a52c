//! How much current the car may draw.

use crate::api::CurrentLimits;

/// The smallest current that a car can be offered, in A (IEC 61851).
pub const LEAST_AMPS: u8 = 6;

/// Everything that bounds the current, in A per phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// What the user asks for (`amp`).
    pub requested: u8,
    /// The installation's limit (`ama`).
    pub installation: u8,
    /// What the hardware was built for (`var`): 11 or 22 kW.
    pub variant: u8,
    /// Limit of the plug adapter, where one is in use.
    pub adapter: Option<u8>,
    /// What the cable can carry (`cbl`).
    pub cable: Option<u8>,
    /// What the temperature allows (`amt`).
    pub temperature: u8,
    /// Share of a group's current (`loa`).
    pub load: Option<u8>,
    /// Short-lived cap (`tcl`).
    pub temporary: Option<u8>,
    /// What support of the grid at low frequency leaves.
    pub frequency: Option<u8>,
    /// What the sun yields, where only that is to be used.
    pub solar: Option<u8>,
    /// The least that suits the car (`mca`).
    pub minimum: u8,
}

/// Current in A per phase of a unit with this variant.
pub fn variant_amps(variant: u8) -> u8 {
    if variant >= 22 { 32 } else { 16 }
}

/// Current in A per phase that the charger bears at `celsius`.
///
/// Full up to 60 °C, then 1 A less for each half degree, nothing from 75 °C.
pub fn temperature_amps(celsius: f32) -> u8 {
    const FULL: f32 = 60.0;
    const HOT: f32 = 75.0;
    if celsius >= HOT {
        0
    } else if celsius <= FULL {
        32
    } else {
        // At most 30, so the cast is exact but for the fraction, which is cut off.
        let less = ((celsius - FULL) * 2.0) as u8;
        32u8.saturating_sub(less).max(LEAST_AMPS)
    }
}

impl Bounds {
    /// What no wish can exceed.
    fn hard(&self) -> u8 {
        let most = self.installation.min(variant_amps(self.variant)).min(self.temperature);
        [self.adapter, self.cable, self.load, self.temporary, self.frequency].into_iter().flatten().fold(most, u8::min)
    }

    /// Current to offer, in A. [`None`] if less is left than a car can be offered.
    pub fn allowed(&self) -> Option<u8> {
        let wish = self.solar.map_or(self.requested, |solar| solar.min(self.requested)).max(self.minimum);
        Some(wish.min(self.hard())).filter(|amps| *amps >= LEAST_AMPS)
    }

    /// The bounds that apply, as key `cll` tells them.
    pub fn limits(&self) -> CurrentLimits {
        CurrentLimits {
            adapter_current_limit: self.adapter,
            cable_current_limit: self.cable,
            current_limit_max: Some(self.installation.min(variant_amps(self.variant))),
            load_limit: self.load,
            min_charging_current: Some(self.minimum).filter(|amps| *amps > LEAST_AMPS),
            requested_current: Some(self.temporary.map_or(self.requested, |cap| cap.min(self.requested))),
            temperature_current_limit: Some(self.temperature),
            ..CurrentLimits::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds() -> Bounds {
        Bounds {
            requested: 32,
            installation: 32,
            variant: 22,
            adapter: None,
            cable: None,
            temperature: 32,
            load: None,
            temporary: None,
            frequency: None,
            solar: None,
            minimum: 6,
        }
    }

    #[test]
    fn without_bounds_the_request_counts() {
        assert_eq!(bounds().allowed(), Some(32));
    }

    #[test]
    fn ama_bounds_the_request() {
        assert_eq!(Bounds { installation: 20, ..bounds() }.allowed(), Some(20));
    }

    #[test]
    fn an_11_kw_unit_gives_16_a() {
        assert_eq!(Bounds { variant: 11, ..bounds() }.allowed(), Some(16));
    }

    #[test]
    fn the_adapter_bounds_a_22_kw_unit() {
        assert_eq!(Bounds { adapter: Some(16), ..bounds() }.allowed(), Some(16));
    }

    #[test]
    fn the_cable_bounds_the_request() {
        assert_eq!(Bounds { cable: Some(13), ..bounds() }.allowed(), Some(13));
    }

    #[test]
    fn the_minimum_raises_a_small_request() {
        assert_eq!(Bounds { requested: 6, minimum: 10, ..bounds() }.allowed(), Some(10));
    }

    #[test]
    fn the_minimum_never_exceeds_a_hard_bound() {
        assert_eq!(Bounds { requested: 6, minimum: 14, cable: Some(13), ..bounds() }.allowed(), Some(13));
    }

    #[test]
    fn sun_lowers_the_request_but_never_raises_it() {
        assert_eq!(Bounds { solar: Some(9), ..bounds() }.allowed(), Some(9));
        assert_eq!(Bounds { requested: 8, solar: Some(20), ..bounds() }.allowed(), Some(8));
    }

    #[test]
    fn less_than_6_a_is_nothing() {
        assert_eq!(Bounds { load: Some(5), ..bounds() }.allowed(), None);
    }

    #[test]
    fn heat_takes_current_away_step_by_step() {
        assert_eq!(temperature_amps(25.0), 32);
        assert_eq!(temperature_amps(65.0), 22);
        assert_eq!(temperature_amps(74.9), 6);
        assert_eq!(temperature_amps(75.0), 0);
    }

    #[test]
    fn cll_names_only_the_limits_that_are_active() {
        let limits = Bounds { cable: Some(20), ..bounds() }.limits();
        assert_eq!((limits.cable_current_limit, limits.adapter_current_limit), (Some(20), None));
        assert_eq!((limits.current_limit_max, limits.requested_current), (Some(32), Some(32)));
    }
}
