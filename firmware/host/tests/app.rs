//! The App as people use it: in a browser. What they do stands in `app/*.mjs`; here is what they do it with.

mod common;
#[path = "common/scenario.rs"]
mod scenario;
#[path = "common/stored.rs"]
mod stored;

use std::path::{Path, PathBuf};

use common::Charger;
use common::certificates::{Issued, for_another, self_signed};
use common::proxy::Proxy;
use firmware_conformance::Device;
use firmware_conformance::PREFIX;
use firmware_conformance::broker::Mosquitto;
use firmware_conformance::mqtt::Mqtt;
use scenario::Scenario;
use serde_json::{Value, json};
use stored::stored;

/// A person who works with a mouse, or with nothing but a keyboard.
#[derive(Clone, Copy)]
enum Hand {
    Mouse,
    Keyboard,
}

impl Hand {
    fn name(self) -> &'static str {
        match self {
            Self::Mouse => "mouse",
            Self::Keyboard => "keyboard",
        }
    }

    /// A scenario that this person plays.
    fn plays(self, name: &str) -> Option<Scenario> {
        Some(Scenario::find(name)?.with("KEYWRIGHT_HAND", self.name()))
    }
}

fn mqtt_is_enabled_and_a_wrong_password_mended(hand: Hand) {
    let Some(scenario) = hand.plays("mqtt") else { return };
    let Some(broker) = Mosquitto::with_user("anna", "right") else {
        eprintln!("skipped: mosquitto is not installed");
        return;
    };
    let charger = Charger::without_broker();
    scenario.with("KEYWRIGHT_BROKER", broker.address).run_with(charger.http, |ask, _| {
        assert_eq!(ask, "hear");
        // Whoever knows the password hears the charger.
        let mut client = Mqtt::connect_as(broker.address, "anna", "right");
        client.subscribe(&format!("{PREFIX}/#"));
        json!(client.on(&format!("{PREFIX}/sse")))
    });
}

#[test]
fn mqtt_is_enabled_and_a_wrong_password_mended_with_a_mouse() {
    mqtt_is_enabled_and_a_wrong_password_mended(Hand::Mouse);
}

#[test]
fn mqtt_is_enabled_and_a_wrong_password_mended_with_a_keyboard() {
    mqtt_is_enabled_and_a_wrong_password_mended(Hand::Keyboard);
}

fn the_current_goes_to_mqtt_and_comes_from_it(hand: Hand) {
    let Some(scenario) = hand.plays("current") else { return };
    let charger = Charger::start();
    charger.connect_to(charger.broker());
    let mut client = Mqtt::listen(charger.broker(), &format!("{PREFIX}/#"));
    scenario.run_with(charger.http, |ask, line| {
        let text = |name: &str| line[name].as_str().unwrap();
        match ask {
            "hear" => json!(client.wait_for(&format!("{PREFIX}/{}", text("key")), text("payload")).payload),
            "set" => json!(client.set(PREFIX, text("key"), text("payload"))),
            _ => panic!("nobody answers {ask}"),
        }
    });
}

#[test]
fn the_current_goes_to_mqtt_and_comes_from_it_with_a_mouse() {
    the_current_goes_to_mqtt_and_comes_from_it(Hand::Mouse);
}

#[test]
fn the_current_goes_to_mqtt_and_comes_from_it_with_a_keyboard() {
    the_current_goes_to_mqtt_and_comes_from_it(Hand::Keyboard);
}

fn a_schedule_is_added_and_stored(hand: Hand) {
    let Some(scenario) = hand.plays("schedule") else { return };
    let mut charger = Charger::without_broker();
    scenario.run(charger.http);
    charger.interrupt();
    let stored: Value = serde_json::from_str(&stored(charger.folder())["sch_week"]).unwrap();
    let expected = json!({"hour": 22, "minute": 30});
    assert_eq!(stored["control"], 1);
    assert_eq!(stored["ranges"][0]["begin"], expected);
}

#[test]
fn a_schedule_is_added_and_stored_with_a_mouse() {
    a_schedule_is_added_and_stored(Hand::Mouse);
}

#[test]
fn a_schedule_is_added_and_stored_with_a_keyboard() {
    a_schedule_is_added_and_stored(Hand::Keyboard);
}

