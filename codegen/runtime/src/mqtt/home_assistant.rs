//! Home Assistant: one retained message an entity, from which it sets the device up by itself, and how these are
//! taken back. See <https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery>.

use heapless::String;

use super::Frame;
use super::session::is_true;
use super::topic::{fill, write_plain};
use crate::Device;
use crate::home_assistant::{Entity, HomeAssistantInfo};
use crate::json::Escape;
use crate::sink::{Count, Sink};
use crate::table::{MqttInfo, Topic, if_announced};
use crate::values::Scalar;

/// Who has made the message.
const ORIGIN: &str = concat!(
    ",\"o\":{\"name\":\"keywright\",\"sw\":\"",
    env!("CARGO_PKG_VERSION"),
    "\",\"url\":\"",
    env!("CARGO_PKG_REPOSITORY"),
    "\"}"
);

/// Longest place.
const PLACE: usize = 160;

/// Longest topic of [`birth_topic`], and one.
const BIRTH: usize = 128;
pub(super) type Birth = String<BIRTH>;

/// What stands for the component in a place.
const ANY: &str = "/+/";

/// Where announcements stand, as the filter of their topics: `homeassistant/+/my-device_1`. Empty: nowhere.
type Place = String<PLACE>;

/// Announces entities, one message at a time, and takes them back.
///
/// Nothing is queued: each message is made when there is room for it, out of what holds then.
#[derive(Debug, Default)]
pub(super) struct Announcer {
    /// Where announcements stand, or may stand.
    place: Place,
    step: Step,
}

/// The next entity of the walk over all of them.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Step {
    #[default]
    Rest,
    Announce(usize),
    Clear(usize),
}

impl Announcer {
    /// The broker has accepted the connection. It may be another one, or have lost what it had: all is said anew.
    pub(super) fn start<D: Device>(&mut self, device: &D) {
        let tables = device.tables();
        // Asked once more, so that without the feature its code is not there either.
        let Some(info) = if_announced(tables.home_assistant) else { return };
        if self.place.is_empty()
            && let Some(key) = info.remembered_by
        {
            write_plain(device, tables, key, &mut self.place);
        }
        self.step = if self.place.is_empty() { Step::Rest } else { Step::Announce(0) };
    }

    /// Home Assistant has started: it may not have had what the broker kept.
    pub(super) fn birth(&mut self) {
        if !self.place.is_empty() && !matches!(self.step, Step::Clear(_)) {
            self.step = Step::Announce(0);
        }
    }

    /// Writes the next message, which is retained. False if there is none now.
    pub(super) fn poll<D: Device>(&mut self, device: &mut D, prefix: &str, out: &mut Frame<'_>) -> bool {
        let Some(info) = if_announced(device.tables().home_assistant) else { return false };
        let wanted = wanted(device, info);
        if !self.place.is_empty() && self.place != wanted && !matches!(self.step, Step::Clear(_)) {
            self.step = Step::Clear(0);
        }
        loop {
            out.clear();
            match self.step {
                Step::Rest if self.place.is_empty() && !wanted.is_empty() => {
                    self.settle(device, info, wanted.clone());
                    self.step = Step::Announce(0);
                    continue;
                }
                Step::Rest => return false,
                Step::Announce(index) => match info.entities.get(index) {
                    Some(entity) => {
                        self.step = Step::Announce(index + 1);
                        write_topic(device, &self.place, entity, out);
                        write_config(device, info, entity, node(&self.place), prefix, out);
                    }
                    None => {
                        self.step = Step::Rest;
                        continue;
                    }
                },
                Step::Clear(index) => match info.entities.get(index) {
                    Some(entity) => {
                        self.step = Step::Clear(index + 1);
                        write_topic(device, &self.place, entity, out);
                    }
                    None => {
                        self.settle(device, info, Place::new());
                        self.step = Step::Rest;
                        continue;
                    }
                },
            }
            // What does not fit is left out, as a value is.
            if !out.topic.overflowed() && !out.payload.overflowed() {
                return true;
            }
        }
    }

    /// Announcements stand here from now on.
    fn settle<D: Device>(&mut self, device: &mut D, info: &HomeAssistantInfo, place: Place) {
        let tables = device.tables();
        if let Some(key) = info.remembered_by
            && let Some(known) = tables.info(key)
        {
            device.values_mut().store(tables, key, known, Scalar::Text(&place));
        }
        self.place = place;
    }
}

/// The topic on which Home Assistant says that it has started. Empty without announcements.
pub fn birth_topic<D: Device>(device: &D) -> String<BIRTH> {
    let mut topic = Birth::new();
    let Some(info) = if_announced(device.tables().home_assistant) else { return topic };
    write_prefix(device, info, &mut topic);
    topic.put(b"/status");
    let usable = topic.len() > "/status".len() && topic.len() < BIRTH && !topic.contains(['+', '#', '\0']);
    if usable { topic } else { Birth::new() }
}

