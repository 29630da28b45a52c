//! The password of the HTTP api.

use serde_json::json;

use crate::{Response, Target, wait_until};

const PASSWORD: &str = "correct horse";

fn protect(charger: &impl Target, protection: &str) {
    // The password last: from then on it is asked for.
    charger.set(&format!("hpp={protection}&hpw=\"correct+horse\""));
}

fn get(charger: &impl Target, target: &str, authorization: &str) -> Response {
    let head = format!("GET {target} HTTP/1.1\r\nHost: charger\r\nConnection: close\r\n");
    let header = if authorization.is_empty() { String::new() } else { format!("Authorization: {authorization}\r\n") };
    charger.send(format!("{head}{header}\r\n").as_bytes())
}

fn bearer() -> String {
    format!("Bearer {PASSWORD}")
}

pub fn without_a_password_an_authorization_is_ignored<T: Target>(charger: T) {
    for authorization in ["Bearer anything", "Basic YTpi", "nonsense"] {
        assert_eq!(get(&charger, "/api/set?amp=10", authorization).status, 200);
    }
    assert_eq!(charger.get("/api/set?token=anything&amp=11").body, r#"{"amp":true}"#);
}

pub fn a_set_needs_the_password_and_a_read_does_not<T: Target>(charger: T) {
    protect(&charger, "1");
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

pub fn everything_can_be_protected<T: Target>(charger: T) {
    protect(&charger, "2");
    for target in ["/api/status", "/api/status?filter=amp", "/api/keys", "/api/events", "/api/set", "/sim", "/api/x"] {
        assert_eq!(charger.get(target).status, 401, "{target}");
    }
    for target in ["/api/status", "/api/keys", "/sim"] {
        assert_eq!(get(&charger, target, &bearer()).status, 200, "{target}");
    }
    assert_eq!(get(&charger, "/api/status?filter=amp", &bearer()).body, r#"{"amp":16}"#);
}

pub fn protection_can_be_switched_off_with_the_password_kept<T: Target>(charger: T) {
    protect(&charger, "0");
    charger.set("amp=10");
    charger.set("hpp=1");
    assert_eq!(charger.get("/api/set?amp=11").status, 401);
}

pub fn who_guesses_is_slowed_down_and_who_knows_is_not<T: Target>(charger: T) {
    protect(&charger, "1");
    assert_eq!(get(&charger, "/api/set?amp=10", &bearer()).status, 200);
    let refused = (0..20).map(|guess| get(&charger, "/api/set?amp=12", &format!("Bearer guess {guess}")));
    let slowed = refused.map(|response| (response.status, response.header("Retry-After").is_some()));
    let slowed: Vec<_> = slowed.collect();
    assert_eq!(slowed[0], (401, false));
    assert!(slowed.contains(&(429, true)), "{slowed:?}");
    assert_eq!(get(&charger, "/api/set?amp=11", &bearer()).status, 200);
    assert_eq!(charger.value("amp"), 11);
}

pub fn a_password_outlives_a_power_cut_and_is_nowhere_to_be_read<T: Target>(mut charger: T) {
    protect(&charger, "1");
    assert_eq!(charger.value("hpw"), true);
    assert_eq!(get(&charger, "/api/set?amp=10", &bearer()).status, 200);
    assert_eq!(charger.get("/api/set?token=correct+horse&nosuch=1").status, 500);
    // The second copy is written when the first one is whole.
    wait_until("the hash is stored", || charger.stores("~hph=pbkdf2-sha256$10000$"));
    assert!(!charger.stores("horse"));
    assert!(!charger.log().contains("horse"));
    let charger = T::start(charger.cut_power());
    assert_eq!(charger.value("hpw"), true);
    assert_eq!(charger.get("/api/set?amp=11").status, 401);
    assert_eq!(get(&charger, "/api/set?amp=11", &bearer()).status, 200);
}

pub fn a_password_is_taken_as_it_is_in_a_header_and_encoded_in_a_query<T: Target>(charger: T) {
    charger.set_json(&json!({"hpw": "a+b%41 long", "hpp": 2}));
    let status = |authorization: &str| get(&charger, "/api/status?filter=amp", authorization).status;
    assert_eq!(status("Bearer a b%41 long"), 401);
    assert_eq!(status("Bearer a+b%41 long"), 200);
    assert_eq!(charger.get("/api/status?filter=amp&token=a%2Bb%2541+long").body, r#"{"amp":16}"#);
}

pub fn the_token_may_stand_anywhere_in_the_query<T: Target>(charger: T) {
    protect(&charger, "2");
    for query in
        ["token=correct+horse&filter=amp&x", "x&token=correct+horse&filter=amp", "filter=amp&x=1&token=correct+horse"]
    {
        assert_eq!(charger.get(&format!("/api/status?{query}")).body, r#"{"amp":16}"#, "{query}");
    }
    let set = charger.get("/api/set?amp=11&token=correct+horse&dwo=1000");
    assert_eq!(set.body, r#"{"amp":true,"dwo":true}"#);
    let keys = charger.get("/api/keys?filter=amp&token=correct+horse&lang=de");
    assert_eq!(keys.keys(), ["amp"]);
    assert_eq!(charger.get("/sim/cable?token=correct+horse&amps=20").status, 200);
}

pub fn with_the_password_it_can_be_changed_and_taken_away<T: Target>(charger: T) {
    protect(&charger, "1");
    assert_eq!(charger.get("/api/set?hpw=null").status, 401);
    // A salt is used once, and there is a new one each second.
    wait_until("there is a new salt", || get(&charger, "/api/set?hpw=\"battery+staple\"", &bearer()).status == 200);
    assert_eq!(get(&charger, "/api/set?amp=10", &bearer()).status, 401);
    assert_eq!(get(&charger, "/api/set?hpw=null", "Bearer battery staple").status, 200);
    assert_eq!(charger.value("hpw"), false);
    charger.set("amp=11");
}
