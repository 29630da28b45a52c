//! A device of quite another kind runs on the same handlers, from nothing but its spec.
#![allow(missing_docs)]

mod device;
mod documents;
mod home_assistant;

use device::{HeatPump, Key, Message, Mode, Stage, connected, device_ref, mqtt, sent, told};
use keywright::http::Method;

#[test]
fn its_status_stands_under_its_own_path() {
    let mut pump = HeatPump::default();
    let (status, body) = pump.get("/hp/v2/status?filter=model,mode,room,curve,outdoor,zone3v,return");
    assert_eq!(status, 200);
    assert_eq!(
        body,
        concat!(
            r#"{"model":"Warmwell 9","mode":1,"room":20.5,"#,
            r#""curve":[{"outside":-10,"flow":45},{"outside":15,"flow":28}],"#,
            r#""outdoor":null,"return":0,"zone3v":50}"#
        )
    );
    assert_eq!(pump.get("/api/status").0, 404);
}

#[test]
fn a_status_has_every_key_that_can_be_read_and_shows_no_secret() {
    let (_, body) = HeatPump::default().get("/hp/v2/status");
    assert!(body.contains(r#""pin":"***","#), "{body}");
    for key in Key::ALL {
        let there = body.contains(&format!("\"{}\":", key.name()));
        assert_eq!(there, !matches!(key, Key::defrost | Key::resetFaults | Key::announcedAt), "{}", key.name());
    }
}

#[test]
fn the_members_of_families_take_turns() {
    let zones: Vec<_> = Key::ALL.iter().map(|key| key.name()).filter(|name| name.starts_with("zone")).collect();
    assert_eq!(zones, ["zone1t", "zone1v", "zone2t", "zone2v", "zone3t", "zone3v", "zone4t", "zone4v"]);
}

#[test]
fn a_set_is_applied_and_a_refusal_has_the_status_and_words_of_this_device() {
    let mut pump = HeatPump::default();
    let taken = pump.get("/hp/v2/set?mode=2&room=22.5");
    assert_eq!(taken, (200, r#"{"mode":true,"room":true}"#.to_owned()));
    assert_eq!((pump.registry.operating_mode(), pump.registry.room_target()), (Mode::Cooling, 22.5));

    let refused = |pump: &mut HeatPump, query: &str| {
        let (status, body) = pump.get(&format!("/hp/v2/set?{query}"));
        assert_eq!(status, 422, "{query}");
        body
    };
    assert_eq!(refused(&mut pump, "room=true"), r#"{"room":"room: expected float, got true"}"#);
    assert_eq!(refused(&mut pump, "tank=20"), r#"{"tank":"tank: 20 is not allowed here: 35 to 65 °C"}"#);
    assert_eq!(refused(&mut pump, "outdoor=1"), r#"{"outdoor":"outdoor: this can only be read"}"#);
    assert_eq!(refused(&mut pump, "tanc=50"), r#"{"tanc":"tanc: no such point: tanc (perhaps tank)"}"#);
    assert_eq!(refused(&mut pump, "tank=61"), r#"{"tank":"tank: 61 °C can't be reached while cooling"}"#);
    assert_eq!(pump.registry.tank_target(), 48);
}

#[test]
fn a_body_sets_objects_and_lists() {
    let mut pump = HeatPump::default();
    let body = r#"{"holiday":{"FROM":"2031-07-01","until":"2031-07-14"},"curve":[{"outside":0,"flow":35}]}"#;
    let answer = pump.request(Method::Post, "/hp/v2/set", body);
    assert_eq!(answer, (200, r#"{"holiday":true,"curve":true}"#.to_owned()));
    let (_, body) = pump.get("/hp/v2/status?filter=holiday,curve");
    assert_eq!(body, r#"{"curve":[{"outside":0,"flow":35}],"holiday":{"from":"2031-07-01","until":"2031-07-14"}}"#);
}

#[test]
fn commands_reach_the_firmware() {
    let mut pump = HeatPump::default();
    assert_eq!(
        pump.get("/hp/v2/set?defrost=true"),
        (422, r#"{"defrost":"defrost: only a running unit can be defrosted"}"#.to_owned())
    );
    pump.registry.set_cycle_stage(Stage::Running);
    pump.registry.set_flow_temperature(38.0);
    let answer = pump.get("/hp/v2/set?defrost=true&resetFaults=260&pump=%22auto%22");
    assert_eq!(answer, (200, r#"{"defrost":true,"resetFaults":true,"pump":true}"#.to_owned()));
    assert_eq!(pump.done, ["defrost", "acknowledge 260"]);
    assert!(pump.registry.circulation_pump());
}

#[test]
fn its_api_can_be_switched_off() {
    let mut pump = HeatPump::default();
    pump.registry.set_local_interface(false);
    assert_eq!(pump.get("/hp/v2/status"), (503, "the local interface is switched off".to_owned()));
}

#[test]
fn a_session_has_its_names_and_topics() {
    let mut pump = HeatPump::default();
    let mut session = mqtt::Session::new();
    let connect = session.connect_info(&device_ref(&mut pump));
    assert_eq!(
        (connect.client_id.as_str(), connect.will_topic.as_str(), session.subscription()),
        ("warmwell-WW0042", "heating/WW0042/link", "heating/WW0042/write/+")
    );

    let (_, first, _) = connected(&mut pump);
    let topics: Vec<_> = first.iter().map(|message| message.topic.as_str()).collect();
    let readable = Key::ALL.iter().filter(|key| !matches!(key, Key::defrost | Key::resetFaults | Key::announcedAt));
    let mut expected = vec!["heating/WW0042/link".to_owned()];
    expected.extend(readable.map(|key| format!("heating/WW0042/read/{}", key.name())));
    assert_eq!(topics, expected);
    assert!(first.iter().skip(1).all(|message| message.qos == 1));
}

#[test]
fn values_are_sent_at_the_pace_of_this_device() {
    let mut pump = HeatPump::default();
    let (mut session, _, now) = connected(&mut pump);
    let (_, first) = sent(&mut session, &mut pump, now);
    pump.registry.set_compressor_speed(1800);
    pump.registry.set_compressor_speed(2400);
    assert_eq!(sent(&mut session, &mut pump, first - 1), (vec![], first));
    let (messages, second) = sent(&mut session, &mut pump, first);
    let speed = Message { topic: "heating/WW0042/read/rpm".into(), payload: "2400".into(), qos: 1, retain: true };
    assert_eq!((messages, second), (vec![speed], first + 5000));
}

#[test]
fn a_write_over_mqtt_is_refused_until_the_owner_allows_it() {
    let mut pump = HeatPump::default();
    let (mut session, ..) = connected(&mut pump);
    let answer = |payload: &str| Some(("heating/WW0042/reply/tank".to_owned(), payload.to_owned()));
    let tank = "heating/WW0042/write/tank";
    assert_eq!(told(&mut session, &mut pump, tank, "50"), answer("locked, mqttLock decides"));
    assert_eq!(pump.registry.tank_target(), 48);
    pump.registry.set_broker_read_only(false);
    assert_eq!(told(&mut session, &mut pump, tank, "50"), answer("done"));
    assert_eq!(pump.registry.tank_target(), 50);
    assert_eq!(told(&mut session, &mut pump, tank, "[1"), answer("not JSON (IncompleteInput)"));
}

#[test]
fn another_topic_root_takes_another_session() {
    let mut pump = HeatPump::default();
    let (session, ..) = connected(&mut pump);
    assert!(!session.prefix_changed(&device_ref(&mut pump)));
    pump.get("/hp/v2/set?topicRoot=%22cellar%22");
    assert!(session.prefix_changed(&device_ref(&mut pump)));
}
