//! What is counted, and which rules were broken.

use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// So many broken rules are shown one by one.
const SHOWN: usize = 50;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Sets that were sent.
    Sent,
    /// Sets that were answered with success.
    Acknowledged,
    /// Of these, the ones that were then read back.
    InForce,
    /// Acknowledged, then undone by a power cut before they were stored.
    Undone,
    /// Without an answer, since the connection broke.
    Unanswered,
    /// Put off, since there were too many.
    PutOff,
    /// Values that arrived at a watcher.
    Seen,
    /// How often the charger came online at the broker.
    Online,
    /// Event streams that were opened.
    Streams,
    /// Requests that failed because of what was done to the network.
    Failed,
    /// Disturbances.
    Disturbances,
    /// Pieces of nonsense.
    Nonsense,
    /// Restarts of the charger, as asked and as by a power cut.
    Restarts,
    /// Of these, the power cuts.
    Kills,
    /// Restarts of the broker.
    BrokerRestarts,
}

/// All counts, in order, with what they are called.
const COUNTS: [(Count, &str); 15] = [
    (Count::Sent, "sets sent"),
    (Count::Acknowledged, "sets acknowledged"),
    (Count::InForce, "sets acknowledged and read back"),
    (Count::Undone, "sets acknowledged and undone by a power cut"),
    (Count::Unanswered, "sets without an answer"),
    (Count::PutOff, "sets put off, too many at once"),
    (Count::Seen, "values seen"),
    (Count::Online, "times online at the broker"),
    (Count::Streams, "event streams opened"),
    (Count::Failed, "requests failed"),
    (Count::Disturbances, "disturbances"),
    (Count::Nonsense, "pieces of nonsense"),
    (Count::Restarts, "charger restarts"),
    (Count::Kills, "of these power cuts"),
    (Count::BrokerRestarts, "broker restarts"),
];

/// The rules; each is checked many times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// What is acknowledged is in force.
    InForce,
    /// What was acknowledged long enough before a power cut is there after it.
    Stored,
    /// Nothing is applied twice, or out of order.
    Once,
    /// The newest value of each key arrives everywhere.
    Arrives,
    /// A valid set is not refused.
    Taken,
    /// Nothing is left under an old prefix.
    Cleared,
    /// The charger does not end by itself, and ends when it is asked to.
    Alive,
    /// It does not panic.
    NoPanic,
    /// It needs no more memory in the end.
    Memory,
    /// It has no more files open in the end.
    Files,
}

/// All rules, with what they say.
const RULES: [(Rule, &str); 10] = [
    (Rule::InForce, "what is acknowledged is in force"),
    (Rule::Stored, "what was acknowledged well before a power cut is there after it"),
    (Rule::Once, "nothing is applied twice or out of order"),
    (Rule::Arrives, "the newest value of each key arrives at every watcher"),
    (Rule::Taken, "a valid set is not refused"),
    (Rule::Cleared, "nothing stays under an old prefix"),
    (Rule::Alive, "the charger runs until it is asked to end"),
    (Rule::NoPanic, "the charger does not panic"),
    (Rule::Memory, "memory stays within its bound"),
    (Rule::Files, "no file stays open"),
];

/// Counts and broken rules, shared by all threads.
#[derive(Debug, Default)]
pub struct Tally {
    counts: [AtomicU64; COUNTS.len()],
    broken: Mutex<Vec<(Rule, String)>>,
}

impl Tally {
    /// One more.
    pub fn add(&self, count: Count) {
        self.counts[count as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// How many there are.
    pub fn count(&self, count: Count) -> u64 {
        self.counts[count as usize].load(Ordering::Relaxed)
    }

    /// A rule was broken.
    pub fn broken(&self, rule: Rule, how: String) {
        eprintln!("soak: BROKEN: {how}");
        self.broken.lock().unwrap().push((rule, how));
    }

    /// How many rules were kept and how many broken.
    pub fn rules(&self) -> (usize, usize) {
        let broken = self.broken.lock().unwrap();
        let failed = RULES.iter().filter(|(rule, _)| broken.iter().any(|(broken, _)| broken == rule)).count();
        (RULES.len() - failed, failed)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (count, name) in COUNTS {
            writeln!(f, "{:>9}  {name}", self.count(count))?;
        }
        let broken = self.broken.lock().unwrap();
        for (rule, says) in RULES {
            let how: Vec<_> = broken.iter().filter(|(broken, _)| *broken == rule).collect();
            let verdict = if how.is_empty() { "kept" } else { "BROKEN" };
            writeln!(f, "{verdict:>9}  {says}")?;
            for (_, how) in how.iter().take(SHOWN) {
                writeln!(f, "           {how}")?;
            }
        }
        Ok(())
    }
}
