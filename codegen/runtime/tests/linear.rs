//! No input costs time that grows faster than its length.

mod common;

use std::hint::black_box;
use std::time::{Duration, Instant};

use common::{Oven, device_ref};
use keywright::http::{Method, Request, respond};
use keywright::{Buf, Origin, apply};

/// A way to keep a device busy: its name, and an input that is so long.
type Attack = (&'static str, fn(usize) -> Input);

/// What is sent.
enum Input {
    /// With this target.
    Get(String),
    /// To `/v1/set`.
    Post(String),
    /// The value of the key `n`, or `j`.
    Value(&'static str, String),
}

fn repeated(part: &str, length: usize) -> String {
    part.repeat(length / part.len())
}

fn numbered(length: usize, part: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for i in (0..).take_while(|i| i * part(0).len() < length) {
        text += &part(i);
    }
    text
}

const ATTACKS: [Attack; 15] = [
    ("a text of escapes and letters of two bytes", |length| {
        Input::Value("n", format!("\"{}\"", repeated("\\nä", length)))
    }),
    ("JSON of escapes", |length| Input::Value("j", format!("\"{}\"", repeated("\\u00e4ä", length)))),
    ("nested lists", |length| Input::Value("j", repeated("[", length))),
    ("nested objects", |length| Input::Value("j", repeated("{\"a\":", length))),
    ("a long number", |length| Input::Value("j", repeated("1", length))),
    ("a long list of steps", |length| {
        Input::Value("p", format!("[{}]", repeated("{\"at\":1,\"note\":\"\"},", length)))
    }),
    ("a step with many fields", |length| Input::Value("p", format!("[{{{}}}]", repeated("\"note\":\"\",", length)))),
    ("a body of tiny members", |length| Input::Post(format!("{{{}\"n\":1}}", repeated("\"t\":1,", length)))),
    ("a body of unknown names", |length| {
        Input::Post(format!("{{{}\"n\":1}}", numbered(length, |i| format!("\"tx{i:06}\":1,"))))
    }),
    ("a body of one text", |length| Input::Post(format!("{{\"n\":\"{}\"}}", repeated("\\nä", length)))),
    ("a query of tiny pairs", |length| Input::Get(format!("/v1/set?{}", repeated("t=1&", length)))),
    ("a query of unknown names", |length| {
        Input::Get(format!("/v1/set?{}", numbered(length, |i| format!("tx{i:06}=1&"))))
    }),
    ("a query of one escaped text", |length| Input::Get(format!("/v1/set?n=%22{}%22", repeated("%0a", length)))),
    ("a filter of known keys", |length| Input::Get(format!("/v1/status?filter={}", repeated("t,", length)))),
    ("many filters", |length| Input::Get(format!("/v1/status?{}", repeated("filter=t&", length)))),
];

/// The shortest of several times: what else the machine does only makes it longer.
fn time(input: &Input, rounds: usize) -> Duration {
    let mut scratch = vec![0; 1 << 20];
    let mut room = vec![0; 1 << 22];
    let mut once = || {
        let mut oven = Oven::default();
        let mut out = Buf::new(&mut room);
        let mut send = |method, target: &str, body: &mut [u8]| {
            let (path, query) = target.split_once('?').unwrap_or((target, ""));
            let begin = Instant::now();
            black_box(respond(
                &mut device_ref(&mut oven),
                Request { method, path, query, body },
                &mut scratch,
                &mut out,
            ));
            begin.elapsed()
        };
        match input {
            Input::Get(target) => send(Method::Get, target, &mut []),
            Input::Post(body) => send(Method::Post, "/v1/set", &mut body.clone().into_bytes()),
            Input::Value(key, json) => {
                let key = common::TABLES.find(key).unwrap();
                let mut json = json.clone().into_bytes();
                let begin = Instant::now();
                let _ = black_box(apply(&mut device_ref(&mut oven), key, &mut json, Origin::Mqtt));
                begin.elapsed()
            }
        }
    };
    (0..rounds).map(|_| once()).min().unwrap_or_default()
}

#[test]
fn nothing_costs_more_than_its_length() {
    const SHORT: usize = 4 * 1024;
    const TIMES: usize = 16;
    for (name, attack) in ATTACKS {
        let (short, long) = (time(&attack(SHORT), 20), time(&attack(TIMES * SHORT), 10));
        println!("{name}: {short:?}, {TIMES} times as long {long:?}");
        // The square would be 256 times as much. A constant part keeps small ones apart.
        let most = short * (4 * TIMES as u32) + Duration::from_millis(2);
        assert!(long < most, "{name}: {short:?}, and {long:?} where it is {TIMES} times as long");
    }
}
