//! Each command with what it takes and what it refuses.

use keywright::Either;
use keywright::heapless::{String, Vec};

use crate::api::{ButtonLock, CardUpdate, Commands, LoadLimitUpdate, WifiConfigUpdate};
use crate::charger::tests::charger;

#[test]
fn a_button_lock_takes_a_boolean_and_a_number() {
    let mut charger = charger();
    charger.button_force_change(Either::A(true)).unwrap();
    assert_eq!(charger.registry.button_force_change(), ButtonLock::NeverLock);
    charger.button_current_change(Either::B(ButtonLock::WhenCarCharging)).unwrap();
    assert_eq!(charger.registry.button_current_change(), ButtonLock::WhenCarCharging);
}

#[test]
fn an_empty_object_skips_a_card() {
    let mut charger = charger();
    let anna = CardUpdate { name: String::try_from("Anna").ok(), ..CardUpdate::default() };
    let updates = Vec::from_slice(&[CardUpdate::default(), anna]).unwrap();
    charger.rfid_cards(&updates).unwrap();
    assert_eq!(charger.registry.card_0_name(), "n/a");
    assert_eq!(charger.registry.card_1_name(), "Anna");
    assert_eq!(charger.registry.rfid_cards()[1].name, "Anna");
}

#[test]
fn a_wrong_card_changes_none() {
    let mut charger = charger();
    let anna = CardUpdate { name: String::try_from("Anna").ok(), ..CardUpdate::default() };
    let wrong = CardUpdate { rfid: String::try_from("hello").ok(), ..CardUpdate::default() };
    assert!(charger.rfid_cards(&Vec::from_slice(&[anna, wrong]).unwrap()).is_err());
    assert_eq!(charger.registry.card_0_name(), "n/a");
}

#[test]
fn a_card_is_removed_by_an_empty_text_and_by_del() {
    let mut charger = charger();
    charger.card_4_learned("04a1b2c3").unwrap();
    charger.card_4_learned("").unwrap();
    assert!(!charger.registry.card_4_learned());
    charger.card_4_learned("04a1b2c3").unwrap();
    charger.clear_card(4).unwrap();
    assert!(!charger.registry.card_4_learned());
}

#[test]
fn a_wifi_password_is_kept_but_not_shown() {
    let mut charger = charger();
    let home = WifiConfigUpdate {
        ssid: String::try_from("HomeNet").ok(),
        key: String::try_from("correct horse").ok(),
        ..WifiConfigUpdate::default()
    };
    charger.wifi_networks(&Vec::from_slice(&[home]).unwrap()).unwrap();
    assert!(charger.registry.wifi_networks()[0].key);
    assert_eq!(charger.wifi_password(0), Some("correct horse"));
    charger.delete_wifi_network(0).unwrap();
    assert_eq!(charger.wifi_password(0), Some(""));
    assert_eq!(charger.registry.wifi_networks()[0].ssid, "");
}

#[test]
fn a_group_current_is_set_by_number_or_object() {
    let mut charger = charger();
    charger.load_group_total_current(Either::A(30)).unwrap();
    assert_eq!(charger.registry.load_group_total_current().amp, 30);
    let update = LoadLimitUpdate { sta: Some(20), ..LoadLimitUpdate::default() };
    charger.load_group_total_current(Either::B(update)).unwrap();
    let limit = charger.registry.load_group_total_current();
    assert_eq!((limit.amp, limit.sta), (30, Some(20)));
}

#[test]
fn a_clock_is_set_by_a_time_only() {
    let mut charger = charger();
    assert!(charger.utc_time("tomorrow").is_err());
    charger.utc_time("2024-09-18T07:31:23.460").unwrap();
    charger.start(0);
    assert_eq!(charger.registry.utc_time(), "2024-09-18T07:31:23.460");
}

#[test]
fn a_firmware_that_is_not_on_offer_is_refused() {
    assert!(charger().install_firmware("56.8").is_err());
}

#[test]
fn presets_are_currents_that_a_car_can_be_offered() {
    let mut charger = charger();
    assert!(charger.current_presets(&Vec::from_slice(&[6, 8, 10, 13, 16]).unwrap()).is_ok());
    assert!(charger.current_presets(&Vec::from_slice(&[5]).unwrap()).is_err());
}
