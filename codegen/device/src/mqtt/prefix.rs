//! What topics begin with.

use keywright::heapless::String;
use keywright::{Device, KeyId, Part, Refusal, render, store_text, text_of};

use crate::managed::Managed;

/// What stands in the spec for the value of a key.
const TEMPLATE_MARK: char = '{';
/// Longest prefix, in bytes.
const LONGEST: usize = 96;

/// Whether every topic may begin with this.
pub(crate) fn check_prefix(prefix: &str) -> Result<(), Refusal> {
    if prefix.contains(['+', '#']) {
        return Err(Refusal::new("a topic prefix holds neither + nor #, which are wildcards in MQTT"));
    }
    if prefix.contains(char::is_control) {
        return Err(Refusal::new("a topic prefix holds no control characters"));
    }
    Ok(())
}

impl<D: Device> Managed<'_, D> {
    /// Sets a prefix, without slashes at its end. Where nothing is left of it, it is that of a new device.
    pub(crate) fn write_prefix(
        &mut self,
        key: KeyId,
        default: &'static [Part],
        prefix: Option<&str>,
    ) -> Result<(), Refusal> {
        let prefix = prefix.unwrap_or_default().trim_end_matches('/');
        check_prefix(prefix)?;
        match prefix {
            "" => self.reset_prefix(key, default),
            prefix => _ = store_text(self, key, prefix),
        }
        Ok(())
    }

    /// A prefix that was never set holds the spec's template: shows the device's own instead.
    pub(crate) fn keep_prefix(&mut self) {
        let tables = self.tables();
        let announced = tables.home_assistant.and_then(|info| Some((info.prefix_key?, info.prefix_default)));
        let own = tables.mqtt.prefix_key.map(|key| (key, tables.mqtt.prefix_default));
        for (key, default) in own.into_iter().chain(announced) {
            let prefix = text_of(self, key);
            if prefix.is_empty() || prefix.contains(TEMPLATE_MARK) {
                self.reset_prefix(key, default);
            }
        }
    }

    fn reset_prefix(&mut self, key: KeyId, default: &'static [Part]) {
        let mut prefix = String::<LONGEST>::new();
        render(self, default, &mut prefix);
        store_text(self, key, &prefix);
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Key, get, lamp, set};

    #[test]
    fn a_prefix_loses_its_slash_at_the_end_but_not_at_the_front() {
        let mut lamp = lamp();
        set(&mut lamp, Key::top, "\"/garage/lamp/\"").unwrap();
        assert_eq!(get(&mut lamp, Key::top), "\"/garage/lamp\"");
    }

    #[test]
    fn null_and_nothing_restore_the_prefix() {
        for prefix in ["null", "\"\"", "\"/\""] {
            let mut lamp = lamp();
            assert_eq!(get(&mut lamp, Key::top), "\"lamp/07\"");
            set(&mut lamp, Key::top, "\"garage\"").unwrap();
            set(&mut lamp, Key::top, prefix).unwrap();
            assert_eq!(get(&mut lamp, Key::top), "\"lamp/07\"");
        }
    }

    #[test]
    fn what_can_not_stand_in_a_topic_is_refused_in_a_prefix() {
        let mut lamp = lamp();
        for prefix in ["\"a/+/b\"", "\"a/#\"", "\"a\\u0001\""] {
            assert!(set(&mut lamp, Key::top, prefix).is_err(), "{prefix}");
        }
        let long = std::format!("\"{}\"", "x".repeat(65));
        assert_eq!(set(&mut lamp, Key::top, &long).unwrap_err(), "value must be at most 64 bytes");
        assert_eq!(get(&mut lamp, Key::top), "\"lamp/07\"");
    }
}
