//! What the charger does when a key is set. The texts of refusals say what would be right.

mod cards;
mod charging;
mod network;
#[cfg(test)]
mod tests;

use keywright::heapless::Vec;
use keywright::{Either, Refusal};

use crate::api::{
    AwattarPrice, ButtonLock, CardUpdate, Commands, ForceState, InverterValues, LoadBalancingType, LoadLimitUpdate,
    Registry, ScheduleDay, WifiConfigUpdate,
};
use crate::charger::Charger;

/// `true` frees the button, `false` locks it: what a device with a plain switch would do.
fn button_lock(value: Either<bool, ButtonLock>) -> ButtonLock {
    match value {
        Either::A(true) => ButtonLock::NeverLock,
        Either::A(false) => ButtonLock::AlwaysLock,
        Either::B(lock) => lock,
    }
}

/// The ten keys `c0i` … are written alike.
macro_rules! learn {
    ($($method:ident = $place:literal,)*) => {
        $(fn $method(&mut self, number: &str) -> Result<(), Refusal> {
            self.write_card_number($place, number)
        })*
    };
}

impl Commands for Charger {
    fn registry(&self) -> &Registry {
        &self.registry
    }

    fn registry_mut(&mut self) -> &mut Registry {
        &mut self.registry
    }

    // Charging

    fn force_state(&mut self, state: ForceState) -> Result<(), Refusal> {
        self.write_force_state(state);
        Ok(())
    }

    fn temporary_current_limit(&mut self, amps: Option<u8>) -> Result<(), Refusal> {
        self.temporary_since = amps.map(|_| self.now);
        Ok(())
    }

    fn current_presets(&mut self, amps: &Vec<u8, 5>) -> Result<(), Refusal> {
        charging::check_presets(amps)
    }

    fn single_phase_forced(&mut self, forced: bool) -> Result<(), Refusal> {
        self.write_single_phase(forced);
        Ok(())
    }

    fn inverter_values(&mut self, values: Option<&InverterValues>) -> Result<(), Refusal> {
        self.write_inverter_values(values);
        Ok(())
    }

    fn market_price_list(&mut self, prices: &Vec<AwattarPrice, 48>) -> Result<(), Refusal> {
        self.write_prices(prices)
    }

    fn schedule_weekdays(&mut self, day: &ScheduleDay) -> Result<(), Refusal> {
        charging::check_schedule(day)
    }

    fn schedule_saturday(&mut self, day: &ScheduleDay) -> Result<(), Refusal> {
        charging::check_schedule(day)
    }

    fn schedule_sunday(&mut self, day: &ScheduleDay) -> Result<(), Refusal> {
        charging::check_schedule(day)
    }

    fn load_group_total_current(&mut self, limit: Either<u32, LoadLimitUpdate>) -> Result<(), Refusal> {
        self.write_group_current(limit)
    }

    fn load_balancing_type(&mut self, kind: Either<bool, LoadBalancingType>) -> Result<(), Refusal> {
        self.registry.set_load_balancing_type(match kind {
            Either::A(true) => LoadBalancingType::Dynamic,
            Either::A(false) => LoadBalancingType::Static,
            Either::B(kind) => kind,
        });
        Ok(())
    }

    // The device

    fn install_firmware(&mut self, version: &str) -> Result<(), Refusal> {
        // Whatever is on offer stands in `ocu`.
        if self.registry.firmware_choices().iter().any(|choice| choice == version) {
            return Ok(());
        }
        Err(Refusal::new("this version is not on offer; key ocu lists those that are"))
    }

    fn utc_time(&mut self, text: &str) -> Result<(), Refusal> {
        let unix_ms = crate::clock::parse_utc(text)
            .ok_or_else(|| Refusal::new("a time looks like 2024-09-18T07:31:23.460, in UTC"))?;
        self.clock.set(self.now, unix_ms);
        Ok(())
    }

    fn button_current_change(&mut self, lock: Either<bool, ButtonLock>) -> Result<(), Refusal> {
        self.registry.set_button_current_change(button_lock(lock));
        Ok(())
    }

    fn button_force_change(&mut self, lock: Either<bool, ButtonLock>) -> Result<(), Refusal> {
        self.registry.set_button_force_change(button_lock(lock));
        Ok(())
    }

    // The pages that a password would guard are not part of this firmware.
    fn local_http_authentication(&mut self, _: bool) -> Result<(), Refusal> {
        Ok(())
    }

    // Cards

    fn rfid_cards(&mut self, cards: &Vec<CardUpdate, 10>) -> Result<(), Refusal> {
        self.write_cards(cards)
    }

    fn learn_card(&mut self, place: u8) -> Result<(), Refusal> {
        self.learn_last_card(place)
    }

    fn clear_card(&mut self, place: u8) -> Result<(), Refusal> {
        self.forget_card(place);
        Ok(())
    }

    learn! {
        card_0_learned = 0,
        card_1_learned = 1,
        card_2_learned = 2,
        card_3_learned = 3,
        card_4_learned = 4,
        card_5_learned = 5,
        card_6_learned = 6,
        card_7_learned = 7,
        card_8_learned = 8,
        card_9_learned = 9,
    }

    // Network

    fn wifi_networks(&mut self, networks: &Vec<WifiConfigUpdate, 10>) -> Result<(), Refusal> {
        self.write_wifi(networks)
    }

    fn delete_wifi_network(&mut self, place: u8) -> Result<(), Refusal> {
        self.delete_wifi(place);
        Ok(())
    }

    // OCPP: its settings are kept for the day when there is a client.

    fn ocpp_server_url(&mut self, url: &str) -> Result<(), Refusal> {
        let known = ["ws://", "wss://"].iter().any(|scheme| url.starts_with(scheme));
        if url.is_empty() || known {
            return Ok(());
        }
        Err(Refusal::new("the address of an OCPP backend begins with ws:// or wss://"))
    }

    fn ocpp_allow_unknown_offline(&mut self, _: bool) -> Result<(), Refusal> {
        Ok(())
    }

    fn ocpp_factory_aligned_interval(&mut self, _: u32) -> Result<(), Refusal> {
        Ok(())
    }

    fn ocpp_client_key(&mut self, pem: &str) -> Result<(), Refusal> {
        // The text has the capacity of the key behind it.
        let _ = self.registry.set_ocpp_client_key_pem(pem);
        self.registry.set_ocpp_client_key(!pem.is_empty());
        Ok(())
    }

    fn ocpp_client_certificate(&mut self, pem: &str) -> Result<(), Refusal> {
        let _ = self.registry.set_ocpp_client_certificate_pem(pem);
        self.registry.set_ocpp_client_certificate(!pem.is_empty());
        Ok(())
    }

    fn ocpp_server_certificate(&mut self, pem: &str) -> Result<(), Refusal> {
        let _ = self.registry.set_ocpp_server_certificate_pem(pem);
        self.registry.set_ocpp_server_certificate(!pem.is_empty());
        Ok(())
    }
}
