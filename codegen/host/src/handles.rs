//! File handles: each connection takes one, and the operating system grants a program so many.

/// Kept for all that is no connection of a client: the settings, the connection to a broker, mDNS, what the runtime needs.
const RESERVE: usize = 24;
/// Who shares the rest: HTTP, and the broker inside.
const SHARES: usize = 2;

/// How many connections one of them may have at once: `most`, or fewer where there are not enough handles.
pub fn share(most: usize) -> usize {
    of(limit(), most)
}

fn of(limit: usize, most: usize) -> usize {
    (limit.saturating_sub(RESERVE) / SHARES).clamp(4, most)
}

/// As many as the program may have open; a cautious guess where that is not told.
#[cfg(unix)]
fn limit() -> usize {
    use rustix::process::{Resource, getrlimit};
    let current = getrlimit(Resource::Nofile).current;
    current.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX))
}

#[cfg(not(unix))]
fn limit() -> usize {
    512
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_shares_and_the_reserve_fit() {
        assert_eq!(of(usize::MAX, 200), 200);
        assert_eq!(of(1024, 200), 200);
        assert_eq!(of(64, 200), 20);
        assert!((40..1024).all(|limit| SHARES * of(limit, 1000) + RESERVE <= limit.max(32)));
        assert_eq!(of(0, 200), 4);
    }
}
