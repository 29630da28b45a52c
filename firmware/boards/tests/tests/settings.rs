//! Settings outlive restarts and power cuts.

use std::time::Duration;

use board_tests::{Flash, Machine, get};
use serde_json::json;

#[test]
fn settings_outlive_a_restart() {
    let flash = Flash::new();
    let Some(machine) = Machine::ready(&flash, "serial=333331") else { return };
    assert_eq!(get(machine.http(), "/api/set?amp=7&fna=\"kept\"").status, 200);
    assert_eq!(get(machine.http(), "/api/set?rst=true").status, 200);
    machine.await_log("http://", 2);
    let status = get(machine.http(), "/api/status?filter=amp,fna,rbc").json();
    assert_eq!(status, json!({ "amp": 7, "fna": "kept", "rbc": 2 }));
}

#[test]
fn after_power_cuts_each_setting_has_its_old_value_or_its_new_one() {
    let flash = Flash::new();
    let mut possible = Vec::new();
    for cut in 0..8 {
        let Some(machine) = Machine::ready(&flash, "serial=333332") else { return };
        let name = || get(machine.http(), "/api/status?filter=fna").json()["fna"].to_string();
        let found = name();
        assert!(cut == 0 || possible.contains(&found), "cut {cut}: {found}, but possible are {possible:?}");
        let set = format!("\"cut-{cut}\"");
        assert_eq!(get(machine.http(), &format!("/api/set?fna={set}")).status, 200);
        possible = vec![found, set.clone()];
        // At any moment: before it is stored, while it is, and after that.
        std::thread::sleep(Duration::from_millis(fastrand::u64(0..1500)));
        if flash.holds(set.trim_matches('"')) {
            // The machine answers when it has finished writing.
            assert_eq!(name(), set);
            possible = vec![set];
        }
        machine.kill();
    }
}
