//! The HTTP rows of the wire contract, its values, and the behaviour that shows over HTTP.

mod common;

use std::io::{BufRead, BufReader, Write};

use common::{Charger, Response, read_response};
use serde_json::{Value, json};

fn charger() -> Charger {
    Charger::without_broker()
}

fn ok(response: &Response, body: &str) {
    assert_eq!((response.status, response.body.as_str()), (200, body));
}

fn refused(response: &Response) -> String {
    assert_eq!(response.status, 500, "{}", response.body);
    assert_eq!(response.header("Content-Length"), Some(response.body.len().to_string().as_str()));
    let object = response.json();
    let texts = object.as_object().unwrap().values().filter_map(Value::as_str);
    texts.collect::<Vec<_>>().join("\n")
}

// Requests.

#[test]
fn status_has_every_readable_key_in_device_order() {
    let charger = charger();
    let status = charger.get("/api/status");
    assert_eq!(status.status, 200);
    assert_eq!(status.header("Content-Type"), Some("application/json"));
    let keys = status.keys();
    let described = charger.get("/api/keys");
    let readable: Vec<String> = described
        .keys()
        .into_iter()
        .filter(|key| described.json()[key.as_str()]["access"].as_str().unwrap().contains('R'))
        .collect();
    assert_eq!(keys, readable);
    assert!(keys.len() > 300, "{}", keys.len());
    assert!(!status.body.contains(": ") || !status.body.contains("\", \""), "compact");
}

#[test]
fn a_status_asked_for_again_is_as_new_as_one_with_a_filter() {
    let charger = charger();
    charger.get("/api/status");
    charger.set("fna=\"a+name+that+is+longer+than+the+one+before\"&amp=6&dwo=1.5");
    let whole = charger.get("/api/status").json();
    let some = charger.get("/api/status?filter=fna,amp,dwo").json();
    for (key, value) in some.as_object().unwrap() {
        assert_eq!(whole[key], *value, "{key}");
    }
}

#[test]
fn a_filter_keeps_device_order() {
    assert_eq!(charger().get("/api/status?filter=nrg,alw,car").keys(), ["alw", "car", "nrg"]);
}

#[test]
fn the_comma_of_a_filter_may_be_encoded() {
    let charger = charger();
    assert_eq!(charger.get("/api/status?filter=alw%2Ccar").body, charger.get("/api/status?filter=alw,car").body);
}

#[test]
fn an_empty_filter_is_none() {
    let charger = charger();
    assert_eq!(charger.get("/api/status?filter=").keys(), charger.get("/api/status").keys());
}

