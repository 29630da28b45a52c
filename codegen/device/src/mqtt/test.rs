//! The test of the MQTT connection settings. Whoever keeps the connection carries it out.

use keywright::{Device, Refusal, Scalar, store, store_text, value};

use crate::managed::Managed;
use crate::value::{number, store_number};

/// A test that has not ended by then has failed, in ms. Who carries one out is to be done well before.
const LONGEST_MS: u64 = 10_000;

/// What the client id of a test ends in: a client with the id of the usual connection would throw that one out.
pub const CLIENT_ID_SUFFIX: &str = "-test";
/// Why a test ended whose settings have become others.
pub const SETTINGS_CHANGED: &str = "the settings were changed during the test: start it again";

/// How a test stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Running = 1,
    Succeeded = 2,
    Failed = 3,
}

/// What became of the wish for a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct TestState {
    /// It was asked for, and nobody has taken it up.
    asked: bool,
    /// Ms since the start at the first look at a test that runs.
    since: Option<u64>,
}

impl TestState {
    pub(crate) const fn new() -> Self {
        Self { asked: false, since: None }
    }
}

impl<D: Device> Managed<'_, D> {
    /// Asks for a test.
    ///
    /// # Errors
    /// One is running, or none is asked for.
    pub(crate) fn run_mqtt_test(&mut self, run: bool) -> Result<(), Refusal> {
        if !run {
            return Err(Refusal::new("a test is started with true; it ends by itself"));
        }
        if self.test_is_running() {
            let tables = self.tables();
            let info = tables.mqtt.test.as_ref().and_then(|role| tables.info(role.state));
            let state = info.map_or("", |info| info.name());
            return Err(Refusal::format(format_args!("a test is running already; {state} tells when it has ended")));
        }
        self.roles.test = TestState { asked: true, since: None };
        self.show_test(State::Running, None);
        Ok(())
    }

    /// Whether a test is to be carried out now: with the settings of this moment, beside the usual connection and
    /// whether or not MQTT is on. True once for each test; [`Managed::mqtt_test_ended`] has to follow.
    pub fn take_mqtt_test(&mut self) -> bool {
        core::mem::take(&mut self.roles.test.asked)
    }

    /// The test that was taken up has ended: `Err` holds why it failed, without secrets, and is cut to what its key holds.
    /// Without effect where none is running any more.
    pub fn mqtt_test_ended(&mut self, result: Result<(), &str>) {
        if !self.test_is_running() {
            return;
        }
        self.roles.test = TestState::default();
        let state = if result.is_ok() { State::Succeeded } else { State::Failed };
        self.show_test(state, result.err());
    }

    /// Ends a test that takes too long, or that nobody carries out.
    pub(crate) fn watch_mqtt_test(&mut self, now: u64) {
        if !self.test_is_running() {
            return;
        }
        let since = *self.roles.test.since.get_or_insert(now);
        if now.saturating_sub(since) >= LONGEST_MS {
            self.mqtt_test_ended(Err("the test has not ended within ten seconds"));
        }
    }

    fn test_is_running(&self) -> bool {
        let Some(role) = &self.tables().mqtt.test else { return false };
        let running = role.values.get(State::Running as usize).copied().flatten();
        running.is_some() && number(value(self, role.state)) == running
    }

    fn show_test(&mut self, state: State, reason: Option<&str>) {
        let Some(role) = &self.tables().mqtt.test else { return };
        if let Some(Some(number)) = role.values.get(state as usize) {
            store_number(self, role.state, *number);
        }
        match reason {
            Some(reason) => store_text(self, role.reason, reason),
            None => store(self, role.reason, Scalar::Null),
        };
    }
}

#[cfg(test)]
mod tests {
    use std::format;
    use std::string::String;

    use crate::DeviceState;
    use crate::fixture::{Key, Lamp, get, lamp, set, tick};

    fn state(lamp: &mut DeviceState<Lamp>) -> (String, String) {
        (get(lamp, Key::tst), get(lamp, Key::why))
    }

    fn is(state: (String, String), number: &str, reason: &str) -> bool {
        state == (number.into(), reason.into())
    }

    #[test]
    fn a_test_is_taken_up_once() {
        let mut lamp = lamp();
        assert!(is(state(&mut lamp), "0", "null"));
        assert!(!lamp.device().take_mqtt_test());
        set(&mut lamp, Key::test, "true").unwrap();
        assert!(is(state(&mut lamp), "1", "null"));
        assert_eq!([lamp.device().take_mqtt_test(), lamp.device().take_mqtt_test()], [true, false]);
    }

    #[test]
    fn it_succeeds_or_tells_why_not() {
        let mut lamp = lamp();
        set(&mut lamp, Key::test, "true").unwrap();
        lamp.device().mqtt_test_ended(Err("no answer"));
        assert!(is(state(&mut lamp), "3", "\"no answer\""));
        set(&mut lamp, Key::test, "true").unwrap();
        assert!(is(state(&mut lamp), "1", "null"));
        lamp.device().mqtt_test_ended(Ok(()));
        assert!(is(state(&mut lamp), "2", "null"));
    }

    #[test]
    fn the_usual_connection_and_its_last_error_are_not_touched() {
        let mut lamp = lamp();
        lamp.device().mqtt_connected(1);
        lamp.device().mqtt_remark(2, "not subscribed");
        set(&mut lamp, Key::test, "true").unwrap();
        lamp.device().mqtt_test_ended(Err("no answer"));
        assert_eq!([Key::con, Key::err, Key::eat].map(|key| get(&mut lamp, key)), ["true", "\"not subscribed\"", "2"]);
    }

    #[test]
    fn a_second_start_while_one_runs_is_refused() {
        let mut lamp = lamp();
        set(&mut lamp, Key::test, "true").unwrap();
        assert!(lamp.device().take_mqtt_test());
        let refusal = set(&mut lamp, Key::test, "true").unwrap_err();
        assert_eq!(refusal, "a test is running already; tst tells when it has ended");
        assert!(!lamp.device().take_mqtt_test());
    }

    #[test]
    fn false_starts_nothing() {
        let mut lamp = lamp();
        assert!(set(&mut lamp, Key::test, "false").is_err());
        assert!(!lamp.device().take_mqtt_test());
        assert!(is(state(&mut lamp), "0", "null"));
    }

    #[test]
    fn a_test_that_nobody_ends_has_failed_after_ten_seconds() {
        let mut lamp = lamp();
        tick(&mut lamp, 1000);
        set(&mut lamp, Key::test, "true").unwrap();
        tick(&mut lamp, 1500);
        tick(&mut lamp, 11_499);
        assert!(is(state(&mut lamp), "1", "null"));
        tick(&mut lamp, 11_500);
        assert!(is(state(&mut lamp), "3", "\"the test has not ended within ten seconds\""));
        // What comes late is about a test that is over.
        lamp.device().mqtt_test_ended(Ok(()));
        assert_eq!(state(&mut lamp).0, "3");
    }

    #[test]
    fn a_long_text_is_cut_between_two_characters() {
        let mut lamp = lamp();
        set(&mut lamp, Key::test, "true").unwrap();
        lamp.device().mqtt_test_ended(Err(&format!("x{}", "ä".repeat(100))));
        assert_eq!(get(&mut lamp, Key::why).len(), 127 + 2);
    }
}
