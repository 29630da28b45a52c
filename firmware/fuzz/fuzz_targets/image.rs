//! No image of a flash makes the storage panic or run for ever, and in one that it opens it can store.
//!
//! An input that begins with 0 is the image itself, the rest of it erased. Any other is a list of changes to a good image:
//! two bytes of an offset, one of a length, and so many bytes.
#![no_main]

use std::pin::pin;
use std::sync::OnceLock;
use std::task::{Context, Poll, Waker};

use firmware::Sim;
use firmware::api::device_ref;
use firmware::charger::{Charger, Identity, Outputs, Variant};
use keywright::storage::{Image, Storage};
use libfuzzer_sys::fuzz_target;

/// Five pages: two of the log, three of settings.
const SIZE: u32 = 5 * 4096;

/// Runs what never waits.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("memory is always ready"),
    }
}

fn new() -> Charger {
    Charger::new(&Identity::new("123456", Variant::Kw11).expect("six digits"))
}

/// A store that has been written to for a while.
fn good() -> &'static [u8] {
    static GOOD: OnceLock<Vec<u8>> = OnceLock::new();
    GOOD.get_or_init(|| {
        let (mut bytes, mut buffer) = (vec![0xff; SIZE as usize], [0; 4096]);
        let mut storage = ready(Storage::open(Image::new(&mut bytes), 0..SIZE, &mut buffer)).expect("free flash");
        for round in 0..40 {
            for (name, value) in
                [("amp", format!("{}", 6 + round % 20)), ("fna", "Garage ".repeat(round % 5)), ("nosuch", "[1]".into())]
            {
                ready(storage.put(name, value.as_bytes(), &mut buffer)).expect("there is room");
            }
        }
        bytes
    })
}

fn image(input: &[u8]) -> Vec<u8> {
    match input.split_first() {
        Some((0, raw)) => {
            let mut bytes = raw.to_vec();
            bytes.resize(SIZE as usize, 0xff);
            bytes
        }
        _ => {
            let mut bytes = good().to_vec();
            let mut rest = input.get(1..).unwrap_or_default();
            while let [high, low, length, changes @ ..] = rest {
                let from = usize::from(u16::from_be_bytes([*high, *low])) % bytes.len();
                let (changes, others) = changes.split_at(changes.len().min(usize::from(*length)));
                for (place, change) in bytes.iter_mut().skip(from).zip(changes) {
                    *place = *change;
                }
                rest = others;
            }
            bytes
        }
    }
}

fuzz_target!(|input: &[u8]| {
    let (mut bytes, mut buffer) = (image(input), [0; 4096]);
    let Ok(mut storage) = ready(Storage::open(Image::new(&mut bytes), 0..SIZE, &mut buffer)) else { return };
    let mut charger = new();
    if ready(storage.load(&mut device_ref(&mut charger), &mut buffer, |_| {})).is_err() {
        return;
    }
    charger.start(0);
    let inputs = Sim::default().step(1000, Some(1_790_000_000_000), &Outputs::default());
    charger.tick(1000, &inputs);

    if ready(storage.put("amp", b"11", &mut buffer)).is_ok() {
        assert_eq!(ready(storage.get("amp", &mut buffer)).expect("it was read a moment ago"), Some(&b"11"[..]));
        let mut flash = bytes;
        let mut storage =
            ready(Storage::open(Image::new(&mut flash), 0..SIZE, &mut buffer)).expect("it was open before");
        assert_eq!(ready(storage.get("amp", &mut buffer)).expect("it can be read"), Some(&b"11"[..]));
    }
});
