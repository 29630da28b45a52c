//! The one way in: what is taken, what is refused, and in which words.

mod common;

use common::{Key, Lamps, Mode, Oven};
use keywright::{Change, Origin, Reveal};

#[test]
fn a_right_value_is_stored_and_reported_as_a_change() {
    let mut oven = Oven::default();
    assert_eq!(oven.set(Key::t, "200"), Ok(Change::Changed));
    assert_eq!(oven.set(Key::t, "200"), Ok(Change::Same));
    assert_eq!(oven.registry.target_temperature(), 200);
}

#[test]
fn every_class_takes_its_values() {
    let mut oven = Oven::default();
    for (key, json, read) in [
        (Key::net, "true", "true"),
        (Key::t, " -5 ", "-5"),
        (Key::t, "20.0", "20"),
        (Key::f, "1.25", "1.25"),
        (Key::f, "1", "1"),
        (Key::d, "5000.0", "5000"),
        (Key::d, "null", "null"),
        (Key::big, "18446744073709551615", "18446744073709551615"),
        (Key::m, "7", "7"),
        (Key::l, "3", "3"),
        (Key::n, r#""Kü\u0063he\n""#, r#""Küche\n""#),
        (Key::c, r##""#00ff7a""##, r##""#00ff7a""##),
        (
            Key::p,
            r#"[{"AT":5,"note":"a"},{"at":6,"degC":20.5,"note":"b"}]"#,
            r#"[{"at":5,"note":"a"},{"at":6,"degC":20.5,"note":"b"}]"#,
        ),
        (Key::j, r#" {"x":[1,2]} "#, r#"{"x":[1,2]}"#),
        (Key::door, "true", "100"),
        (Key::door, "40", "40"),
    ] {
        assert!(oven.set(key, json).is_ok(), "{key:?} {json}: {:?}", oven.set(key, json));
        assert_eq!(oven.value(key), read, "{key:?} {json}");
    }
    assert_eq!(oven.registry.mode(), Mode::Grill);
    assert_eq!(oven.registry.lamps(), Lamps(3));
    assert!(oven.registry.lamps().contains(Lamps::RIGHT));
}

#[test]
fn every_refusal_says_what_would_be_right_and_changes_nothing() {
    let mut oven = Oven::default();
    let before = oven.status();
    for (key, json, text) in [
        (Key::t, "301", "value must be -5 to 300 °C, not 301"),
        (Key::t, "40000", "value must be -5 to 300 °C, not 40000"),
        (Key::t, "1.5", "value must be int16 1.5"),
        (Key::t, "\"x\"", "value must be int16 \"x\""),
        (Key::t, "null null", "invalid json InvalidInput: null null"),
        (Key::t, "", "invalid json EmptyInput: "),
        (Key::t, "new_name", "invalid json IncompleteInput: new_name"),
        (Key::net, "1", "value must be bool 1"),
        (Key::f, "1.6", "value must be 0 to 1.5, not 1.6"),
        (Key::f, "1e999", "value must be 0 to 1.5, not 1e999"),
        (Key::big, "-1", "value must be 0 to 18446744073709551615, not -1"),
        (Key::m, "4", "value must be one of 0 (Off), 3 (Bake), 7 (Grill), not 4"),
        (Key::l, "4", "value must be a sum of 1 (Left), 2 (Right), not 4"),
        (Key::n, "0", "value must be string 0"),
        (Key::n, "\"ein zu langer Name\"", "value must be at most 10 bytes"),
        (Key::c, "\"red\"", "value must match #[0-9a-f]{6}, not \"red\""),
        (Key::p, "[1]", "value must be array of at most 3 object {at: uint16, degC: float or null, note: string} [1]"),
        (Key::p, r#"[{"at":1}]"#, "missing field note"),
        (Key::p, r#"[{"at":1,"note":"","x":1}]"#, "unknown field x"),
        (Key::p, r#"[{"at":3601,"note":""}]"#, "value must be 0 to 3600 s, not [{\"at\":3601,\"note\":\"\"}]"),
        (Key::p, "[{\"at\":1,\"note\":\"123456789\"}]", "value must be at most 8 bytes"),
        (Key::door, "\"x\"", "value must be bool or uint8 \"x\""),
        (Key::go, "0", "value must be 1 to 9, not 0"),
        (Key::s, "[1,2,3]", "tried to set api key without setter ([1,2,3])"),
        (Key::j, "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", "invalid json TooDeep: [[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]"),
    ] {
        assert_eq!(oven.set(key, json), Err(text.to_owned()), "{key:?} {json}");
    }
    assert_eq!(oven.status(), before);
    assert!(oven.started.is_empty());
}

#[test]
fn what_is_not_utf8_is_refused_and_shown_with_replacement_characters() {
    let mut oven = Oven::default();
    let refused = oven.set_from(Key::n, b"\"a\xff\"", Origin::Mqtt);
    assert_eq!(refused, Err("invalid json InvalidInput: \"a\u{fffd}\"".to_owned()));
}

#[test]
fn long_values_are_cut_off_in_the_text_at_a_whole_character() {
    let mut oven = Oven::default();
    let long = format!("\"{}", "ä".repeat(100));
    let text = oven.set(Key::j, &long).unwrap_err();
    assert_eq!(text, format!("invalid json IncompleteInput: \"{}…", "ä".repeat(31)));
}

#[test]
fn what_fits_in_no_spelling_is_refused_by_its_length() {
    let mut oven = Oven::default();
    // Ten bytes, each of which may be spelt with six; more is not even looked at.
    assert_eq!(oven.set(Key::n, &format!("  \"{}\"  ", "\\u0041".repeat(10))), Ok(Change::Changed));
    let broken = format!("\"{}", "\\u0041".repeat(11));
    assert_eq!(oven.set(Key::n, &broken), Err("value must be at most 10 bytes".to_owned()));
}

#[test]
fn the_firmware_may_refuse_with_its_own_reason() {
    let mut oven = Oven::default();
    oven.set(Key::door, "10").unwrap();
    assert_eq!(oven.set(Key::t, "150"), Err("at most 100 °C while the door is open, not 150".to_owned()));
    assert_eq!(oven.registry.target_temperature(), 180);
}

#[test]
fn a_command_is_carried_out_and_has_no_value() {
    let mut oven = Oven::default();
    assert_eq!(oven.set(Key::go, "3"), Ok(Change::Done));
    assert_eq!(oven.started, [3]);
    assert_eq!(oven.value(Key::go), "null");
}

#[test]
fn null_gives_a_key_its_default_back() {
    let mut oven = Oven::default();
    oven.set(Key::t, "20").unwrap();
    oven.set(Key::n, "\"other\"").unwrap();
    oven.set(Key::p, r#"[{"at":1,"note":""}]"#).unwrap();
    assert_eq!(oven.set(Key::t, "null"), Ok(Change::Changed));
    assert_eq!(oven.set(Key::n, "null"), Ok(Change::Changed));
    assert_eq!(oven.set(Key::p, "null"), Ok(Change::Changed));
    assert_eq!(
        (oven.value(Key::t), oven.value(Key::n), oven.value(Key::p)),
        ("180".into(), "\"oven\"".into(), "[]".into())
    );
}

#[test]
fn a_secret_is_masked_and_its_mask_keeps_it() {
    let mut oven = Oven::default();
    assert_eq!(oven.value(Key::pw), "\"\"");
    oven.set(Key::pw, "\"hunter2\"").unwrap();
    assert_eq!(oven.value(Key::pw), "\"***\"");
    assert_eq!(oven.set(Key::pw, "\"***\""), Ok(Change::Same));
    assert_eq!(oven.reveal(Key::pw, Reveal::All), "\"hunter2\"");
}

#[test]
fn a_refused_secret_is_not_repeated() {
    let mut oven = Oven::default();
    assert_eq!(oven.set(Key::pw, "\"hunter2"), Err("invalid json IncompleteInput: (hidden)".to_owned()));
    assert_eq!(oven.set(Key::pw, "12345678"), Err("value must be string (hidden)".to_owned()));
    assert!(!format!("{oven:?}").contains("hunter2"));
}

#[test]
fn the_password_in_a_url_is_masked_and_its_mask_keeps_it() {
    let mut oven = Oven::default();
    oven.set(Key::u, "\"https://me:hunter2@host/a\"").unwrap();
    assert_eq!(oven.value(Key::u), "\"https://me:***@host/a\"");
    assert_eq!(oven.set(Key::u, "\"https://me:***@host/a\""), Ok(Change::Same));
    assert_eq!(oven.reveal(Key::u, Reveal::All), "\"https://me:hunter2@host/a\"");
    oven.set(Key::u, "\"https://me@host\"").unwrap();
    assert_eq!(oven.value(Key::u), "\"https://me@host\"");
}

#[test]
fn the_mask_of_a_password_is_not_taken_for_another_place() {
    let mut oven = Oven::default();
    let refusal = "*** stands for the password of the stored URL alone; with another one, give the password again";
    assert_eq!(oven.set(Key::u, "\"http://me:***@host\""), Err(refusal.to_owned()));
    oven.set(Key::u, "\"http://me:hunter2@host\"").unwrap();
    for url in ["https://me:***@host", "http://you:***@host", "http://me:***@evil", "http://me:***@host:8080"] {
        assert_eq!(oven.set(Key::u, &format!("\"{url}\"")), Err(refusal.to_owned()), "{url}");
    }
    assert_eq!(oven.reveal(Key::u, Reveal::All), "\"http://me:hunter2@host\"");
}

#[test]
fn a_stored_mask_is_restored_as_it_is() {
    let mut oven = Oven::default();
    let mut json = b"\"http://me:***@host\"".to_vec();
    keywright::restore(&mut common::device_ref(&mut oven), Key::u.id(), &mut json).unwrap();
    assert_eq!(oven.registry.report_url(), "http://me:***@host");
}

#[test]
fn a_refused_url_is_not_repeated() {
    let mut oven = Oven::default();
    assert_eq!(oven.set(Key::u, "\"http://me:hunter2"), Err("invalid json IncompleteInput: (hidden)".to_owned()));
}

#[test]
fn what_was_stored_can_be_restored_even_where_it_is_written_otherwise() {
    let mut oven = Oven::default();
    oven.set(Key::door, "40").unwrap();
    let stored = oven.reveal(Key::door, Reveal::All);
    let mut fresh = Oven::default();
    let mut json = stored.into_bytes();
    keywright::restore(&mut common::device_ref(&mut fresh), Key::door.id(), &mut json).unwrap();
    assert_eq!(fresh.registry.door_position(), 40);
}

#[test]
fn every_key_is_found_by_its_name_and_no_other() {
    for key in Key::ALL {
        assert_eq!(Key::from_name(key.name()), Some(key));
    }
    for other in ["", "T", "tt", "door_position", "x", "ä"] {
        assert_eq!(Key::from_name(other), None, "{other}");
    }
}
