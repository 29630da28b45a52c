//! What the host or board tells of the MQTT connection: `mcs`, `mcc`, `mcca`, `mlr`, `mlra`.

use super::Charger;

/// Capacity of `mlr` and `mctr`, in bytes.
pub(super) const ERROR_BYTES: usize = 128;

impl Charger {
    /// The MQTT client is at work, or has been stopped. Returns whether that is news: only that has to be told, since the
    /// task that says this waits for what is told.
    pub fn mqtt_started(&mut self, started: bool) -> bool {
        let news = self.registry.set_mqtt_started(started);
        if !started {
            self.mqtt_disconnected();
        }
        news
    }

    /// The broker has accepted the connection. `now` is in ms since boot.
    pub fn mqtt_connected(&mut self, now: u64) {
        self.registry.set_mqtt_started(true);
        self.registry.set_mqtt_connected(true);
        self.registry.set_mqtt_connected_at(Some(now));
    }

    /// The connection was ended on purpose.
    pub fn mqtt_disconnected(&mut self) {
        self.registry.set_mqtt_connected(false);
        self.registry.set_mqtt_connected_at(None);
    }

    /// The connection broke or did not come about; `text` says why, without secrets, and is cut at 128 bytes.
    pub fn mqtt_failed(&mut self, now: u64, text: &str) {
        self.mqtt_disconnected();
        self.mqtt_remark(now, text);
    }

    /// Something is wrong although there is a connection; `text` as for [`Charger::mqtt_failed`].
    pub fn mqtt_remark(&mut self, now: u64, text: &str) {
        let end = text.floor_char_boundary(ERROR_BYTES);
        // Cut to the capacity of the key.
        let _ = self.registry.set_mqtt_last_error(text.get(..end));
        self.registry.set_mqtt_last_error_at(Some(now));
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::charger;

    #[test]
    fn a_connection_tells_since_when_it_stands() {
        let mut charger = charger();
        charger.mqtt_connected(1234);
        assert!(charger.registry.mqtt_started() && charger.registry.mqtt_connected());
        assert_eq!(charger.registry.mqtt_connected_at(), Some(1234));
    }

    #[test]
    fn a_failure_tells_why_and_when() {
        let mut charger = charger();
        charger.mqtt_connected(1234);
        charger.mqtt_failed(5678, "connection refused");
        assert!(!charger.registry.mqtt_connected());
        assert_eq!(charger.registry.mqtt_connected_at(), None);
        assert_eq!(charger.registry.mqtt_last_error(), Some("connection refused"));
        assert_eq!(charger.registry.mqtt_last_error_at(), Some(5678));
    }

    #[test]
    fn a_long_error_is_cut_between_two_characters() {
        let mut charger = charger();
        charger.mqtt_failed(0, &"ä".repeat(100));
        assert_eq!(charger.registry.mqtt_last_error().map(str::len), Some(128));
        charger.mqtt_failed(0, &std::format!("x{}", "ä".repeat(100)));
        assert_eq!(charger.registry.mqtt_last_error().map(str::len), Some(127));
    }
}
