//! Settings outlive the program, however it ends.

mod common;
#[path = "common/stored.rs"]
mod stored;

use std::fs;
use std::path::Path;

use common::{Charger, wait_until};
use firmware_conformance::Device;
use stored::stored;
use tempfile::TempDir;

/// Waits until the file of settings holds this value: only then is it stored.
fn wait_for(folder: &Path, name: &str, value: &str) {
    wait_until("the setting is stored", || stored(folder).get(name).is_some_and(|stored| stored == value));
}

fn again(folder: TempDir) -> Charger {
    Charger::in_folder(folder, &["--no-broker"])
}

#[test]
fn settings_survive_an_interrupt() {
    let mut charger = Charger::without_broker();
    charger.set("amp=11&fna=\"Garage\"");
    charger.interrupt();
    let charger = again(charger.take_folder());
    assert_eq!(charger.get("/api/status?filter=amp,fna").body, r#"{"amp":11,"fna":"Garage"}"#);
}

#[test]
fn a_kill_at_any_moment_leaves_the_value_that_was_stored_or_a_newer_one() {
    let mut rng = fastrand::Rng::with_seed(14);
    let mut charger = Charger::without_broker();
    let mut counts = Vec::new();
    for round in 0..12u32 {
        // Ever other values, with no end in sight, and texts long enough to fill page after page.
        let mut last = 0;
        for step in 1..=rng.u32(1..40) {
            last = round * 100 + step;
            charger.set(&format!("dwo={last}&fna=\"{}\"", "x".repeat(last as usize % 60)));
        }
        let least = stored(charger.folder()).get("dwo").map_or(0, |value| value.parse().unwrap());
        let folder = charger.kill();
        let kept: u32 = stored(folder.path()).get("dwo").map_or(0, |value| value.parse().unwrap());
        assert!((least..=last).contains(&kept), "{least} <= {kept} <= {last}");
        charger = again(folder);
        if kept > 0 {
            assert_eq!(charger.value("dwo"), kept);
        }
        counts.push(charger.value("rbc").as_u64().unwrap());
    }
    assert!(counts.is_sorted() && counts.last() > counts.first(), "{counts:?}");
}

#[test]
fn a_counter_is_stored_at_the_end_though_its_pace_is_slow() {
    let mut charger = Charger::without_broker();
    charger.sim("plug?phases=3&amps=32");
    charger.wait_for("eto", |energy| energy.as_u64().unwrap() >= 10);
    charger.interrupt();
    let energy: u64 = stored(charger.folder())["eto"].parse().unwrap();
    assert!(energy >= 10);
    let charger = again(charger.take_folder());
    assert!(charger.value("eto").as_u64().unwrap() >= energy);
}

#[test]
fn nothing_is_written_while_nothing_changes() {
    let charger = Charger::without_broker();
    charger.set("amp=11");
    wait_for(charger.folder(), "amp", "11");
    wait_until("the start is counted", || stored(charger.folder()).contains_key("rbc"));
    let before = fs::read(charger.folder().join("123456.flash")).unwrap();
    let ticks = charger.value("rbt").as_u64().unwrap() + 3_000;
    charger.set("amp=11");
    charger.wait_for("rbt", |now| now.as_u64().unwrap() > ticks);
    assert!(fs::read(charger.folder().join("123456.flash")).unwrap() == before);
}

#[test]
fn secrets_survive_and_are_not_logged() {
    let mut charger = Charger::with(&["--no-broker", "--log", "trace"]);
    charger.set(r#"wifis=[{"ssid":"home","key":"hunter22"}]"#);
    charger.interrupt();
    assert!(!charger.said().contains("hunter22"));
    let folder = charger.take_folder();
    assert_eq!(stored(folder.path())["w0k"], "=hunter22");
    let charger = again(folder);
    assert_eq!(charger.value("wifis")[0]["key"], true);
}

#[test]
fn each_start_is_counted() {
    let mut charger = Charger::without_broker();
    let before = charger.value("rbc").as_u64().unwrap();
    charger.interrupt();
    let charger = again(charger.take_folder());
    assert_eq!(charger.value("rbc"), before + 1);
}

#[test]
fn a_restart_of_the_device_keeps_what_was_not_stored_yet() {
    let charger = Charger::without_broker();
    charger.set("amp=11");
    wait_for(charger.folder(), "amp", "11");
    // Within the same second, so that it has to wait.
    charger.set("amp=12&rst=1");
    wait_for(charger.folder(), "amp", "12");
    assert_eq!(charger.value("amp"), 12);
}

#[test]
fn settings_of_an_earlier_version_are_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("123456.json"), "{\n\"amp\": 11,\n\"fna\": \"Garage\"\n}\n").unwrap();
    let charger = again(folder);
    assert_eq!(charger.get("/api/status?filter=amp,fna").body, r#"{"amp":11,"fna":"Garage"}"#);
    charger.hears("123456.old-1.json");
    let charger = again(charger.kill());
    assert_eq!(charger.value("amp"), 11);
    assert!(!charger.said().contains("123456.old-1.json"));
}

#[test]
fn one_wrong_setting_does_not_cost_the_others() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("123456.json"), r#"{"amp": 99, "fna": "Garage", "later": [1]}"#).unwrap();
    let mut charger = again(folder);
    assert_eq!(charger.get("/api/status?filter=amp,fna").body, r#"{"amp":16,"fna":"Garage"}"#);
    charger.set("dwo=1000");
    charger.interrupt();
    let said = charger.said();
    assert!(said.contains("amp") && said.contains("later"), "{said}");
    // Both are still there for a version that knows better.
    let settings = stored(charger.folder());
    assert_eq!((settings["amp"].as_str(), settings["later"].as_str()), ("99", "[1]"));
    assert_eq!(settings["dwo"], "1000");
}

#[test]
fn a_file_that_holds_something_else_is_put_aside() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("123456.flash"), "shopping list").unwrap();
    let charger = again(folder);
    assert_eq!(charger.value("amp"), 16);
    charger.hears("123456.foreign-1.flash");
    assert_eq!(fs::read_to_string(charger.folder().join("123456.foreign-1.flash")).unwrap(), "shopping list");
}

