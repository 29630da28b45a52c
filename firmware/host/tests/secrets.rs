//! No secret comes back: not on HTTP or MQTT, not in an error, not in the log, whatever happens meanwhile.

mod common;
#[path = "common/stored.rs"]
mod stored;

use std::io::{BufRead, BufReader, Write};

use common::{Charger, wait_until};
use firmware_conformance::Device as _;
use firmware_conformance::PREFIX;
use firmware_conformance::broker::Mosquitto;
use firmware_conformance::mqtt::Mqtt;
use keywright::{Class, Flags, KeyInfo};

/// Stands in every secret, and nowhere else.
const MARK: &str = "s3cr3t";

/// All keys of which something is secret, by what the spec says of them.
fn secret_keys() -> Vec<&'static KeyInfo> {
    firmware::api::TABLES.keys.iter().filter(|info| info.flags.hides()).collect()
}

/// A value that holds a secret, as the device stores it.
fn value(info: &KeyInfo, broker: &str) -> String {
    let name = info.name();
    if info.flags.has(Flags::URL_PASSWORD) {
        let scheme = if name == "mcu" { "mqtt" } else { "wss" };
        format!("{scheme}://anna:{MARK}-{name}@{broker}")
    } else {
        format!("{MARK}-{name}")
    }
}

/// What everybody outside gets to read.
#[derive(Default)]
struct Heard(Vec<String>);

impl Heard {
    fn get(&mut self, charger: &Charger, target: &str) {
        let response = charger.get(target);
        self.0.extend(response.headers.iter().map(|(name, value)| format!("{name}: {value}")));
        self.0.push(response.body);
    }

    fn events(&mut self, charger: &Charger) {
        let mut stream = charger.connect();
        stream.write_all(b"GET /api/events HTTP/1.1\r\n\r\n").unwrap();
        let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
        self.0.push(lines.find(|line| line.starts_with("data: ")).expect("the first event holds all values"));
    }

    /// Refused sets: cut off, of another type, in another place, too long.
    fn refusals(&mut self, charger: &Charger) {
        let long = format!("\"{}\"", MARK.repeat(1000));
        for info in secret_keys() {
            let name = info.name();
            for wrong in [
                format!("\"{MARK}"),
                format!("5{MARK}"),
                format!("[[\"{MARK}\"]]"),
                format!("{{\"{MARK}\":1}}"),
                long.clone(),
            ] {
                self.get(charger, &format!("/api/set?{name}={wrong}"));
                let body = format!("{{\"{name}\":{wrong}}}");
                self.0.push(charger.post("/api/set", body.as_bytes()).body);
            }
            if info.flags.has(Flags::URL_PASSWORD) {
                self.get(charger, &format!("/api/set?{name}=\"mqtt://bert:***@elsewhere\""));
                self.get(charger, &format!("/api/set?{name}=\"{MARK}://x:{MARK}@\""));
            }
        }
    }

    fn holds(&self, text: &str) -> Option<&str> {
        self.0.iter().map(String::as_str).find(|heard| heard.contains(text))
    }
}

