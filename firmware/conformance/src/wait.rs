//! Waiting for what takes its time.

use std::thread;
use std::time::{Duration, Instant};

/// How long anything may take. Far longer than it does, since the machine may be busy.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until something is so.
///
/// # Panics
/// It takes too long.
pub fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !condition() {
        assert!(begin.elapsed() < PATIENCE, "waited in vain until {what}");
        thread::park_timeout(Duration::from_millis(20));
    }
}
