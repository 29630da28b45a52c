//! Who may charge: `acs`, `trx` and the cards.

use crate::api::AccessControl;

/// A release for charging, and when it lapses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Access {
    /// Since when a release waits for a car, in ms since boot.
    waiting_since: Option<u64>,
}

/// What a release depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Situation {
    /// A car is plugged in.
    pub plugged: bool,
    /// The car was unplugged since the last time.
    pub unplugged: bool,
    /// Place in the list of a card that was held to the reader since the last time.
    pub card: Option<u8>,
    /// Seconds after which a release lapses without a car (`txt`).
    pub timeout_s: i32,
}

/// Whether charging is released.
pub fn is_released(access: AccessControl, transaction: Option<u8>) -> bool {
    access == AccessControl::Open || transaction.is_some()
}

impl Access {
    /// The transaction (`trx`) from now on: a learned card starts one, unplugging and waiting too long end it.
    pub fn step(&mut self, now: u64, transaction: Option<u8>, situation: &Situation) -> Option<u8> {
        let Situation { plugged, unplugged, card, timeout_s } = *situation;
        // A card does not take a running session over from another.
        let running = transaction.filter(|_| !unplugged);
        let transaction = match (running, card) {
            (Some(running), Some(_)) if plugged => Some(running),
            (_, Some(card)) => {
                self.waiting_since = None;
                Some(card.saturating_add(1))
            }
            (running, None) => running,
        };
        if transaction.is_none() || plugged {
            self.waiting_since = None;
            return transaction;
        }
        let since = *self.waiting_since.get_or_insert(now);
        let timeout_ms = u64::try_from(timeout_s).unwrap_or(0).saturating_mul(1000);
        transaction.filter(|_| now.saturating_sub(since) < timeout_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Situation = Situation { plugged: false, unplugged: false, card: None, timeout_s: 60 };

    #[test]
    fn an_open_charger_needs_no_release() {
        assert!(is_released(AccessControl::Open, None));
        assert!(!is_released(AccessControl::Wait, None));
        assert!(is_released(AccessControl::Wait, Some(0)));
    }

    #[test]
    fn a_release_lapses_after_a_minute_without_a_car() {
        let mut access = Access::default();
        assert_eq!(access.step(1000, Some(0), &NOTHING), Some(0));
        assert_eq!(access.step(60_999, Some(0), &NOTHING), Some(0));
        assert_eq!(access.step(61_000, Some(0), &NOTHING), None);
    }

    #[test]
    fn a_release_holds_while_a_car_is_plugged_in() {
        let mut access = Access::default();
        let plugged = Situation { plugged: true, ..NOTHING };
        assert_eq!(access.step(0, Some(0), &plugged), Some(0));
        assert_eq!(access.step(1_000_000, Some(0), &plugged), Some(0));
    }

    #[test]
    fn unplugging_ends_the_transaction() {
        let mut access = Access::default();
        assert_eq!(access.step(0, Some(3), &Situation { unplugged: true, ..NOTHING }), None);
    }

    #[test]
    fn a_card_starts_a_transaction_of_its_own_number() {
        let mut access = Access::default();
        assert_eq!(access.step(0, None, &Situation { card: Some(4), ..NOTHING }), Some(5));
    }

    #[test]
    fn another_card_does_not_take_over_a_running_session() {
        let mut access = Access::default();
        let situation = Situation { plugged: true, card: Some(1), ..NOTHING };
        assert_eq!(access.step(0, Some(5), &situation), Some(5));
    }
}
