//! No message and no request costs time that grows faster than its length. An input is made of three parts, in lines: where
//! it goes, what it begins with, and what is repeated until it is long. The time of the long one is held against that of
//! one an eighth as long.
#![no_main]

use std::time::Duration;

use firmware::api;
use firmware::charger::{Charger, Identity, Variant};
use keywright::Buf;
use keywright::Origin;
use keywright::http::{Method, Request};
use keywright::mqtt::Frame;
use libfuzzer_sys::fuzz_target;

/// As long as what HTTP takes at most.
const LONG: usize = 64 * 1024;
const SHORT: usize = LONG / 8;
/// How often the shorter time the longer one may be: eight times the length, and as much again for a busy machine.
const TIMES: u32 = 16;
/// What is shorter is not held against anything.
const NOTHING: Duration = Duration::from_micros(500);

/// Processor time of this thread, which others on the machine have no part in.
fn clock() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the clock is one that every Linux has, and the time is written to a place of the right type.
    let failed = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) };
    assert_eq!(failed, 0, "there is a clock");
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// The parts that an input is made of.
struct Input<'a> {
    to: &'a str,
    begins: &'a [u8],
    repeated: &'a [u8],
}

impl Input<'_> {
    fn text(&self, length: usize) -> Vec<u8> {
        let mut text = self.begins.to_vec();
        while text.len() < length {
            text.extend_from_slice(self.repeated);
        }
        text.truncate(length);
        text
    }

    /// What it costs, the least of some tries.
    fn cost(&self, charger: &mut Charger, length: usize, tries: u32) -> Duration {
        (0..tries)
            .map(|_| {
                let text = self.text(length);
                let begin = clock();
                self.carry_out(charger, text);
                clock() - begin
            })
            .min()
            .unwrap_or_default()
    }

    fn carry_out(&self, charger: &mut Charger, mut text: Vec<u8>) {
        let (mut scratch, mut room) = (vec![0; 4096], vec![0; 1 << 20]);
        match self.to.split_once(' ') {
            Some((method @ ("GET" | "POST"), path)) => {
                let (mut body, query) = if method == "POST" {
                    (text, String::new())
                } else {
                    (Vec::new(), String::from_utf8_lossy(&text).into_owned())
                };
                let method = if method == "POST" { Method::Post } else { Method::Get };
                let request = Request { method, path, query: &query, body: &mut body };
                api::http::respond(charger, request, &mut scratch, &mut Buf::new(&mut room));
            }
            _ => {
                let mut session = api::mqtt::Session::new();
                session.connect_info(&api::device_ref(charger));
                session.start(&mut api::device_ref(charger), 0);
                let mut frame = Frame::new(&mut scratch, &mut room);
                // What the broker keeps is looked at where the device announces itself.
                let retained = self.to.ends_with("/config");
                session.message(&mut api::device_ref(charger), self.to, &mut text, retained, &mut frame);
            }
        }
    }
}

fuzz_target!(|input: &[u8]| {
    let mut lines = input.splitn(3, |byte| *byte == b'\n');
    let (Some(to), Some(begins), Some(repeated)) = (lines.next(), lines.next(), lines.next()) else { return };
    let Ok(to) = core::str::from_utf8(to) else { return };
    if repeated.is_empty() || begins.len() > SHORT {
        return;
    }
    let mut charger = Charger::new(&Identity::new("123456", Variant::Kw11).expect("six digits"));
    charger.start(0);
    for (key, value) in [(api::Key::mcr, "false"), (api::Key::mhe, "true"), (api::Key::mhs, "1")] {
        api::apply(&mut charger, key, &mut value.as_bytes().to_vec(), Origin::Http).expect("a setting");
    }
    let input = Input { to, begins, repeated };
    let slow = |charger: &mut Charger, tries| {
        let long = input.cost(charger, LONG, tries);
        (long > NOTHING)
            .then(|| (input.cost(charger, SHORT, tries), long))
            .filter(|(short, long)| *long > *short * TIMES)
    };
    // Once may be chance.
    if slow(&mut charger, 1).is_some()
        && let Some((short, long)) = slow(&mut charger, 5)
    {
        panic!("{SHORT} bytes cost {short:?}, {LONG} bytes {long:?}");
    }
});