fn write_prefix<D: Device, const N: usize>(device: &D, info: &HomeAssistantInfo, out: &mut String<N>) {
    if let Some(key) = info.prefix_key {
        write_plain(device, device.tables(), key, out);
        while out.ends_with('/') {
            out.pop();
        }
    }
    if out.is_empty() {
        fill(device, info.prefix_default, out);
    }
}

/// Where announcements should stand. Nowhere while they are switched off, or where their topics could not be used.
fn wanted<D: Device>(device: &D, info: &HomeAssistantInfo) -> Place {
    let mut place = Place::new();
    if info.enabled_by.is_some_and(|key| !is_true(device, key)) {
        return place;
    }
    write_prefix(device, info, &mut place);
    let usable = !place.is_empty() && !place.contains(['+', '#', '\0']);
    place.put(ANY.as_bytes());
    fill(device, info.node, &mut Identifier(&mut place));
    // A place that was cut off would be that of another device.
    if usable && place.len() + 4 <= PLACE { place } else { Place::new() }
}

/// The identifier of the device in a place.
fn node(place: &str) -> &str {
    place.rsplit_once(ANY).map_or("", |(_, node)| node)
}

/// What may not stand in an identifier becomes `_`.
struct Identifier<'a>(&'a mut dyn Sink);

impl Sink for Identifier<'_> {
    fn put(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let fits = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
            self.0.put(&[if fits { *byte } else { b'_' }]);
        }
    }
}

/// `homeassistant/sensor/my-device_1/amp/config`
fn write_topic<D: Device>(device: &D, place: &str, entity: &Entity, out: &mut Frame<'_>) {
    let (prefix, node) = place.rsplit_once(ANY).unwrap_or_default();
    for part in [prefix, "/", entity.component, "/", node, "/"] {
        out.topic.put(part.as_bytes());
    }
    write_id(device, entity, &mut out.topic);
    out.topic.put(b"/config");
}

/// `amp`, or `nrg_0` for a part of a key.
fn write_id<D: Device>(device: &D, entity: &Entity, out: &mut dyn Sink) {
    out.put(key_name(device, entity).as_bytes());
    out.put(entity.part.as_bytes());
}

fn key_name<D: Device>(device: &D, entity: &Entity) -> &'static str {
    device.tables().info(entity.key).map_or("", |info| info.name())
}

/// The message itself: topics, ids and the device, beside what codegen has written of the entity.
fn write_config<D: Device>(
    device: &D,
    info: &HomeAssistantInfo,
    entity: &Entity,
    node: &str,
    prefix: &str,
    out: &mut Frame<'_>,
) {
    let MqttInfo { value, set, availability, .. } = &device.tables().mqtt;
    let key = key_name(device, entity);
    let out = &mut out.payload;
    // `~` stands for the prefix in all topics below.
    out.put(b"{\"~\":\"");
    Escape(out).put(prefix.as_bytes());
    for (used, name, Topic { before, after }) in [(entity.reads, "stat_t", value), (entity.writes, "cmd_t", set)] {
        if used {
            put(&["\",\"", name, "\":\"~"], out);
            put(&[before, key, after], &mut Escape(out));
        }
    }
    put(&["\",\"avty_t\":\"~"], out);
    Escape(out).put(availability.as_bytes());
    put(&["\",\"uniq_id\":\"", node, "_"], out);
    write_id(device, entity, out);
    // Up to 2026.3 the entity id follows from the one, since 2025.10 from the other.
    put(&["\",\"obj_id\":\"", node, "_", entity.object], out);
    put(&["\",\"def_ent_id\":\"", entity.component, ".", node, "_", entity.object, "\",", entity.body], out);
    put(&[ORIGIN, ",\"dev\":{\"ids\":[\"", node, "\"]"], out);
    for (name, text) in info.device {
        let mut length = Count(0);
        fill(device, text, &mut length);
        if length.0 > 0 {
            put(&[",\"", name, "\":\""], out);
            fill(device, text, &mut Escape(out));
            out.put(b"\"");
        }
    }
    out.put(b"}}");
}

fn put(parts: &[&str], out: &mut dyn Sink) {
    for part in parts {
        out.put(part.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_has_no_character_that_home_assistant_refuses() {
        let mut text: String<16> = String::new();
        Identifier(&mut text).put("a b/ä-1_".as_bytes());
        assert_eq!(text.as_str(), "a_b___-1_");
    }

    #[test]
    fn the_identifier_of_a_place_stands_behind_the_prefix() {
        assert_eq!(node("home/assistant/+/lamp_1"), "lamp_1");
        assert_eq!(node(""), "");
    }
}
