//! Requests in, answers out.

mod common;

use common::{Key, Oven, device_ref, http};
use keywright::http::{AnswerKind, Method};
use keywright::{Buf, Observer};

#[test]
fn a_status_is_filtered_in_every_form_that_clients_use() {
    let mut oven = Oven::default();
    let expected = (200, r#"{"t":180,"n":"oven"}"#.to_owned());
    for filter in ["n,t", "n%2Ct", "n%2ct", r#"["n","t"]"#, "%5B%22n%22%2C%22t%22%5D", "n,nosuch,t", "n,,t"] {
        assert_eq!(oven.get(&format!("/v1/status?filter={filter}")), expected, "{filter}");
    }
    let all = oven.status();
    assert_eq!(oven.get("/v1/status?filter="), (200, all.clone()));
    assert_eq!(oven.get("/v1/status"), (200, all));
    assert_eq!(oven.get("/v1/status?filter=nosuch"), (200, "{}".to_owned()));
}

#[test]
fn every_key_of_a_set_is_answered_and_the_accepted_ones_are_applied() {
    let mut oven = Oven::default();
    assert_eq!(oven.get("/v1/set?t=20&net=true"), (200, r#"{"t":true,"net":true}"#.to_owned()));
    let (status, body) = oven.get("/v1/set?t=30&m=9&x=1&s=1");
    assert_eq!(status, 422);
    assert_eq!(
        body,
        concat!(
            r#"{"t":true,"m":"m: value must be one of 0 (Off), 3 (Bake), 7 (Grill), not 9","#,
            r#""x":"x: unknown api key x","s":"s: tried to set api key without setter (1)"}"#
        )
    );
    assert_eq!(oven.registry.target_temperature(), 30);
    assert_eq!(oven.get("/v1/set"), (200, "{}".to_owned()));
}

#[test]
fn an_unknown_key_is_answered_with_the_nearest_one() {
    let (_, body) = Oven::default().get("/v1/set?dor=1");
    assert_eq!(body, r#"{"dor":"dor: unknown api key dor, did you mean door?"}"#);
}

#[test]
fn text_without_quotes_is_refused_unless_the_device_takes_it() {
    let (status, body) = Oven::default().get("/v1/set?n=mqtt://x/");
    assert_eq!((status, body.as_str()), (422, r#"{"n":"n: invalid json InvalidInput: mqtt://x/"}"#));
}

#[test]
fn a_value_longer_than_any_key_takes_is_refused() {
    let (status, body) = Oven::default().get(&format!("/v1/set?n=%22{}%22&t=1", "x".repeat(300)));
    assert_eq!((status, body.as_str()), (422, r#"{"n":"n: value must be at most 256 bytes","t":true}"#));
}

#[test]
fn a_body_sets_like_a_query() {
    let mut oven = Oven::default();
    let (answer, body) =
        oven.request(Method::Post, "/v1/set", r#" { "t" : 20 , "n":"a\"b", "p":[{"at":1,"note":"é"}] } "#);
    assert_eq!((answer.status, body.as_str()), (200, r#"{"t":true,"n":true,"p":true}"#));
    assert_eq!(oven.registry.oven_name(), "a\"b");
    for (body, text) in [
        ("[1]", "the body must be a JSON object: {\"key\":value}"),
        ("{\"t\":", "the body must be a JSON object, but it is not JSON: IncompleteInput"),
        ("", "the body must be a JSON object, but it is not JSON: EmptyInput"),
    ] {
        let (answer, answered) = oven.request(Method::Post, "/v1/set", body);
        assert_eq!((answer.status, answered.as_str()), (400, text));
    }
}

#[test]
fn the_nearest_key_is_looked_up_for_the_first_eight_unknown_ones_only() {
    let query: Vec<_> = (0..9).map(|i| format!("dor{i}=1")).collect();
    let (_, body) = Oven::default().get(&format!("/v1/set?{}", query.join("&")));
    assert_eq!(body.matches("did you mean door?").count(), 8, "{body}");
    assert!(body.ends_with(r#""dor8":"dor8: unknown api key dor8"}"#), "{body}");
}

#[test]
fn a_request_sets_at_most_512_keys_and_else_none() {
    let mut oven = Oven::default();
    let text = "one request sets at most 512 keys; send the others with the next one";
    let members = |count: usize, pair: &str, between: &str| vec![pair; count].join(between);
    let (answer, body) = oven.request(Method::Post, "/v1/set", &format!("{{{}}}", members(513, r#""t":9"#, ",")));
    assert_eq!((answer.status, body.as_str()), (400, text));
    assert_eq!(oven.get(&format!("/v1/set?{}", members(513, "t=9", "&"))), (400, text.to_owned()));
    assert_eq!(oven.registry.target_temperature(), 180);
    let (answer, body) = oven.request(Method::Post, "/v1/set", &format!("{{{}}}", members(512, r#""t":9"#, ",")));
    assert_eq!((answer.status, body.as_str()), (200, r#"{"t":true}"#));
    assert_eq!(oven.get(&format!("/v1/set?{}", members(512, "t=8", "&"))).0, 200);
}

#[test]
fn members_of_a_body_are_told_apart_whatever_stands_in_them() {
    let mut oven = Oven::default();
    let body = "{\n\"n\" : \"\\\\\\\"},{\" , \"p\":[ {\"at\":1,\"note\":\"]},\"} ] , \"t\":5 }\n";
    let (_, answer) = oven.request(Method::Post, "/v1/set", body);
    assert_eq!(answer, r#"{"n":true,"p":true,"t":true}"#);
    assert_eq!((oven.registry.oven_name(), oven.registry.target_temperature()), ("\\\"},{", 5));
}

#[test]
fn other_paths_and_methods_are_told_what_there_is() {
    let mut oven = Oven::default();
    assert_eq!(oven.get("/").0, 404);
    assert_eq!(oven.get("/v1x/status").0, 404);
    assert_eq!(oven.get("/v1/x"), (404, "not found: there are status, set, keys and events".to_owned()));
    assert_eq!(oven.request(Method::Post, "/v1/status", "").0.status, 405);
    assert_eq!(oven.request(Method::Other, "/v1/set", "").0.status, 405);
}

#[test]
fn a_device_that_is_switched_off_answers_so_on_every_path_of_the_api() {
    let mut oven = Oven::default();
    oven.set(Key::web, "false").unwrap();
    for target in ["/v1/status", "/v1/set?web=true", "/v1/x"] {
        assert_eq!(oven.get(target), (503, "switched off".to_owned()));
    }
    assert!(!oven.registry.web_enabled());
}

#[test]
fn the_device_describes_its_keys() {
    let (status, body) = Oven::default().get("/v1/keys?filter=t,go");
    assert_eq!(status, 200);
    assert_eq!(
        body,
        concat!(
            r#"{"t":{"name":"target_temperature","type":"int16","access":"R/W","category":"Config","unit":"°C","min":-5,"#,
            r#""max":300,"default":180,"persist":true,"title":"Target","text":"Target temperature."},"#,
            r#""go":{"name":"start","type":"uint8","access":"W","category":"Other","min":1,"max":9,"title":"Start","#,
            r#""text":"Starts a programme."}}"#
        )
    );
}

/// One event, and when to ask again.
fn event(events: &mut http::Events, oven: &mut Oven, now: u64) -> (String, u64) {
    events.record(oven.registry.changes(Observer::Events));
    oven.registry.changes(Observer::Events).fill(0);
    let mut room = [0; 1024];
    let mut out = Buf::new(&mut room);
    let next = events.poll(&device_ref(oven), now, &mut out);
    (out.as_str().unwrap().to_owned(), next)
}

#[test]
fn events_hold_all_keys_first_and_then_changes_at_their_pace() {
    let mut oven = Oven::default();
    let (answer, _) = oven.request(Method::Get, "/v1/events?filter=t,up", "");
    assert_eq!(answer.kind, AnswerKind::Events);
    let mut events = http::Events::new(&device_ref(&mut oven), "filter=t,up", &mut [0; 64]);
    assert_eq!(event(&mut events, &mut oven, 0), ("data: {\"up\":0,\"t\":180}\n\n".to_owned(), 1000));

    oven.registry.set_target_temperature(20);
    oven.registry.set_uptime(5);
    oven.registry.set_fan_speed(1.0);
    assert_eq!(event(&mut events, &mut oven, 500).0, "");
    assert_eq!(event(&mut events, &mut oven, 1000).0, "data: {\"t\":20}\n\n");
    assert_eq!(event(&mut events, &mut oven, 2000).0, "");
    assert_eq!(event(&mut events, &mut oven, 10_000).0, "data: {\"up\":5}\n\n");
}

#[test]
fn of_a_key_that_is_given_twice_the_last_value_counts() {
    let mut oven = Oven::default();
    assert_eq!(oven.get("/v1/set?t=20&f=1&t=999&t=30").1, r#"{"f":true,"t":true}"#);
    assert_eq!(oven.registry.target_temperature(), 30);
    let body = r#"{"t":40,"f":0.5,"t":"x","%74":1,"t":50}"#;
    let (_, text) = oven.request(Method::Post, "/v1/set", body);
    assert!(text.starts_with(r#"{"f":true,"%74":"#) && text.ends_with(r#""t":true}"#), "{text}");
    assert_eq!(oven.registry.target_temperature(), 50);
    // The same name, spelt otherwise.
    assert_eq!(oven.get("/v1/set?t=20&%74=60").1, r#"{"t":true}"#);
    assert_eq!(oven.registry.target_temperature(), 60);
}

#[test]
fn control_characters_are_refused_in_texts() {
    let mut oven = Oven::default();
    for value in ["%22a%5Cu0000b%22", "%22%5Cu001b[1m%22", "%22%7f%22", "%22%C2%85%22", "%22%5Cb%22"] {
        let (status, text) = oven.get(&format!("/v1/set?n={value}"));
        assert!(status == 422 && text.contains("control characters"), "{value}: {text}");
    }
    let (_, text) = oven.get(r#"/v1/set?p=[{"at":1,"note":"%5Cu0007"}]"#);
    assert!(text.contains("control characters"), "{text}");
    assert_eq!(oven.get(r#"/v1/set?n="a%5Cn%5Cr%5Ctb""#).1, r#"{"n":true}"#);
    assert_eq!(oven.registry.oven_name(), "a\n\r\tb");
}

#[test]
fn over_http_a_number_may_stand_in_quotes_where_no_text_is_taken() {
    let mut oven = Oven::default();
    let target = "/v1/set?t=%22150%22&f=%220.75%22&d=%22null%22&web=%22true%22&door=%22false%22&m=%227%22";
    assert_eq!(oven.get(target), (200, r#"{"t":true,"f":true,"d":true,"web":true,"door":true,"m":true}"#.to_owned()));
    assert_eq!((oven.registry.target_temperature(), oven.registry.fan_speed()), (150, 0.75));
    assert_eq!(oven.request(Method::Post, "/v1/set", r#"{"t":"-5"}"#).1, r#"{"t":true}"#);
    // A text stays one, and what is no number is refused as before.
    assert_eq!(oven.get("/v1/set?n=%22150%22").0, 200);
    assert_eq!(oven.registry.oven_name(), "150");
    for value in ["%22x%22", "%22%22", "%22301%22", "%221%22%22", "%22[1]%22"] {
        assert_eq!(oven.get(&format!("/v1/set?t={value}")).0, 422, "{value}");
    }
    // Over MQTT a type is a type.
    assert!(oven.set_from(Key::t, b"\"150\"", keywright::Origin::Mqtt).is_err());
}
