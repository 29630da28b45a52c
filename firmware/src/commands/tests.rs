//! Each command with what it takes and what it refuses.

use keywright::Either;
use keywright::heapless::{String, Vec};

use crate::api::{ButtonLock, CardUpdate, Commands, HttpProtection, LoadLimitUpdate, WifiConfigUpdate};
use crate::charger::tests::charger;

#[test]
fn a_prefix_loses_its_slash_at_the_end_but_not_at_the_front() {
    let mut charger = charger();
    charger.mqtt_topic_prefix(Some("/go-eCharger/123456/")).unwrap();
    assert_eq!(charger.registry.mqtt_topic_prefix(), "/go-eCharger/123456");
}

#[test]
fn an_http_password_is_kept_as_a_hash_and_known_again() {
    let mut charger = charger();
    charger.set_salt([1; 16]);
    charger.http_password(Some("correct horse")).unwrap();
    assert!(charger.registry.http_password());
    assert!(!charger.registry.http_password_hash().contains("horse"));
    assert!(charger.needs_password(true) && !charger.needs_password(false));
    assert!(!charger.knows_password("correct horse"));
    assert!(!charger.check_password("wrong horse"));
    assert!(charger.check_password("correct horse"));
    assert!(charger.knows_password("correct horse") && !charger.knows_password("wrong horse"));
}

#[test]
fn another_http_password_makes_the_old_one_unknown() {
    let mut charger = charger();
    charger.set_salt([1; 16]);
    charger.http_password(Some("correct horse")).unwrap();
    assert!(charger.check_password("correct horse"));
    charger.set_salt([2; 16]);
    charger.http_password(Some("battery staple")).unwrap();
    assert!(!charger.knows_password("correct horse") && !charger.check_password("correct horse"));
}

#[test]
fn null_and_nothing_take_the_http_password_away() {
    for nothing in [None, Some("")] {
        let mut charger = charger();
        charger.set_salt([1; 16]);
        charger.http_password(Some("correct horse")).unwrap();
        charger.http_password(nothing).unwrap();
        assert!(!charger.registry.http_password() && !charger.needs_password(true));
        assert!(!charger.check_password("") && !charger.check_password("correct horse"));
    }
}

#[test]
fn a_short_http_password_is_refused_and_a_salt_is_used_once() {
    let mut charger = charger();
    let refusal = |charger: &mut crate::Charger, password| charger.http_password(Some(password)).unwrap_err();
    assert_eq!(refusal(&mut charger, "1234567").as_str(), "a password has at least 8 bytes; null takes it away");
    assert_eq!(refusal(&mut charger, "12345678").as_str(), "there is no new salt yet: try again in a second");
    charger.set_salt([1; 16]);
    charger.http_password(Some("12345678")).unwrap();
    assert!(charger.http_password(Some("12345678")).is_err());
}

#[test]
fn what_an_http_password_protects_can_be_chosen() {
    let mut charger = charger();
    for (protection, read, write) in [
        (HttpProtection::Nothing, false, false),
        (HttpProtection::Writes, false, true),
        (HttpProtection::Everything, true, true),
    ] {
        charger.registry.set_http_protection(protection);
        assert!(!charger.needs_password(true), "there is no password");
        charger.set_salt([1; 16]);
        charger.http_password(Some("correct horse")).unwrap();
        assert_eq!((charger.needs_password(false), charger.needs_password(true)), (read, write));
        charger.http_password(None).unwrap();
    }
}

#[test]
fn null_and_nothing_restore_the_prefix() {
    for prefix in [None, Some(""), Some("/")] {
        let mut charger = charger();
        charger.mqtt_topic_prefix(Some("garage")).unwrap();
        charger.mqtt_topic_prefix(prefix).unwrap();
        assert_eq!(charger.registry.mqtt_topic_prefix(), "go-eCharger/123456");
    }
}

#[test]
fn wildcards_are_refused_in_a_prefix() {
    let mut charger = charger();
    for prefix in ["a/+/b", "a/#"] {
        assert!(charger.mqtt_topic_prefix(Some(prefix)).is_err());
    }
}

#[test]
fn a_broker_needs_a_known_scheme() {
    let mut charger = charger();
    assert!(charger.mqtt_broker_url("mqtt://mqtt.server:1234/").is_ok());
    assert!(charger.mqtt_broker_url("").is_ok());
    let refusal = charger.mqtt_broker_url("http://server").unwrap_err();
    assert_eq!(refusal.as_str(), "a broker address begins with mqtt://, mqtts://, ws:// or wss://");
}

#[test]
fn certificates_and_keys_are_looked_at_when_they_are_set() {
    let mut charger = charger();
    assert!(charger.mqtt_server_certificate("").is_ok());
    let refusal = charger.mqtt_server_certificate("-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----");
    assert_eq!(refusal.unwrap_err().as_str(), "this is a private key; a certificate belongs here");
    let refusal = charger.mqtt_client_certificate("charger").unwrap_err();
    assert_eq!(refusal.as_str(), "a certificate in PEM form begins with -----BEGIN CERTIFICATE-----");
    let refusal = charger.mqtt_client_key("charger").unwrap_err();
    assert_eq!(refusal.as_str(), "a private key in PEM form begins with -----BEGIN PRIVATE KEY-----");
}

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