#[test]
fn the_older_form_of_a_filter_works() {
    let charger = charger();
    assert_eq!(charger.get(r#"/api/status?filter=["alw","car"]"#).keys(), ["alw", "car"]);
    assert_eq!(charger.get("/api/status?filter=%5B%22alw%22%2C%22car%22%5D").keys(), ["alw", "car"]);
}

#[test]
fn unknown_keys_of_a_filter_are_left_out() {
    let response = charger().get("/api/status?filter=alw,nosuchkey");
    assert_eq!((response.status, response.keys()), (200, vec!["alw".to_owned()]));
}

#[test]
fn a_set_is_answered_with_true() {
    let charger = charger();
    ok(&charger.get("/api/set?amp=10"), r#"{"amp":true}"#);
    assert_eq!(charger.value("amp"), 10);
}

#[test]
fn each_key_of_a_set_is_answered() {
    ok(&charger().get("/api/set?bac=1&sdp=true"), r#"{"bac":true,"sdp":true}"#);
}

#[test]
fn the_accepted_keys_of_a_refused_set_are_applied() {
    let charger = charger();
    let response = charger.get("/api/set?amp=99&dwo=5000.0");
    refused(&response);
    assert_eq!(response.json()["dwo"], true);
    assert_eq!(charger.value("dwo"), 5000);
    assert_eq!(charger.value("amp"), 16);
}

#[test]
fn a_value_out_of_range_is_told_the_range() {
    let text = refused(&charger().get("/api/set?amp=99"));
    assert!(text.starts_with("amp: ") && text.contains('6') && text.contains("32"), "{text}");
}

#[test]
fn a_key_that_can_only_be_read_says_so() {
    let response = charger().get("/api/set?alw=true");
    assert_eq!(response.status, 500);
    assert_eq!(response.body, r#"{"alw":"alw: tried to set api key without setter (true)"}"#);
}

#[test]
fn an_unknown_key_is_named_with_the_nearest() {
    let text = refused(&charger().get("/api/set?nosuch=1"));
    assert!(text.contains("nosuch"), "{text}");
    let text = refused(&charger().get("/api/set?ampp=1"));
    assert!(text.contains("amp?"), "{text}");
}

#[test]
fn a_set_without_a_query_is_empty() {
    ok(&charger().get("/api/set"), "{}");
}

#[test]
fn a_string_is_json() {
    let charger = charger();
    for target in ["/api/set?fna=\"my%20charger\"", "/api/set?fna=%22my%20charger%22"] {
        ok(&charger.get(target), r#"{"fna":true}"#);
        assert_eq!(charger.value("fna"), "my charger");
    }
}

#[test]
fn text_that_is_not_json_is_a_string_where_one_is_taken() {
    let charger = charger();
    ok(&charger.get("/api/set?mcu=mqtt://mqtt.server:1234/"), r#"{"mcu":true}"#);
    assert_eq!(charger.value("mcu"), "mqtt://mqtt.server:1234/");
}

#[test]
fn null_gives_the_default_back() {
    let charger = charger();
    charger.set("mtp=\"garage\"");
    charger.set("mtp=null");
    assert_eq!(charger.value("mtp"), "go-eCharger/123456");
    charger.set("dwo=1000");
    charger.set("dwo=null");
    assert_eq!(charger.value("dwo"), Value::Null);
}

#[test]
fn a_plus_is_a_blank_and_an_encoded_plus_is_a_plus() {
    let charger = charger();
    charger.set("fna=\"a+b%2Bc\"");
    assert_eq!(charger.value("fna"), "a b+c");
}

#[test]
fn raw_quotes_braces_and_angles_are_taken() {
    let charger = charger();
    charger.set("fna=\"{<a>}\"");
    assert_eq!(charger.value("fna"), "{<a>}");
    ok(&charger.get(r#"/api/set?ids={"pGrid":-2500.0,"pPv":3000.0,"pAkku":0.0}"#), r#"{"ids":true}"#);
}

#[test]
fn escapes_and_surrogate_pairs_are_decoded() {
    let charger = charger();
    charger.set(r#"fna="\u00e4\ud83d\ude97""#);
    assert_eq!(charger.value("fna"), "ä🚗");
}

#[test]
fn the_api_is_on_by_default() {
    assert_eq!(charger().value("hai"), true);
}

#[test]
fn switched_off_the_api_answers_404_and_nothing_else_does() {
    let charger = charger();
    charger.set("hai=false");
    for target in ["/api/status", "/api/set?hai=true", "/api/keys", "/api/events", "/api/", "/api/nothing"] {
        let response = charger.get(target);
        assert_eq!((response.status, response.body.trim_end()), (404, "This URI does not exist"), "{target}");
    }
    assert_eq!(charger.get("/").status, 200);
    assert_eq!(charger.get("/sim").status, 200);
}

#[test]
fn every_answer_has_a_content_length() {
    let charger = charger();
    for target in ["/", "/nothing", "/api/status", "/api/set?amp=99", "/api/keys", "/api/nothing", "/sim", "/sim/no"] {
        let response = charger.get(target);
        let length = response.header("Content-Length").map(|length| length.parse().unwrap());
        assert_eq!(length, Some(response.body.len()), "{target}");
    }
}

#[test]
fn a_connection_is_kept_for_the_next_request() {
    let charger = charger();
    let mut stream = BufReader::new(charger.connect());
    for _ in 0..3 {
        stream.get_mut().write_all(b"GET /api/status?filter=amp HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
        let response = read_response(&mut stream).unwrap();
        assert_eq!(response.body, r#"{"amp":16}"#);
        assert_eq!(response.header("Connection"), Some("keep-alive"));
    }
}

#[test]
fn two_requests_may_come_at_once() {
    let charger = charger();
    let mut stream = BufReader::new(charger.connect());
    let one = "GET /api/status?filter=amp HTTP/1.1\r\n\r\n";
    let two = "POST /api/set HTTP/1.1\r\nContent-Length: 10\r\n\r\n{\"amp\":12}";
    stream.get_mut().write_all(format!("{one}{two}{one}").as_bytes()).unwrap();
    let bodies = [(); 3].map(|()| read_response(&mut stream).unwrap().body);
    assert_eq!(bodies, [r#"{"amp":16}"#, r#"{"amp":true}"#, r#"{"amp":12}"#]);
}

#[test]
fn an_authorization_is_ignored() {
    let request = b"GET /api/status?filter=amp HTTP/1.1\r\nAuthorization: Bearer x\r\nConnection: close\r\n\r\n";
    assert_eq!(charger().send(request).status, 200);
}

#[test]
fn integers_are_written_as_integers() {
    let charger = charger();
    charger.set("dwo=5000.0");
    assert_eq!(charger.get("/api/status?filter=dwo").body, r#"{"dwo":5000}"#);
    charger.set("dwo=0.5");
    assert_eq!(charger.get("/api/status?filter=dwo").body, r#"{"dwo":0.5}"#);
}

// Ours.

#[test]
fn a_set_may_be_posted_as_an_object() {
    let charger = charger();
    ok(&charger.post("/api/set", br#"{"amp":12,"fna":"posted"}"#), r#"{"amp":true,"fna":true}"#);
    assert_eq!((charger.value("amp"), charger.value("fna")), (json!(12), json!("posted")));
    let text = refused(&charger.post("/api/set", br#"{"amp":99}"#));
    assert!(text.contains("32"), "{text}");
}

#[test]
fn the_keys_describe_themselves() {
    let charger = charger();
    let keys = charger.get("/api/keys?filter=amp").json();
    assert_eq!(keys["amp"]["unit"], "A");
    let german = charger.get("/api/keys?filter=amp&lang=de").json();
    assert_ne!(german["amp"], keys["amp"]);
}

#[test]
fn changes_are_events() {
    let charger = charger();
    let mut stream = charger.connect();
    stream.write_all(b"GET /api/events?filter=amp,fna HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
    assert_eq!(lines.next().as_deref(), Some("HTTP/1.1 200 OK"));
    assert!(lines.any(|line| line == "Content-Type: text/event-stream"));
    let mut data = lines.filter_map(|line| line.strip_prefix("data: ").map(str::to_owned));
    let first = data.next().unwrap();
    assert!(first.contains(r#""amp":16"#) && first.contains(r#""fna":"#), "{first}");
    charger.set("amp=10");
    assert_eq!(data.next().as_deref(), Some(r#"{"amp":10}"#));
}

#[test]
fn a_web_page_of_another_site_changes_nothing() {
    let charger = charger();
    let request = |target: &str, origin: &str| {
        format!("GET {target} HTTP/1.1\r\nHost: charger\r\nOrigin: {origin}\r\nConnection: close\r\n\r\n")
    };
    assert_eq!(charger.send(request("/api/set?amp=6", "http://evil.example").as_bytes()).status, 403);
    assert_eq!(charger.value("amp"), 16);
    assert_eq!(charger.send(request("/api/set?amp=6", "http://charger").as_bytes()).status, 200);
}

// Values.

#[test]
fn nrg_has_16_numbers() {
    let charger = charger();
    charger.sim("plug");
    let nrg = charger.wait_for("nrg", |nrg| nrg[11].as_f64().unwrap() > 10_000.0);
    let nrg: Vec<f64> = nrg.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect();
    assert_eq!(nrg.len(), 16);
    assert!(nrg[0] > 220.0 && nrg[4] > 15.0 && nrg[12] > 90.0, "{nrg:?}");
}

#[test]
fn values_have_the_shapes_that_clients_know() {
    let charger = charger();
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

#[test]
fn a_wifi_password_is_never_read_back() {
    let charger = charger();
    charger.set(r#"wifis=[{"ssid":"home","key":"hunter22"}]"#);
    let status = charger.get("/api/status").body;
    assert!(!status.contains("hunter22"));
    assert_eq!(charger.value("wifis")[0]["key"], true);
}

#[test]
fn local_time_and_utc_are_written_as_devices_do() {
    let status = charger().get("/api/status?filter=utc,loc").json();
    let (utc, local) = (status["utc"].as_str().unwrap(), status["loc"].as_str().unwrap());
    assert_eq!((utc.len(), &utc[10..11]), (23, "T"), "{utc}");
    assert_eq!((local.len(), &local[23..25]), (30, " +"), "{local}");
}

#[test]
fn commands_never_appear_in_a_status() {
    let keys = charger().get("/api/status").keys();
    for key in ["del", "delw", "rst", "lrn", "oct", "ids"] {
        assert!(!keys.iter().any(|known| known == key), "{key}");
    }
}

// Behaviour.

#[test]
fn a_set_shows_at_once() {
    let charger = charger();
    charger.sim("plug");
    charger.wait_for("car", |car| *car == 2);
    charger.set("frc=1");
    assert_eq!(charger.value("alw"), false);
}

#[test]
fn frc_returns_to_neutral_at_unplug() {
    let charger = charger();
    charger.sim("plug");
    charger.set("frc=2");
    charger.sim("unplug");
    charger.wait_for("frc", |force| *force == 0);
}

#[test]
fn a_car_stops_after_frc() {
    let charger = charger();
    charger.sim("plug");
    charger.wait_for("nrg", |nrg| nrg[11].as_f64().unwrap() > 3000.0);
    charger.set("frc=1");
    charger.wait_for("nrg", |nrg| nrg[11] == 0);
}

#[test]
fn a_card_authorises() {
    let charger = charger();
    charger.set("c0i=\"04a1b2c3\"");
    charger.set("acs=1");
    charger.sim("plug");
    charger.wait_for("alw", |allowed| *allowed == false);
    charger.sim("card?id=04A1B2C3");
    charger.wait_for("trx", |card| *card == 1);
    charger.wait_for("alw", |allowed| *allowed == true);
    charger.sim("unplug");
    charger.wait_for("trx", Value::is_null);
}

#[test]
fn an_inverters_values_show() {
    let charger = charger();
    charger.set(r#"ids={"pgrid":-2500,"ppv":3000}"#);
    assert_eq!(charger.value("pgrid"), -2500);
    assert_eq!(charger.value("ppv"), 3000);
}

#[test]
fn an_11_kw_unit_offers_no_more_than_16_a() {
    let charger = charger();
    charger.get("/api/set?amp=32");
    charger.sim("plug?amps=32");
    let offered = charger.wait_for("acu", |amps| !amps.is_null());
    assert_eq!(offered, 16);
}

#[test]
fn the_car_is_in_error_only_when_told_to() {
    let charger = charger();
    assert_eq!(charger.value("car"), 1);
    charger.sim("car?state=error");
    charger.wait_for("car", |car| *car == 5);
    charger.sim("car?state=ok");
    charger.wait_for("car", |car| *car == 1);
}

#[test]
fn rst_restarts_and_keeps_settings() {
    let charger = charger();
    charger.set("amp=11");
    charger.sim("plug");
    charger.wait_for("car", |car| *car == 2);
    charger.get("/api/status");
    let before = charger.value("rbc").as_u64().unwrap();
    ok(&charger.get("/api/set?rst=1"), r#"{"rst":true}"#);
    charger.wait_for("rbc", |count| *count == before + 1);
    let status = charger.get("/api/status").json();
    assert_eq!((&status["amp"], &status["rbc"]), (&json!(11), &json!(before + 1)));
}
