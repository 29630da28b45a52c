//! No message from a broker makes the session panic; a write is answered, and all that is published is JSON.
//!
//! The first line is the topic; what follows it is the payload.
#![no_main]

use firmware::api;
use firmware::charger::{Charger, Identity, Variant};
use keywright::mqtt::{Frame, Poll};
use keywright::{Buf, Origin};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let (topic, payload) = match input.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&input[..end], &input[end + 1..]),
        None => (input, &[][..]),
    };
    let Ok(topic) = core::str::from_utf8(topic) else { return };

    let mut charger = Charger::new(&Identity::new("123456", Variant::Kw11).expect("six digits"));
    charger.start(0);
    api::apply(&mut charger, api::Key::mcr, &mut b"false".to_vec(), Origin::Http).expect("a setting");
    let mut session = api::mqtt::Session::new();
    session.connect_info(&api::device_ref(&mut charger));
    session.start(&mut api::device_ref(&mut charger), 0);

    let (mut topic_room, mut payload_room) = (vec![0; 256], vec![0; 64 * 1024]);
    let mut frame = Frame::new(&mut topic_room, &mut payload_room);
    let mut payload = payload.to_vec();
    let retained = payload.len() % 7 == 6;
    if session.message(&mut api::device_ref(&mut charger), topic, &mut payload, retained, &mut frame).is_some() {
        assert!(frame.topic.as_str().is_some_and(|topic| topic.ends_with("/result") || topic.ends_with("/config")));
        assert!(frame.payload.as_str().is_some(), "a result is UTF-8");
    }
    let mut now = 0;
    while now < 3000 {
        match session.poll(&mut api::device_ref(&mut charger), now, &mut frame) {
            Poll::Publish { .. } => {
                let text = frame.payload.as_str().expect("a value is UTF-8");
                let json = keywright::json::validate(text).is_ok();
                assert!(json || text.is_empty() || text == "online", "{text}");
            }
            Poll::PublishLong { length, .. } => {
                let mut long = vec![0; length];
                let mut out = Buf::new(&mut long);
                session.write_long(&api::device_ref(&mut charger), &mut out);
                let text = out.as_str().expect("it is UTF-8, and as long as was said");
                assert!(keywright::json::validate(text).is_ok(), "{text}");
            }
            Poll::Wait { until } => now = until,
        }
    }
});
