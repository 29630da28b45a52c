//! What the charger does, with a car, a card and the grid.

use serde_json::{Value, json};

use crate::Target;

pub fn a_set_shows_at_once<T: Target>(charger: T) {
    charger.sim("plug");
    charger.wait_for("car", |car| *car == 2);
    charger.set("frc=1");
    assert_eq!(charger.value("alw"), false);
}

pub fn frc_returns_to_neutral_at_unplug<T: Target>(charger: T) {
    charger.sim("plug");
    charger.set("frc=2");
    charger.sim("unplug");
    charger.wait_for("frc", |force| *force == 0);
}

pub fn a_car_stops_after_frc<T: Target>(charger: T) {
    charger.sim("plug");
    charger.wait_for("nrg", |nrg| nrg[11].as_f64().unwrap() > 3000.0);
    charger.set("frc=1");
    charger.wait_for("nrg", |nrg| nrg[11] == 0);
}

pub fn a_card_authorises<T: Target>(charger: T) {
    charger.set("c0i=\"04a1b2c3\"");
    charger.set("acs=1");
    charger.sim("plug");
    charger.wait_for("alw", |allowed| *allowed == false);
    charger.sim("card?id=04A1B2C3");
    charger.wait_for("trx", |card| *card == 1);
    charger.wait_for("alw", |allowed| *allowed == true);
    charger.sim("unplug");
    charger.wait_for("trx", Value::is_null);
}

pub fn an_inverters_values_show<T: Target>(charger: T) {
    charger.set(r#"ids={"pgrid":-2500,"ppv":3000}"#);
    assert_eq!(charger.value("pgrid"), -2500);
    assert_eq!(charger.value("ppv"), 3000);
}

pub fn the_wifi_and_the_prices_around_it_show<T: Target>(charger: T) {
    charger.wait_for("rssi", |rssi| !rssi.is_null());
    charger.sim("wifi?dbm=-80");
    charger.wait_for("rssi", |rssi| rssi.as_i64().is_some_and(|rssi| (-90..=-70).contains(&rssi)));
    assert!(charger.value("scan").as_array().is_some_and(|found| !found.is_empty()));
    charger.sim("price?ct=31.5");
    charger.wait_for("awcp", |now| now["marketprice"] == 31.5);
    charger.sim("wifi?dbm=none");
    charger.wait_for("rssi", Value::is_null);
    charger.sim("price?ct=none");
    charger.wait_for("awcp", Value::is_null);
}

pub fn an_11_kw_unit_offers_no_more_than_16_a<T: Target>(charger: T) {
    charger.get("/api/set?amp=32");
    charger.sim("plug?amps=32");
    let offered = charger.wait_for("acu", |amps| !amps.is_null());
    assert_eq!(offered, 16);
}

pub fn the_car_is_in_error_only_when_told_to<T: Target>(charger: T) {
    assert_eq!(charger.value("car"), 1);
    charger.sim("car?state=error");
    charger.wait_for("car", |car| *car == 5);
    charger.sim("car?state=ok");
    charger.wait_for("car", |car| *car == 1);
}

pub fn rst_restarts_and_keeps_settings<T: Target>(charger: T) {
    charger.set("amp=11");
    charger.sim("plug");
    charger.wait_for("car", |car| *car == 2);
    charger.get("/api/status");
    let before = charger.value("rbc").as_u64().unwrap();
    assert_eq!(charger.get("/api/set?rst=1").body, r#"{"rst":true}"#);
    charger.wait_for("rbc", |count| *count == before + 1);
    let status = charger.get("/api/status").json();
    assert_eq!((&status["amp"], &status["rbc"]), (&json!(11), &json!(before + 1)));
}
