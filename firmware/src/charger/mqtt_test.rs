//! The test of the MQTT connection, which the host or board carries out: `mct`, `mcts`, `mctr`.

use keywright::Refusal;

use super::Charger;
use super::connection::ERROR_BYTES;
use crate::api::MqttTestState;

/// A test that has not ended by then has failed, in ms. Who carries one out is to be done well before.
const LONGEST_MS: u64 = 10_000;

/// What the client id of a test ends in: a client with the id of the usual connection would throw that one out.
pub const CLIENT_ID_SUFFIX: &str = "-test";
/// Why a test ended whose settings have become others.
pub const SETTINGS_CHANGED: &str = "the settings were changed during the test: start it again";

/// What became of the wish for a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct MqttTest {
    /// It was asked for, and nobody has taken it up.
    asked: bool,
    /// Ms since boot at the first look at a test that runs.
    since: Option<u64>,
}

impl Charger {
    /// Asks for a test.
    ///
    /// # Errors
    /// One is running.
    pub(crate) fn start_mqtt_test(&mut self) -> Result<(), Refusal> {
        if self.registry.mqtt_test_state() == MqttTestState::Running {
            return Err(Refusal::new("a test is running already; mcts tells when it has ended"));
        }
        self.mqtt_test = MqttTest { asked: true, since: None };
        self.registry.set_mqtt_test_state(MqttTestState::Running);
        let _ = self.registry.set_mqtt_test_result(None);
        Ok(())
    }

    /// Whether a test is to be carried out now: with the settings of this moment, beside the usual connection and
    /// whether or not MQTT is on. True once for each test; [`Charger::mqtt_test_ended`] has to follow.
    pub fn take_mqtt_test(&mut self) -> bool {
        core::mem::take(&mut self.mqtt_test.asked)
    }

    /// The test that was taken up has ended: `Err` holds why it failed, without secrets, and is cut at 128 bytes.
    /// Without effect where none is running any more.
    pub fn mqtt_test_ended(&mut self, result: Result<(), &str>) {
        if self.registry.mqtt_test_state() != MqttTestState::Running {
            return;
        }
        self.mqtt_test = MqttTest::default();
        let text = result.err();
        let state = if text.is_none() { MqttTestState::Succeeded } else { MqttTestState::Failed };
        self.registry.set_mqtt_test_state(state);
        // Cut to the capacity of the key.
        let _ =
            self.registry.set_mqtt_test_result(text.and_then(|text| text.get(..text.floor_char_boundary(ERROR_BYTES))));
    }

    /// Ends a test that takes too long, or that nobody carries out.
    pub(super) fn watch_mqtt_test(&mut self, now: u64) {
        if self.registry.mqtt_test_state() != MqttTestState::Running {
            return;
        }
        let since = *self.mqtt_test.since.get_or_insert(now);
        if now.saturating_sub(since) >= LONGEST_MS {
            self.mqtt_test_ended(Err("the test has not ended within ten seconds"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::charger;
    use super::*;
    use crate::api::Commands;
    use crate::charger::Inputs;

    fn state(charger: &Charger) -> (MqttTestState, Option<&str>) {
        (charger.registry.mqtt_test_state(), charger.registry.mqtt_test_result())
    }

    #[test]
    fn a_test_is_taken_up_once() {
        let mut charger = charger();
        assert_eq!(state(&charger), (MqttTestState::Idle, None));
        assert!(!charger.take_mqtt_test());
        charger.mqtt_test(true).unwrap();
        assert_eq!(state(&charger), (MqttTestState::Running, None));
        assert_eq!([charger.take_mqtt_test(), charger.take_mqtt_test()], [true, false]);
    }

    #[test]
    fn it_succeeds_or_tells_why_not() {
        let mut charger = charger();
        charger.mqtt_test(true).unwrap();
        charger.mqtt_test_ended(Err("no answer"));
        assert_eq!(state(&charger), (MqttTestState::Failed, Some("no answer")));
        charger.mqtt_test(true).unwrap();
        assert_eq!(state(&charger), (MqttTestState::Running, None));
        charger.mqtt_test_ended(Ok(()));
        assert_eq!(state(&charger), (MqttTestState::Succeeded, None));
    }

    #[test]
    fn the_usual_connection_and_its_last_error_are_not_touched() {
        let mut charger = charger();
        charger.mqtt_connected(1);
        charger.mqtt_remark(2, "not subscribed");
        charger.mqtt_test(true).unwrap();
        charger.mqtt_test_ended(Err("no answer"));
        assert!(charger.registry.mqtt_connected());
        assert_eq!(charger.registry.mqtt_last_error(), Some("not subscribed"));
        assert_eq!(charger.registry.mqtt_last_error_at(), Some(2));
    }

    #[test]
    fn a_second_start_while_one_runs_is_refused() {
        let mut charger = charger();
        charger.mqtt_test(true).unwrap();
        assert!(charger.take_mqtt_test());
        assert!(charger.mqtt_test(true).is_err());
        assert!(!charger.take_mqtt_test());
    }

    #[test]
    fn false_starts_nothing() {
        let mut charger = charger();
        assert!(charger.mqtt_test(false).is_err());
        assert!(!charger.take_mqtt_test());
        assert_eq!(state(&charger), (MqttTestState::Idle, None));
    }

    #[test]
    fn a_test_that_nobody_ends_has_failed_after_ten_seconds() {
        let mut charger = charger();
        charger.tick(1000, &Inputs::default());
        charger.mqtt_test(true).unwrap();
        charger.tick(1500, &Inputs::default());
        charger.tick(11_499, &Inputs::default());
        assert_eq!(state(&charger).0, MqttTestState::Running);
        charger.tick(11_500, &Inputs::default());
        assert_eq!(state(&charger).0, MqttTestState::Failed);
        assert!(state(&charger).1.is_some_and(|text| text.contains("ten seconds")));
        // What comes late is about a test that is over.
        charger.mqtt_test_ended(Ok(()));
        assert_eq!(state(&charger).0, MqttTestState::Failed);
    }

    #[test]
    fn a_long_text_is_cut_between_two_characters() {
        let mut charger = charger();
        charger.mqtt_test(true).unwrap();
        charger.mqtt_test_ended(Err(&std::format!("x{}", "ä".repeat(100))));
        assert_eq!(charger.registry.mqtt_test_result().map(str::len), Some(127));
    }
}
