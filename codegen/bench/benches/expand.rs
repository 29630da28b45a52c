//! From the text of a spec to Rust, for specs of growing size. The time per key must not grow with them.

use std::fmt::Write as _;
use std::fs;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use keywright_codegen::{Source, emit, load, render};

fn main() {
    println!("expand    │ load      │ to Rust   │ together  │ per key");
    for (keys, runs) in [(360, 40), (3_000, 5), (30_000, 1)] {
        let source = Source { name: "spec.yaml".to_owned(), text: spec(keys) };
        let mut sums = (Duration::ZERO, Duration::ZERO);
        for _ in 0..runs {
            let start = now();
            let loaded = load(&source);
            let load = now() - start;
            let Some(spec) = loaded.spec else { panic!("{}", render(&loaded.diagnostics, &source, false)) };
            let start = now();
            let tokens = emit::rust(&spec);
            let emit = now() - start;
            assert!(!tokens.is_empty());
            sums = (sums.0 + load, sums.1 + emit);
        }
        let (load, emit) = (sums.0 / runs, sums.1 / runs);
        let both = load + emit;
        println!(
            "{keys:>6}    │ {:>6.1} ms │ {:>6.1} ms │ {:>6.1} ms │ {:>5.1} µs",
            load.as_secs_f64() * 1e3,
            emit.as_secs_f64() * 1e3,
            both.as_secs_f64() * 1e3,
            both.as_secs_f64() * 1e6 / keys as f64
        );
    }
}

/// How long this thread has worked. Where the system does not tell, how long the program has run: other work on the
/// machine is in it then.
fn now() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let worked = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = worked.and_then(|text| text.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// A spec in which the kinds of keys are mixed as they are in a real one, with texts as long.
fn spec(keys: usize) -> String {
    let mut text = String::from(HEAD);
    for key in 0..keys {
        let kind = KINDS[key % KINDS.len()];
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "  k{key}:\n    name: readable_name_of_{key}\n{kind}    \
             en: {{ title: Title of key {key}, text: \"What key {key} is for, in one sentence that people understand.\" }}\n    \
             de: {{ title: Titel von {key}, text: \"Wozu Schlüssel {key} da ist, in einem verständlichen Satz.\" }}"
        );
    }
    text
}

const HEAD: &str = "\
format: 1
device:
  name: Benchmark
  languages: [en, de]
types:
  Mode:
    enum: uint8
    en: What it does.
    de: Was es tut.
    values:
      Off: { value: 0, en: nothing, de: nichts }
      On: { value: 1, en: something, de: etwas }
  Point:
    en: Two numbers.
    de: Zwei Zahlen.
    fields:
      x: { type: float, en: to the right, de: nach rechts }
      y: { type: optional<float>, en: upwards, de: nach oben }
keys:
";

const KINDS: [&str; 9] = [
    "    type: uint8\n    access: R/W\n    category: Config\n    unit: A\n    range: 6..32\n    default: 16\n",
    "    type: bool\n    access: R\n    category: Status\n",
    "    type: optional<uint32>\n    access: R\n    category: Status\n",
    "    type: string(32)\n    access: R/W\n    category: Config\n    default: \"\"\n",
    "    type: float\n    access: R\n    category: Status\n    unit: W\n",
    "    type: Mode\n    access: R/W\n    category: Config\n    default: Off\n",
    "    type: int64\n    access: R\n    category: Other\n",
    "    type: array<float, 4>\n    access: R\n    category: Status\n",
    "    type: optional<Point>\n    access: R\n    category: Status\n",
];