#[test]
fn no_secret_of_the_spec_comes_back() {
    let Some(broker) = Mosquitto::with_user("anna", &format!("{MARK}-mcu")) else {
        eprintln!("skipped: mosquitto is not installed");
        return;
    };
    let place = broker.address.to_string();
    let secrets = secret_keys();
    let stored: Vec<_> =
        secrets.iter().filter(|info| info.flags.has(Flags::PERSIST) && info.class == Class::Text).collect();
    assert!(stored.len() > 10 && secrets.iter().any(|info| info.name() == "mcu"));

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("123456.json");
    let members: Vec<_> =
        stored.iter().map(|info| format!("\"{}\": \"{}\"", info.name(), value(info, &place))).collect();
    // With the HTTP password set, but not asked for.
    std::fs::write(&file, format!("{{\"hpp\": 0, {}}}", members.join(", "))).unwrap();
    let options = ["--no-broker", "--rate", "0", "--log", "trace"];
    let mut charger = Charger::in_folder(folder, &options);
    let mut heard = Heard::default();
    let read_all = |heard: &mut Heard, charger: &Charger| {
        for target in ["/api/status", "/api/keys", "/api/keys?lang=de", "/", "/sim", "/nothing", "/api/nothing"] {
            heard.get(charger, target);
        }
        heard.events(charger);
        for info in secret_keys() {
            heard.get(charger, &format!("/api/status?filter={}", info.name()));
        }
    };
    read_all(&mut heard, &charger);
    heard.refusals(&charger);

    // Taken over HTTP, too.
    for info in secrets.iter().filter(|info| info.flags.has(Flags::WRITE | Flags::HTTP) && info.class == Class::Text) {
        heard.get(&charger, &format!("/api/set?{}=\"{}\"", info.name(), value(info, &place)));
    }
    heard.get(&charger, &format!("/api/set?wifis=[{{\"ssid\":\"home\",\"key\":\"{MARK}-wifi\"}}]"));
    heard.get(&charger, &format!("/api/set?ocppck=\"{MARK}-pem\""));
    read_all(&mut heard, &charger);

    // A wrong password, and the right one.
    charger.set(&format!("mcr=false&mce=true&mcu=\"mqtt://anna:{MARK}-wrong@{place}\""));
    let error = charger.wait_for("mlr", |error| error.is_string());
    heard.0.push(error.to_string());
    charger.set(&format!("mcu=\"mqtt://anna:{MARK}-mcu@{place}\""));
    charger.wait_for("mcc", |connected| *connected == true);

    // Everything that is published, and what is answered there.
    let mut client = Mqtt::connect_as(broker.address, "anna", &format!("{MARK}-mcu"));
    client.subscribe("#");
    for info in secrets.iter().filter(|info| info.flags.has(Flags::WRITE | Flags::MQTT)) {
        for wrong in [format!("\"{MARK}"), MARK.to_owned(), format!("[[\"{MARK}\"]]")] {
            let result = client.set(PREFIX, info.name(), wrong);
            heard.0.push(result);
        }
    }
    let echoed = format!("{PREFIX}/");
    let published = client.so_far().into_iter().filter(|message| message.topic.starts_with(&echoed));
    heard.0.extend(published.filter(|message| !message.topic.ends_with("/set")).map(|message| message.payload));
    assert!(heard.holds(&format!("mqtt://anna:***@{place}")).is_some(), "the masked address is shown");

    // The mask written back keeps the password, with which the charger connects again.
    charger.set(&format!("mcu=\"mqtt://anna:***@{place}\"&mce=false"));
    charger.wait_for("mcc", |connected| *connected == false);
    charger.set("mce=true");
    charger.wait_for("mcc", |connected| *connected == true);

    // The device restarts, then the program.
    charger.set("rst=true");
    charger.wait_for("mcc", |connected| *connected == true);
    read_all(&mut heard, &charger);
    let log = charger.said();
    charger.interrupt();
    heard.0.push(log + &charger.said());
    let folder = charger.take_folder();
    let settings = stored::stored(folder.path());
    for info in stored {
        assert!(settings.get(info.name()).is_some_and(|value| value.contains(MARK)), "{} was set", info.name());
    }
    let mut charger = Charger::in_folder(folder, &options);
    charger.wait_for("mcc", |connected| *connected == true);
    read_all(&mut heard, &charger);
    charger.interrupt();
    heard.0.push(charger.said());

    assert!(heard.0.iter().any(|text| text.contains("TRACE")), "the log is there");
    assert_eq!(heard.holds(MARK), None);
}

#[test]
fn a_setting_with_a_secret_that_is_not_taken_is_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("123456.json"),
        format!("{{\"mcu\": [\"{MARK}\"], \"cak\": \"{}\"}}", MARK.repeat(99)),
    )
    .unwrap();
    let mut charger = Charger::in_folder(folder, &["--no-broker", "--log", "trace"]);
    charger.interrupt();
    let mut said = String::new();
    wait_until("the remarks are there", || {
        said += &charger.said();
        said.contains("mcu") && said.contains("cak")
    });
    assert!(!said.contains(MARK), "{said}");
}