#[test]
fn a_full_store_is_told_once_with_the_name_of_the_setting() {
    let folder = tempfile::tempdir().unwrap();
    // Of another version, and kept.
    let others: Vec<_> = (0..29).map(|i| format!("\"other{i}\": \"{}\"", "x".repeat(3_900))).collect();
    fs::write(folder.path().join("123456.json"), format!("{{{}, \"amp\": 11}}", others.join(","))).unwrap();
    let mut charger = again(folder);
    let mut said = String::new();
    charger.set(&format!("ocppck=\"{}\"", "secret".repeat(300)));
    wait_until("it says so", || {
        said += &charger.said();
        said.contains("ocppckp is not stored")
    });
    charger.set("amp=12");
    wait_for(charger.folder(), "amp", "12");
    charger.interrupt();
    said += &charger.said();
    assert!(said.contains("full") && !said.contains("secret"), "{said}");
    assert_eq!(said.matches("ocppckp").count(), 1, "{said}");
    let others = stored(charger.folder()).into_keys().filter(|name| name.starts_with("other"));
    assert_eq!(others.count(), 29);
}

#[test]
fn the_broker_inside_may_be_elsewhere_next_time() {
    let mut charger = Charger::start();
    charger.set("amp=11");
    charger.interrupt();
    assert!(!stored(charger.folder()).contains_key("mcu"));
    let charger = Charger::in_folder(charger.take_folder(), &["--broker", "127.0.0.1:0"]);
    assert_eq!(charger.value("mcu"), format!("mqtt://{}", charger.broker()));
}

#[test]
fn a_broker_that_was_set_is_kept_until_the_one_inside_is_set_again() {
    let charger = Charger::start();
    charger.set("mcu=\"mqtt://broker.example/\"");
    wait_for(charger.folder(), "mcu", "=mqtt://broker.example/");
    let charger = Charger::in_folder(charger.kill(), &["--broker", "127.0.0.1:0"]);
    assert_eq!(charger.value("mcu"), "mqtt://broker.example/");
    charger.set(&format!("mcu=\"mqtt://{}\"", charger.broker()));
    wait_for(charger.folder(), "mcu", "");
    let charger = Charger::in_folder(charger.kill(), &["--broker", "127.0.0.1:0"]);
    assert_eq!(charger.value("mcu"), format!("mqtt://{}", charger.broker()));
}

