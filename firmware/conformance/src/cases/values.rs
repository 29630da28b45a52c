//! Shapes of values.

use serde_json::{Value, json};

use crate::Target;

pub fn nrg_has_16_numbers<T: Target>(charger: T) {
    charger.sim("plug");
    let nrg = charger.wait_for("nrg", |nrg| nrg[11].as_f64().unwrap() > 10_000.0);
    let nrg: Vec<f64> = nrg.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect();
    assert_eq!(nrg.len(), 16);
    assert!(nrg[0] > 220.0 && nrg[4] > 15.0 && nrg[12] > 90.0, "{nrg:?}");
}

pub fn values_have_the_shapes_that_clients_know<T: Target>(charger: T) {
    let status = charger.get("/api/status").json();
    assert!(status["alw"].is_boolean());
    assert!(status["car"].is_u64());
    assert!(status["eto"].is_u64());
    assert!(status["wh"].is_number());
    assert!(status["pha"].as_array().unwrap().iter().all(Value::is_boolean));
    assert_eq!(status["pha"].as_array().unwrap().len(), 6);
    assert!(status["tma"].as_array().unwrap().iter().all(Value::is_number));
    assert_eq!(status["cdi"], json!({"type": 1, "value": 0}));
    assert_eq!(status["cards"].as_array().unwrap().len(), 10);
    assert_eq!(status["cards"][0]["name"], "n/a");
    assert_eq!(status["c0i"], false);
    assert!(status["lot"]["amp"].is_u64());
    assert!(status["cll"].as_object().unwrap().values().all(Value::is_u64));
    assert_eq!(status["wifis"].as_array().unwrap().len(), 10);
    assert!(status["fwv"].as_str().unwrap().split('.').all(|part| part.parse::<u32>().is_ok()));
    assert!(status["rbt"].is_u64());
    assert_eq!(status["sse"], "123456");
}

pub fn a_wifi_password_is_never_read_back<T: Target>(charger: T) {
    charger.set(r#"wifis=[{"ssid":"home","key":"hunter22"}]"#);
    let status = charger.get("/api/status").body;
    assert!(!status.contains("hunter22"));
    assert_eq!(charger.value("wifis")[0]["key"], true);
}

pub fn local_time_and_utc_are_written_as_devices_do<T: Target>(charger: T) {
    let status = charger.get("/api/status?filter=utc,loc").json();
    let (utc, local) = (status["utc"].as_str().unwrap(), status["loc"].as_str().unwrap());
    assert_eq!((utc.len(), &utc[10..11]), (23, "T"), "{utc}");
    assert_eq!((local.len(), &local[23..25]), (30, " +"), "{local}");
}
