//! Starts the charger in QEMU, and brokers for it. What a test needs and the computer lacks is said in words, and the
//! test is skipped.

mod broker;
mod http;
mod machine;

pub use broker::{Broker, publish};
pub use http::{Answer, get, request};
pub use machine::{Flash, Machine};

use std::time::{Duration, Instant};

/// How long anything may take: the computers that run this are shared.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until `look` finds something. `said` tells what had been awaited, and what there is instead.
///
/// # Panics
/// It took too long.
pub fn wait_for<T>(mut look: impl FnMut() -> Option<T>, said: impl Fn() -> String) -> T {
    let begin = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begin.elapsed() < PATIENCE, "{}", said());
        std::thread::sleep(Duration::from_millis(5));
    }
}