/// A folder in which a charger with a password and a few more settings has left its file.
fn protected() -> TempDir {
    let mut charger = Charger::without_broker();
    charger.set("amp=11&fna=\"Garage\"&hpw=\"correct+horse\"&dwo=5000");
    charger.interrupt();
    charger.take_folder()
}

/// The status of a set without the password, and with it, after the file was damaged.
fn after(damage: impl FnOnce(&mut Vec<u8>)) -> (u16, u16) {
    let folder = protected();
    let path = folder.path().join("123456.flash");
    let mut bytes = fs::read(&path).unwrap();
    damage(&mut bytes);
    fs::write(&path, bytes).unwrap();
    let charger = again(folder);
    let with = charger.get("/api/set?token=correct+horse&amp=12").status;
    (charger.get("/api/set?amp=10").status, with)
}

#[test]
fn no_damage_takes_the_password_away() {
    let mut rng = fastrand::Rng::with_seed(16);
    let (mut bytes_damaged, mut ranges) = (0, 0);
    for _ in 0..30 {
        let status = after(|bytes| {
            let used: Vec<_> = (0..bytes.len()).filter(|at| bytes[*at] != 0xff).collect();
            bytes[used[rng.usize(0..used.len())]] ^= rng.u8(1..);
        });
        assert_eq!(status, (401, 200), "one byte");
        bytes_damaged += 1;
    }
    for _ in 0..30 {
        let (without, _) = after(|bytes| {
            let from = rng.usize(0..3 * 4096);
            let to = (from + rng.usize(1..3 * 4096)).min(bytes.len());
            match rng.u8(0..4) {
                0 => bytes[from..to].fill(0),
                1 => bytes[from..to].fill(0xff),
                2 => bytes[from..to].iter_mut().for_each(|byte| *byte = rng.u8(..)),
                _ => bytes.truncate(from),
            }
        });
        assert!(matches!(without, 401 | 403), "a range: {without}");
        ranges += 1;
    }
    println!(
        "{bytes_damaged} files with one damaged byte: the password was asked for and right; {ranges} with a damaged range: nobody set anything"
    );
}

#[test]
fn a_damaged_password_closes_until_the_owner_opens() {
    let folder = protected();
    let path = folder.path().join("123456.flash");
    let mut bytes = fs::read(&path).unwrap();
    let copies: Vec<_> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(b"hph=")).collect();
    for copy in &copies {
        bytes[copy + 30] ^= 1;
    }
    assert_eq!(copies.len(), 2);
    fs::write(&path, bytes).unwrap();
    let mut charger = again(folder);
    let refused = charger.get("/api/set?token=correct+horse&amp=12");
    assert_eq!(refused.status, 403);
    assert!(refused.body.contains("--forget-password"), "{}", refused.body);
    assert_eq!(
        (charger.value("amp"), charger.value("hpw"), charger.value("sld")),
        (11.into(), true.into(), "hph".into())
    );
    charger.hears("hph were damaged");
    // Also after the next start.
    charger.interrupt();
    let mut charger = again(charger.take_folder());
    assert_eq!(charger.get("/api/set?amp=10").status, 403);
    charger.hears("hph were damaged");
    charger.interrupt();
    let charger = Charger::in_folder(charger.take_folder(), &["--no-broker", "--forget-password"]);
    charger.set("amp=10&sld=true");
    assert_eq!(charger.value("sld"), "");
}

#[test]
fn a_lost_setting_is_told_by_its_name_until_somebody_has_looked() {
    let mut charger = Charger::without_broker();
    charger.set("fna=\"Garage\"&amp=11");
    charger.interrupt();
    let folder = charger.take_folder();
    let path = folder.path().join("123456.flash");
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.windows(5).rposition(|part| part == b"fna=G").unwrap();
    bytes[at + 6] ^= 1;
    fs::write(&path, bytes).unwrap();
    let mut charger = again(folder);
    assert_eq!((charger.value("sld"), charger.value("amp")), ("fna".into(), 11.into()));
    charger.hears("fna were damaged");
    charger.set("sld=true&amp=12");
    charger.interrupt();
    let charger = again(charger.take_folder());
    assert_eq!((charger.value("sld"), charger.value("amp")), ("".into(), 12.into()));
    assert!(!charger.said().contains("damaged"));
}
