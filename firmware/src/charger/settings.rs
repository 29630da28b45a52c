//! What the parts of the logic want to know, read from the registry.

use super::current::{Bounds, temperature_amps, variant_amps};
use super::inputs::{Adapter, Inputs};
use super::{Charger, grid, surplus};
use crate::api::UnderfrequencyMode;

impl Charger {
    pub(super) fn grid_settings(&self) -> grid::Settings {
        let r = &self.registry;
        grid::Settings {
            undervoltage: r
                .undervoltage_control_enabled()
                .then(|| (r.undervoltage_threshold(), r.undervoltage_duration())),
            underfrequency: r
                .underfrequency_control_enabled()
                .then(|| (r.underfrequency_activation_threshold(), r.underfrequency_stop_frequency())),
            volts: (r.reconnection_min_voltage(), r.reconnection_max_voltage()),
            hertz: (r.reconnection_min_frequency(), r.reconnection_max_frequency()),
            wait_ms: u64::from(r.grid_monitoring_time()) * 1000,
        }
    }

    pub(super) fn surplus_settings(&self) -> surplus::Settings {
        let r = &self.registry;
        surplus::Settings {
            start_w: r.solar_start_power(),
            target_w: r.grid_power_target(),
            stop_hysteresis_w: r.solar_stop_hysteresis(),
            three_phase_w: r.three_phase_switch_power(),
            phase_hysteresis_w: r.phase_switch_hysteresis(),
            priority_w: r.solar_priority_offset(),
            hidden_w: if r.zero_feed_in_enabled() { r.zero_feed_in_offset() } else { 0.0 },
            least_charge_ms: r.minimum_charge_time(),
            rounding: r.solar_rounding_mode(),
            phases: r.phase_switch_mode(),
        }
    }

    /// What bounds the current. `share` is the part of the power that support of the grid leaves.
    pub(super) fn bounds(&self, inputs: &Inputs, share: Option<f32>) -> Bounds {
        let r = &self.registry;
        let variant = r.power_variant();
        let hottest = inputs.temperature.into_iter().fold(f32::NEG_INFINITY, f32::max);
        // At most 32 A, and a share from 0 to 1: the cast only cuts the fraction off.
        let frequency = share.map(|share| {
            let full = match r.underfrequency_control_mode() {
                UnderfrequencyMode::Nominal => variant_amps(variant),
                UnderfrequencyMode::Actual => self.amps_before_reduction,
            };
            (f32::from(full) * share) as u8
        });
        Bounds {
            requested: r.requested_current(),
            installation: r.current_upper_limit(),
            variant,
            adapter: inputs.adapter.map(|adapter| match adapter {
                Adapter::OnePhase => r.adapter_limit_1_phase().min(16),
                Adapter::ThreePhase => r.adapter_limit_3_phase().min(16),
            }),
            cable: inputs.cable_amps,
            temperature: temperature_amps(hottest),
            load: self.group_share(),
            temporary: r.temporary_current_limit(),
            frequency,
            solar: None,
            minimum: r.minimum_charging_current(),
        }
    }

    /// Current that the group grants. A group whose other members are not heard of leaves all of it to this charger.
    fn group_share(&self) -> Option<u8> {
        let r = &self.registry;
        let grouped = r.load_balancing_enabled() && !r.load_group_id().is_empty();
        grouped.then(|| u8::try_from(r.load_group_total_current().amp).unwrap_or(u8::MAX))
    }
}
