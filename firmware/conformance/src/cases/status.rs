//! `GET /api/status` and `/api/keys`.

use crate::Target;

pub fn status_has_every_readable_key_in_device_order<T: Target>(charger: T) {
    let status = charger.get("/api/status");
    assert_eq!(status.status, 200);
    assert_eq!(status.header("Content-Type"), Some("application/json"));
    let keys = status.keys();
    let described = charger.get("/api/keys");
    let meanings = described.json();
    let is_readable = |key: &String| meanings[key.as_str()]["access"].as_str().unwrap().contains('R');
    let readable: Vec<String> = described.keys().into_iter().filter(is_readable).collect();
    assert_eq!(keys, readable);
    assert!(keys.len() > 300, "{}", keys.len());
    assert!(!status.body.contains(": ") || !status.body.contains("\", \""), "compact");
}

pub fn a_status_asked_for_again_is_as_new_as_one_with_a_filter<T: Target>(charger: T) {
    charger.get("/api/status");
    charger.set("fna=\"a+name+that+is+longer+than+the+one+before\"&amp=6&dwo=1.5");
    let whole = charger.get("/api/status").json();
    let some = charger.get("/api/status?filter=fna,amp,dwo").json();
    for (key, value) in some.as_object().unwrap() {
        assert_eq!(whole[key], *value, "{key}");
    }
}

pub fn a_filter_keeps_device_order<T: Target>(charger: T) {
    assert_eq!(charger.get("/api/status?filter=nrg,alw,car").keys(), ["alw", "car", "nrg"]);
}

pub fn the_comma_of_a_filter_may_be_encoded<T: Target>(charger: T) {
    assert_eq!(charger.get("/api/status?filter=alw%2Ccar").body, charger.get("/api/status?filter=alw,car").body);
}

pub fn an_empty_filter_is_none<T: Target>(charger: T) {
    assert_eq!(charger.get("/api/status?filter=").keys(), charger.get("/api/status").keys());
}

pub fn the_older_form_of_a_filter_works<T: Target>(charger: T) {
    assert_eq!(charger.get(r#"/api/status?filter=["alw","car"]"#).keys(), ["alw", "car"]);
    assert_eq!(charger.get("/api/status?filter=%5B%22alw%22%2C%22car%22%5D").keys(), ["alw", "car"]);
}

pub fn unknown_keys_of_a_filter_are_left_out<T: Target>(charger: T) {
    let response = charger.get("/api/status?filter=alw,nosuchkey");
    assert_eq!((response.status, response.keys()), (200, vec!["alw".to_owned()]));
}

pub fn commands_never_appear_in_a_status<T: Target>(charger: T) {
    let keys = charger.get("/api/status").keys();
    for key in ["del", "delw", "rst", "lrn", "oct", "ids"] {
        assert!(!keys.iter().any(|known| known == key), "{key}");
    }
}

pub fn integers_are_written_as_integers<T: Target>(charger: T) {
    charger.set("dwo=5000.0");
    assert_eq!(charger.get("/api/status?filter=dwo").body, r#"{"dwo":5000}"#);
    charger.set("dwo=0.5");
    assert_eq!(charger.get("/api/status?filter=dwo").body, r#"{"dwo":0.5}"#);
}

pub fn the_keys_describe_themselves<T: Target>(charger: T) {
    let keys = charger.get("/api/keys?filter=amp").json();
    assert_eq!(keys["amp"]["unit"], "A");
    let german = charger.get("/api/keys?filter=amp&lang=de").json();
    assert_ne!(german["amp"], keys["amp"]);
}
