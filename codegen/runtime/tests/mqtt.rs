//! A session: topics, order, pace.

mod common;

use common::{Key, Message, Oven, device_ref, drain, message, mqtt};
use keywright::mqtt::Frame;

fn started(oven: &mut Oven) -> mqtt::Session {
    let mut session = mqtt::Session::new();
    session.connect_info(&device_ref(oven));
    session.start(&mut device_ref(oven), 0);
    session
}

/// A session after its first burst.
fn settled(oven: &mut Oven) -> mqtt::Session {
    let mut session = started(oven);
    let mut now = 0;
    loop {
        let (_, until) = drain(&mut session, oven, now);
        if until >= 1000 {
            return session;
        }
        now = until;
    }
}

/// Sends a message to the device and returns its answer.
fn send(session: &mut mqtt::Session, oven: &mut Oven, topic: &str, payload: &str, retained: bool) -> Option<Message> {
    let (mut topic_room, mut payload_room) = ([0; 128], [0; 512]);
    let mut frame = Frame::new(&mut topic_room, &mut payload_room);
    let mut payload = payload.as_bytes().to_vec();
    let answered = session.message(&mut device_ref(oven), topic, &mut payload, retained, &mut frame);
    answered.map(|answer| message(&frame, answer.retain))
}

fn answer(topic: &str, payload: &str) -> Option<Message> {
    Some(Message { topic: topic.into(), payload: payload.into(), retain: false })
}

fn value(topic: &str, payload: &str) -> Message {
    Message { topic: topic.into(), payload: payload.into(), retain: true }
}

#[test]
fn a_session_connects_with_the_names_of_the_spec() {
    let mut oven = Oven::default();
    let mut session = mqtt::Session::new();
    let connect = session.connect_info(&device_ref(&mut oven));
    assert_eq!((connect.client_id.as_str(), connect.will_topic.as_str()), ("oven_77", "ovens/77/alive"));
    assert_eq!(session.subscription(), "ovens/77/write/+");
}

#[test]
fn every_readable_key_is_sent_once_in_device_order_and_in_batches() {
    let mut oven = Oven::default();
    let mut session = started(&mut oven);
    let (mut all, mut now, mut batches) = (Vec::new(), 0, Vec::new());
    loop {
        let (messages, until) = drain(&mut session, &mut oven, now);
        batches.push(messages.len());
        all.extend(messages);
        if until >= 1000 {
            break;
        }
        now = until;
    }
    assert_eq!(all.first(), Some(&value("ovens/77/alive", "online")));
    let topics: Vec<_> = all.iter().skip(1).map(|message| message.topic.as_str()).collect();
    let expected: Vec<_> =
        Key::ALL.iter().filter(|key| **key != Key::go).map(|key| format!("ovens/77/state/{}", key.name())).collect();
    assert_eq!(topics, expected);
    assert!(all.iter().all(|message| message.retain));
    assert!(batches.iter().all(|batch| *batch <= 5), "{batches:?}");
}

#[test]
fn changes_are_sent_once_a_second_with_their_newest_value() {
    let mut oven = Oven::default();
    let mut session = settled(&mut oven);
    oven.registry.set_fan_speed(1.0);
    oven.registry.set_fan_speed(1.5);
    assert_eq!(drain(&mut session, &mut oven, 900).0, []);
    assert_eq!(drain(&mut session, &mut oven, 1000).0, [value("ovens/77/state/f", "1.5")]);
    assert_eq!(drain(&mut session, &mut oven, 2000).0, []);
}

#[test]
fn a_slow_key_waits_for_its_pace() {
    let mut oven = Oven::default();
    let mut session = settled(&mut oven);
    oven.registry.set_uptime(4000);
    assert_eq!(drain(&mut session, &mut oven, 5000).0, []);
    assert_eq!(drain(&mut session, &mut oven, 10_000).0, [value("ovens/77/state/up", "4000")]);
}

#[test]
fn a_write_is_answered_and_then_its_value_is_sent() {
    let mut oven = Oven::default();
    let mut session = settled(&mut oven);
    assert_eq!(send(&mut session, &mut oven, "ovens/77/write/t", "20", false), answer("ovens/77/answer/t", "ok"));
    assert_eq!(drain(&mut session, &mut oven, 500).0, [value("ovens/77/state/t", "20")]);
    // It is not sent a second time when the second is over.
    assert_eq!(drain(&mut session, &mut oven, 1000).0, []);
}

#[test]
fn a_refused_write_is_answered_with_the_reason() {
    let mut oven = Oven::default();
    let mut session = settled(&mut oven);
    for (key, payload, text) in [
        ("n", "new_name", "invalid json IncompleteInput: new_name"),
        ("n", "0", "value must be string 0"),
        ("s", "true", "tried to set api key without setter (true)"),
        ("dor", "1", "unknown api key dor, did you mean door?"),
    ] {
        let answered = send(&mut session, &mut oven, &format!("ovens/77/write/{key}"), payload, false);
        assert_eq!(answered, answer(&format!("ovens/77/answer/{key}"), text));
    }
    assert_eq!(drain(&mut session, &mut oven, 500).0, []);
}

