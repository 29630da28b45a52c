//! Settings outlive power cuts.

use serde_json::json;

use crate::{Target, wait_until};

pub fn what_is_stored_survives_a_power_cut_at_that_moment<T: Target>(mut charger: T) {
    for name in ["Garage-1", "Garage-2", "Garage-3"] {
        charger.set(&format!("fna=\"{name}\""));
        wait_until("the name is stored", || charger.stores(name));
        charger = T::start(charger.cut_power());
        assert_eq!(charger.value("fna"), name);
    }
}

pub fn a_power_cut_at_any_moment_leaves_the_old_value_or_the_new_one<T: Target>(mut charger: T) {
    let mut rng = fastrand::Rng::with_seed(14);
    let mut possible = vec!["Charger".to_owned()];
    for cut in 0..6 {
        let found = charger.value("fna").as_str().unwrap().to_owned();
        assert!(possible.contains(&found), "cut {cut}: {found}, but possible are {possible:?}");
        possible = vec![found];
        for step in 0..rng.u32(1..30) {
            // Texts of many lengths, to fill page after page.
            let name = format!("cut-{cut}-{step}-{}", "x".repeat(rng.usize(0..30)));
            charger.set(&format!("fna=\"{name}\""));
            possible.push(name);
        }
        let least = possible.iter().rposition(|name| charger.stores(name)).unwrap_or(0);
        possible.drain(..least);
        charger = T::start(charger.cut_power());
    }
}

pub fn each_restart_is_counted_and_what_was_not_stored_yet_is_kept<T: Target>(charger: T) {
    let before = charger.value("rbc").as_u64().unwrap();
    charger.set("fna=\"Garage-1\"");
    wait_until("the name is stored", || charger.stores("Garage-1"));
    // Within the same second, so that it has to wait.
    charger.set("fna=\"Garage-2\"&rst=1");
    wait_until("the name is stored", || charger.stores("Garage-2"));
    charger.wait_for("rbc", |count| *count == before + 1);
    assert_eq!(charger.get("/api/status?filter=fna,rbc").json(), json!({"fna": "Garage-2", "rbc": before + 1}));
}

pub fn secrets_survive_a_power_cut_and_are_not_logged<T: Target>(mut charger: T) {
    charger.set(r#"wifis=[{"ssid":"home","key":"hunter22"}]"#);
    wait_until("the password is stored", || charger.stores("hunter22"));
    assert!(!charger.log().contains("hunter22"));
    let charger = T::start(charger.cut_power());
    assert_eq!(charger.value("wifis")[0]["key"], true);
    assert!(!charger.get("/api/status").body.contains("hunter22"));
}