/// Plays a scenario that needs nothing but a charger.
fn alone(name: &str) {
    let Some(scenario) = Scenario::find(name) else { return };
    scenario.run(Charger::without_broker().http);
}

#[test]
fn wifi_and_prices_are_changed_on_the_page_of_the_simulator() {
    alone("around");
}

#[test]
fn a_german_word_finds_its_key() {
    alone("search");
}

#[test]
fn a_refused_value_says_why_and_the_old_one_stays() {
    alone("refused");
}

#[test]
fn texts_from_outside_are_never_markup() {
    alone("hostile");
}

#[test]
fn a_page_of_another_site_changes_nothing() {
    let Some(scenario) = Scenario::find("foreign") else { return };
    let Issued { certificate, key } = self_signed(&for_another());
    let charger = Charger::without_broker();
    scenario.with("KEYWRIGHT_CERTIFICATE", certificate).with("KEYWRIGHT_KEY", key).run(charger.http);
}

#[test]
fn lost_settings_are_told_until_somebody_has_looked() {
    let Some(scenario) = Scenario::find("lost") else { return };
    let mut charger = Charger::without_broker();
    charger.set("fna=\"Garage\"&amp=11");
    charger.interrupt();
    let folder = charger.take_folder();
    let path = folder.path().join("123456.flash");
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.windows(5).rposition(|part| part == b"fna=G").unwrap();
    bytes[at + 6] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let charger = Charger::in_folder(folder, &["--no-broker"]);
    scenario.run(charger.http);
    assert_eq!(charger.value("sld"), "");
}

#[test]
fn every_kind_of_key_has_its_control() {
    alone("kinds");
}

#[test]
fn what_is_typed_is_not_overwritten() {
    alone("draft");
}

#[test]
fn addresses_are_copied_and_documents_opened() {
    alone("addresses");
}

#[test]
fn the_keyboard_reaches_everything_and_its_focus_is_seen() {
    alone("focus");
}

#[test]
fn files_of_the_app_are_kept_by_the_browser() {
    alone("cache");
}

/// With the network between page and charger in the test's hands.
fn over_a_network(name: &str) {
    let Some(scenario) = Scenario::find(name) else { return };
    let charger = Charger::without_broker();
    let network = Proxy::to(charger.http);
    scenario.with("KEYWRIGHT_CHARGER", format!("http://{}", charger.http)).run_with(network.address, |ask, _| {
        match ask {
            "down" => network.down(),
            "up" => network.up(),
            "silent" => network.block(),
            "loud" => network.unblock(),
            _ => panic!("nobody answers {ask}"),
        }
        json!(true)
    });
}

#[test]
fn a_lost_network_is_said_and_found_again() {
    over_a_network("network");
}

#[test]
fn a_network_that_goes_silent_is_noticed() {
    over_a_network("silence");
}

#[test]
fn the_password_is_asked_for_and_a_wrong_one_refused() {
    let Some(scenario) = Scenario::find("password") else { return };
    let charger = Charger::without_broker();
    charger.set("hpp=2&hpw=\"correct+horse\"");
    scenario.with("KEYWRIGHT_PASSWORD", "correct horse").run(charger.http);
}

fn no_page_has_a_barrier(language: &str) {
    let Some(scenario) = Scenario::find("accessible") else { return };
    let charger = Charger::start();
    scenario.with("KEYWRIGHT_LANGUAGE", language).with("KEYWRIGHT_BROKER", charger.broker()).run(charger.http);
}

#[test]
fn no_page_has_a_barrier_in_english() {
    no_page_has_a_barrier("en");
}

#[test]
fn no_page_has_a_barrier_in_german() {
    no_page_has_a_barrier("de");
}

/// Pictures for people to look at. That they are made is all that is tested.
#[test]
fn every_page_can_be_pictured() {
    let Some(scenario) = Scenario::find("screenshots") else { return };
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/screenshots");
    let folder = std::env::var_os("KEYWRIGHT_SCREENSHOTS").map_or_else(usual, PathBuf::from);
    std::fs::create_dir_all(&folder).unwrap();
    let charger = Charger::start();
    scenario
        .with("KEYWRIGHT_SCREENSHOTS", folder.display())
        .with("KEYWRIGHT_BROKER", charger.broker())
        .run(charger.http);
}