#[test]
fn retained_writes_and_other_topics_are_ignored() {
    let mut oven = Oven::default();
    let mut session = settled(&mut oven);
    assert_eq!(send(&mut session, &mut oven, "ovens/77/write/t", "20", true), None);
    assert_eq!(send(&mut session, &mut oven, "ovens/77/state/t", "20", false), None);
    assert_eq!(send(&mut session, &mut oven, "ovens/78/write/t", "20", false), None);
    assert_eq!(oven.registry.target_temperature(), 180);
}

#[test]
fn a_locked_device_says_which_key_allows_writing() {
    let mut oven = Oven::default();
    oven.registry.set_net_read_only(true);
    let mut session = settled(&mut oven);
    let answered = send(&mut session, &mut oven, "ovens/77/write/t", "20", false);
    assert_eq!(answered, answer("ovens/77/answer/t", "writing is not allowed, set ro to allow it"));
}

#[test]
fn a_new_prefix_is_noticed_and_a_slash_at_its_end_is_forgiven() {
    let mut oven = Oven::default();
    let mut session = settled(&mut oven);
    assert!(!session.prefix_changed(&device_ref(&mut oven)));
    oven.set(Key::top, "\"/kitchen/\"").unwrap();
    assert!(session.prefix_changed(&device_ref(&mut oven)));
    session.connect_info(&device_ref(&mut oven));
    assert_eq!(session.subscription(), "/kitchen/write/+");
    oven.set(Key::top, "null").unwrap();
    session.connect_info(&device_ref(&mut oven));
    assert_eq!(session.subscription(), "ovens/77/write/+");
}

/// All that is sent from a connection on until the burst is over.
fn burst(session: &mut mqtt::Session, oven: &mut Oven) -> Vec<Message> {
    session.connect_info(&device_ref(oven));
    session.start(&mut device_ref(oven), 0);
    let (mut all, mut now) = (Vec::new(), 0);
    while now < 1000 {
        let (messages, until) = drain(session, oven, now);
        assert!(messages.len() <= 5, "{}", messages.len());
        all.extend(messages);
        now = until;
    }
    all
}

#[test]
fn values_under_a_former_prefix_are_taken_back_before_new_ones_are_sent() {
    let mut oven = Oven::default();
    let mut session = settled(&mut oven);
    oven.set(Key::top, "\"kitchen\"").unwrap();
    let all = burst(&mut session, &mut oven);
    assert_eq!(all[0], value("kitchen/alive", "online"));
    assert_eq!(all[1], value("ovens/77/alive", "offline"));
    let readable: Vec<_> = Key::ALL.iter().filter(|key| **key != Key::go).map(|key| key.name()).collect();
    let taken_back: Vec<_> = readable.iter().map(|key| value(&format!("ovens/77/state/{key}"), "")).collect();
    assert_eq!(all[2..2 + readable.len()], taken_back);
    let rest = &all[2 + readable.len()..];
    assert_eq!(rest.len(), readable.len());
    assert!(rest.iter().all(|message| message.topic.starts_with("kitchen/state/")));
    // It is over and done with.
    assert_eq!(burst(&mut session, &mut oven).len(), 1 + readable.len());
}

#[test]
fn a_prefix_that_comes_back_loses_nothing() {
    let mut oven = Oven::default();
    let mut session = settled(&mut oven);
    let all = burst(&mut session, &mut oven);
    assert!(all.iter().all(|message| !message.payload.is_empty()));
    // A connection under another one that ends before anything was taken back.
    oven.set(Key::top, "\"kitchen\"").unwrap();
    session.connect_info(&device_ref(&mut oven));
    session.start(&mut device_ref(&mut oven), 0);
    oven.set(Key::top, "null").unwrap();
    assert!(burst(&mut session, &mut oven).iter().all(|message| message.topic.starts_with("ovens/77/")));
}

#[test]
fn a_former_prefix_is_remembered_while_connections_fail() {
    let mut oven = Oven::default();
    let mut session = settled(&mut oven);
    for prefix in ["\"cellar\"", "\"kitchen\""] {
        oven.set(Key::top, prefix).unwrap();
        session.connect_info(&device_ref(&mut oven));
    }
    let all = burst(&mut session, &mut oven);
    assert_eq!(all[1], value("ovens/77/alive", "offline"));
    assert!(all.iter().all(|message| !message.topic.starts_with("cellar")));
}

#[test]
fn a_clean_end_says_offline() {
    let mut oven = Oven::default();
    let session = settled(&mut oven);
    let (mut topic, mut payload) = ([0; 64], [0; 16]);
    let mut frame = Frame::new(&mut topic, &mut payload);
    session.goodbye(&device_ref(&mut oven), &mut frame);
    assert_eq!(message(&frame, true), value("ovens/77/alive", "offline"));
}
