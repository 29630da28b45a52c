//! No request makes the api panic, and each is answered: a set with a JSON object, all else with text or JSON.
//!
//! The first line is the method and the target, as in HTTP; what follows it is the body.
#![no_main]

use firmware::api;
use firmware::charger::{Charger, Identity, Variant};
use keywright::Buf;
use keywright::http::{AnswerKind, Method, Request};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let (line, body) = match input.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&input[..end], &input[end + 1..]),
        None => (input, &[][..]),
    };
    let Ok(line) = core::str::from_utf8(line) else { return };
    let (method, target) = line.split_once(' ').unwrap_or(("GET", line));
    let method = match method {
        "GET" => Method::Get,
        "POST" => Method::Post,
        _ => Method::Other,
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));

    let mut charger = Charger::new(&Identity::new("123456", Variant::Kw11).expect("six digits"));
    charger.start(0);
    let mut body = body.to_vec();
    let (mut scratch, mut room) = (vec![0; 4096], vec![0; 1 << 20]);
    let mut out = Buf::new(&mut room);
    let request = Request { method, path, query, body: &mut body };
    let answer = api::http::respond(&mut charger, request, &mut scratch, &mut out);
    let text = out.as_str().expect("an answer is UTF-8, and there is room for it");
    match answer.kind {
        AnswerKind::Body if answer.content_type == "application/json" => {
            assert!(keywright::json::validate(text).is_ok(), "{text}");
        }
        AnswerKind::Body => {}
        AnswerKind::Events => {
            api::http::Events::new(&api::device_ref(&mut charger), query, &mut scratch).poll(
                &api::device_ref(&mut charger),
                0,
                &mut out,
            );
        }
    }
});
