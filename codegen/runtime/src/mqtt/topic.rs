use heapless::String;

use crate::Device;
use crate::access::{render, write_plain};
use crate::sink::Sink;
use crate::table::Topic;

/// Longest prefix.
pub(super) const PREFIX: usize = 96;

/// The prefix of all topics: what the prefix key says, without a slash at its end, else the spec's default.
pub fn prefix<D: Device>(device: &D) -> String<PREFIX> {
    let tables = device.tables();
    let mut prefix = String::new();
    if let Some(key) = tables.mqtt.prefix_key {
        write_plain(device, tables, key, &mut prefix);
        while prefix.ends_with('/') {
            prefix.pop();
        }
    }
    if prefix.is_empty() {
        render(device, tables.mqtt.prefix_default, &mut prefix);
    }
    prefix
}

/// Writes the topic of a key.
pub(super) fn write(prefix: &str, topic: &Topic, key: &str, out: &mut dyn Sink) {
    for part in [prefix, topic.before, key, topic.after] {
        out.put(part.as_bytes());
    }
}

/// The key in a topic, if it is one of these.
pub(super) fn key<'t>(prefix: &str, layout: &Topic, topic: &'t str) -> Option<&'t str> {
    let name = topic.strip_prefix(prefix)?.strip_prefix(layout.before)?.strip_suffix(layout.after)?;
    (!name.contains('/')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_found_between_prefix_and_suffix() {
        let set = Topic { before: "/", after: "/set" };
        assert_eq!(key("go/1", &set, "go/1/amp/set"), Some("amp"));
        for other in ["go/1/amp", "go/1/amp/set/x", "go/2/amp/set", "go/1/a/b/set", "go/1/set"] {
            assert_eq!(key("go/1", &set, other), None, "{other}");
        }
    }
}
