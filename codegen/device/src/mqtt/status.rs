//! What is told of the MQTT connection.

use keywright::{Device, Scalar, store, store_text};

use crate::managed::Managed;

impl<D: Device> Managed<'_, D> {
    /// The MQTT client is at work, or has been stopped. Returns whether that is news: only that has to be told, since the
    /// task that says this waits for what is told.
    pub fn mqtt_started(&mut self, started: bool) -> bool {
        let Some(role) = &self.tables().mqtt.status else { return false };
        let news = store(self, role.started, Scalar::Bool(started));
        if !started {
            self.mqtt_disconnected();
        }
        news
    }

    /// The broker has accepted the connection. `now` is in ms since the start.
    pub fn mqtt_connected(&mut self, now: u64) {
        let Some(role) = &self.tables().mqtt.status else { return };
        store(self, role.started, Scalar::Bool(true));
        store(self, role.connected, Scalar::Bool(true));
        store(self, role.connected_at, Scalar::Unsigned(now));
    }

    /// The connection was ended on purpose.
    pub fn mqtt_disconnected(&mut self) {
        let Some(role) = &self.tables().mqtt.status else { return };
        store(self, role.connected, Scalar::Bool(false));
        store(self, role.connected_at, Scalar::Null);
    }

    /// The connection broke or did not come about; `text` says why, without secrets, and is cut to what its key holds.
    pub fn mqtt_failed(&mut self, now: u64, text: &str) {
        self.mqtt_disconnected();
        self.mqtt_remark(now, text);
    }

    /// Something is wrong although there is a connection; `text` as for [`Managed::mqtt_failed`].
    pub fn mqtt_remark(&mut self, now: u64, text: &str) {
        let Some(role) = &self.tables().mqtt.status else { return };
        store_text(self, role.last_error, text);
        store(self, role.last_error_at, Scalar::Unsigned(now));
    }
}

#[cfg(test)]
mod tests {
    use std::format;

    use crate::fixture::{Key, get, lamp};

    #[test]
    fn a_connection_tells_since_when_it_stands() {
        let mut lamp = lamp();
        lamp.device().mqtt_connected(1234);
        assert_eq!([Key::st, Key::con, Key::cat].map(|key| get(&mut lamp, key)), ["true", "true", "1234"]);
    }

    #[test]
    fn a_failure_tells_why_and_when() {
        let mut lamp = lamp();
        lamp.device().mqtt_connected(1234);
        lamp.device().mqtt_failed(5678, "connection refused");
        let keys = [Key::con, Key::cat, Key::err, Key::eat];
        assert_eq!(keys.map(|key| get(&mut lamp, key)), ["false", "null", "\"connection refused\"", "5678"]);
    }

    #[test]
    fn a_long_error_is_cut_between_two_characters() {
        let mut lamp = lamp();
        for (text, length) in [("ä".repeat(100), 128), (format!("x{}", "ä".repeat(100)), 127)] {
            lamp.device().mqtt_failed(0, &text);
            assert_eq!(get(&mut lamp, Key::err).len(), length + 2);
        }
    }
}
