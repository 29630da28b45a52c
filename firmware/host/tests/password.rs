//! The password of the HTTP api.

mod common;
#[path = "common/stored.rs"]
mod stored;

use common::{Charger, Response, wait_until};

const PASSWORD: &str = "correct horse";

fn with_password(protection: &str) -> Charger {
    let charger = Charger::with(&["--no-broker", "--log", "trace"]);
    // The password last: from then on it is asked for.
    charger.set(&format!("hpp={protection}&hpw=\"correct+horse\""));
    charger
}

fn get(charger: &Charger, target: &str, authorization: &str) -> Response {
    let head = format!("GET {target} HTTP/1.1\r\nHost: charger\r\nConnection: close\r\n");
    let header = if authorization.is_empty() { String::new() } else { format!("Authorization: {authorization}\r\n") };
    charger.send(format!("{head}{header}\r\n").as_bytes())
}

fn bearer() -> String {
    format!("Bearer {PASSWORD}")
}

#[test]
fn without_a_password_an_authorization_is_ignored() {
    let charger = Charger::without_broker();
    for authorization in ["Bearer anything", "Basic YTpi", "nonsense"] {
        assert_eq!(get(&charger, "/api/set?amp=10", authorization).status, 200);
    }
    assert_eq!(charger.get("/api/set?token=anything&amp=11").body, r#"{"amp":true}"#);
}

#[test]
fn a_set_needs_the_password_and_a_read_does_not() {
    let charger = with_password("1");
    for target in ["/api/set?amp=10", "/sim/plug"] {
        for authorization in ["", "Bearer wrong", "Basic Y29ycmVjdCBob3JzZQ=="] {
            let response = get(&charger, target, authorization);
            assert_eq!((response.status, response.header("WWW-Authenticate")), (401, Some("Bearer")), "{target}");
            assert!(response.body.contains("password"), "{}", response.body);
        }
    }
    assert_eq!(charger.post("/api/set", b"{\"amp\":10}").status, 401);
    assert_eq!(charger.value("amp"), 16);
    assert_eq!(charger.get("/sim").status, 200);
    assert_eq!(get(&charger, "/api/set?amp=10", &bearer()).body, r#"{"amp":true}"#);
    assert_eq!(charger.get("/api/set?token=correct%20horse&amp=11").body, r#"{"amp":true}"#);
    assert_eq!(get(&charger, "/sim/plug", &bearer()).status, 200);
    assert_eq!(charger.value("amp"), 11);
}

#[test]
fn everything_can_be_protected() {
    let charger = with_password("2");
    for target in ["/api/status", "/api/status?filter=amp", "/api/keys", "/api/events", "/api/set", "/sim", "/api/x"] {
        assert_eq!(charger.get(target).status, 401, "{target}");
    }
    for target in ["/api/status", "/api/keys", "/sim"] {
        assert_eq!(get(&charger, target, &bearer()).status, 200, "{target}");
    }
    assert_eq!(get(&charger, "/api/status?filter=amp", &bearer()).body, r#"{"amp":16}"#);
}

#[test]
fn protection_can_be_switched_off_with_the_password_kept() {
    let charger = with_password("0");
    charger.set("amp=10");
    charger.set("hpp=1");
    assert_eq!(charger.get("/api/set?amp=11").status, 401);
}

#[test]
fn who_guesses_is_slowed_down_and_who_knows_is_not() {
    let charger = with_password("1");
    assert_eq!(get(&charger, "/api/set?amp=10", &bearer()).status, 200);
    let refused = (0..20).map(|guess| get(&charger, "/api/set?amp=12", &format!("Bearer guess {guess}")));
    let slowed = refused.map(|response| (response.status, response.header("Retry-After").is_some()));
    let slowed: Vec<_> = slowed.collect();
    assert_eq!(slowed[0], (401, false));
    assert!(slowed.contains(&(429, true)), "{slowed:?}");
    assert_eq!(get(&charger, "/api/set?amp=11", &bearer()).status, 200);
    assert_eq!(charger.value("amp"), 11);
}

#[test]
fn a_password_outlives_a_restart_and_is_nowhere_to_be_read() {
    let mut charger = with_password("1");
    assert_eq!(charger.value("hpw"), true);
    assert_eq!(get(&charger, "/api/set?amp=10", &bearer()).status, 200);
    assert_eq!(charger.get("/api/set?token=correct+horse&nosuch=1").status, 500);
    charger.interrupt();
    assert!(!charger.said().contains("horse"));
    let folder = charger.take_folder();
    let stored = stored::stored(folder.path());
    assert!(stored["hph"].starts_with("=pbkdf2-sha256$10000$"), "{stored:?}");
    assert!(stored.values().all(|value| !value.contains("horse")), "{stored:?}");

    let charger = Charger::in_folder(folder, &["--no-broker"]);
    assert_eq!(charger.value("hpw"), true);
    assert_eq!(charger.get("/api/set?amp=11").status, 401);
    assert_eq!(get(&charger, "/api/set?amp=11", &bearer()).status, 200);
}

#[test]
fn with_the_password_it_can_be_changed_and_taken_away() {
    let charger = with_password("1");
    assert_eq!(charger.get("/api/set?hpw=null").status, 401);
    // A salt is used once, and there is a new one each second.
    wait_until("there is a new salt", || get(&charger, "/api/set?hpw=\"battery+staple\"", &bearer()).status == 200);
    assert_eq!(get(&charger, "/api/set?amp=10", &bearer()).status, 401);
    assert_eq!(get(&charger, "/api/set?hpw=null", "Bearer battery staple").status, 200);
    assert_eq!(charger.value("hpw"), false);
    charger.set("amp=11");
}

#[test]
fn who_has_lost_it_takes_it_away_with_an_option_of_the_program() {
    let mut charger = with_password("1");
    charger.interrupt();
    let mut charger = Charger::in_folder(charger.take_folder(), &["--no-broker", "--forget-password"]);
    assert_eq!(charger.value("hpw"), false);
    charger.set("amp=10");
    charger.interrupt();
    let charger = Charger::in_folder(charger.take_folder(), &["--no-broker"]);
    charger.set("amp=11");
}
