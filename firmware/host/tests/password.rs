//! The password of the HTTP api, as far as it is of this program. What every device does with it is in the suite.

mod common;

use common::Charger;
use firmware_conformance::Device;

#[test]
fn who_has_lost_it_takes_it_away_with_an_option_of_the_program() {
    let mut charger = Charger::without_broker();
    charger.set("hpp=1&hpw=\"correct+horse\"");
    assert_eq!(charger.get("/api/set?amp=10").status, 401);
    charger.interrupt();
    let mut charger = Charger::in_folder(charger.take_folder(), &["--no-broker", "--forget-password"]);
    assert_eq!(charger.value("hpw"), false);
    charger.set("amp=10");
    charger.interrupt();
    let charger = Charger::in_folder(charger.take_folder(), &["--no-broker"]);
    charger.set("amp=11");
}
