//! `/api/set`.

use serde_json::{Value, json};

use crate::{Response, Target};

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

pub fn a_set_is_answered_with_true<T: Target>(charger: T) {
    ok(&charger.get("/api/set?amp=10"), r#"{"amp":true}"#);
    assert_eq!(charger.value("amp"), 10);
}

pub fn each_key_of_a_set_is_answered<T: Target>(charger: T) {
    ok(&charger.get("/api/set?bac=1&sdp=true"), r#"{"bac":true,"sdp":true}"#);
}

pub fn the_accepted_keys_of_a_refused_set_are_applied<T: Target>(charger: T) {
    let response = charger.get("/api/set?amp=99&dwo=5000.0");
    refused(&response);
    assert_eq!(response.json()["dwo"], true);
    assert_eq!(charger.value("dwo"), 5000);
    assert_eq!(charger.value("amp"), 16);
}

pub fn a_value_out_of_range_is_told_the_range<T: Target>(charger: T) {
    let text = refused(&charger.get("/api/set?amp=99"));
    assert!(text.starts_with("amp: ") && text.contains('6') && text.contains("32"), "{text}");
}

pub fn a_key_that_can_only_be_read_says_so<T: Target>(charger: T) {
    let response = charger.get("/api/set?alw=true");
    assert_eq!(response.status, 500);
    assert_eq!(response.body, r#"{"alw":"alw: tried to set api key without setter (true)"}"#);
}

pub fn an_unknown_key_is_named_with_the_nearest<T: Target>(charger: T) {
    let text = refused(&charger.get("/api/set?nosuch=1"));
    assert!(text.contains("nosuch"), "{text}");
    let text = refused(&charger.get("/api/set?ampp=1"));
    assert!(text.contains("amp?"), "{text}");
}

pub fn a_set_without_a_query_is_empty<T: Target>(charger: T) {
    ok(&charger.get("/api/set"), "{}");
}

pub fn a_string_is_json<T: Target>(charger: T) {
    for target in ["/api/set?fna=\"my%20charger\"", "/api/set?fna=%22my%20charger%22"] {
        ok(&charger.get(target), r#"{"fna":true}"#);
        assert_eq!(charger.value("fna"), "my charger");
    }
}

pub fn text_that_is_not_json_is_a_string_where_one_is_taken<T: Target>(charger: T) {
    ok(&charger.get("/api/set?mcu=mqtt://mqtt.server:1234/"), r#"{"mcu":true}"#);
    assert_eq!(charger.value("mcu"), "mqtt://mqtt.server:1234/");
}

pub fn null_gives_the_default_back<T: Target>(charger: T) {
    charger.set("mtp=\"garage\"");
    charger.set("mtp=null");
    assert_eq!(charger.value("mtp"), "go-eCharger/123456");
    charger.set("dwo=1000");
    charger.set("dwo=null");
    assert_eq!(charger.value("dwo"), Value::Null);
}

pub fn a_plus_is_a_blank_and_an_encoded_plus_is_a_plus<T: Target>(charger: T) {
    charger.set("fna=\"a+b%2Bc\"");
    assert_eq!(charger.value("fna"), "a b+c");
}

pub fn raw_quotes_braces_and_angles_are_taken<T: Target>(charger: T) {
    charger.set("fna=\"{<a>}\"");
    assert_eq!(charger.value("fna"), "{<a>}");
    ok(&charger.get(r#"/api/set?ids={"pGrid":-2500.0,"pPv":3000.0,"pAkku":0.0}"#), r#"{"ids":true}"#);
}

pub fn escapes_and_surrogate_pairs_are_decoded<T: Target>(charger: T) {
    charger.set(r#"fna="\u00e4\ud83d\ude97""#);
    assert_eq!(charger.value("fna"), "ä🚗");
}

pub fn a_set_may_be_posted_as_an_object<T: Target>(charger: T) {
    ok(&charger.post("/api/set", br#"{"amp":12,"fna":"posted"}"#), r#"{"amp":true,"fna":true}"#);
    assert_eq!((charger.value("amp"), charger.value("fna")), (json!(12), json!("posted")));
    let text = refused(&charger.post("/api/set", br#"{"amp":99}"#));
    assert!(text.contains("32"), "{text}");
}

pub fn a_number_in_quotes_is_taken<T: Target>(charger: T) {
    charger.set("awp=\"7.74\"&amp=%2210%22");
    assert_eq!((charger.value("awp"), charger.value("amp")), (7.74.into(), 10.into()));
    charger.set("awp=%22-3%22");
    assert_eq!(charger.value("awp"), -3.0);
    assert_eq!(charger.post("/api/set", br#"{"amp":"12"}"#).status, 200);
    // A text stays one.
    charger.set("fna=\"16\"");
    assert_eq!((charger.value("amp"), charger.value("fna")), (12.into(), "16".into()));
}
