//! Where announcements stand: under which prefix, for which device, and in one message or in many.

use core::fmt::Write;

use heapless::String;

use crate::Device;
use crate::access::{render, write_plain};
use crate::home_assistant::{Entity, HomeAssistantInfo};
use crate::sink::Sink;

/// Longest place.
const LONGEST: usize = 160;

/// What stands for the component of an entity in a place.
const ANY: &str = "+";
/// What stands there if one message announces the whole device.
const DEVICE: &str = "device";

/// `homeassistant/+/my-device_1`, or `homeassistant/device/my-device_1` with one message for all. Empty: nowhere.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Place(String<LONGEST>);

/// What a device remembers: a place, and the number of what is announced there, if that is known to be all there is.
pub(super) struct Remembered {
    pub(super) place: Place,
    pub(super) announced: Option<u32>,
}

impl Place {
    /// Where announcements should stand, switches aside. Nowhere if their topics could not be used.
    pub(super) fn of<D: Device>(device: &D, info: &HomeAssistantInfo, whole: bool) -> Self {
        let mut place = String::<LONGEST>::new();
        write_prefix(device, info, &mut place);
        let usable = !place.is_empty() && !place.contains(['+', '#', '\0']);
        for part in ["/", if whole { DEVICE } else { ANY }, "/"] {
            place.put(part.as_bytes());
        }
        render(device, info.node, &mut Identifier(&mut place));
        // A place that was cut off would be that of another device.
        if usable && place.len() + 4 <= LONGEST { Self(place) } else { Self::default() }
    }

    pub(super) fn is_nowhere(&self) -> bool {
        self.0.is_empty()
    }

    /// The prefix, what stands for the component, and the identifier of the device.
    fn parts(&self) -> Option<(&str, &str, &str)> {
        let (rest, node) = self.0.rsplit_once('/')?;
        let (prefix, component) = rest.rsplit_once('/')?;
        Some((prefix, component, node))
    }

    /// The identifier of the device.
    pub(super) fn node(&self) -> &str {
        self.parts().map_or("", |(_, _, node)| node)
    }

    /// Whether one message announces the whole device.
    pub(super) fn is_whole(&self) -> bool {
        self.parts().is_some_and(|(_, component, _)| component == DEVICE)
    }

    /// Whether the other place is that of the same device under the same prefix, in the other style.
    pub(super) fn is_other_style_of(&self, other: &Self) -> bool {
        match (self.parts(), other.parts()) {
            (Some((prefix, style, node)), Some((other_prefix, other_style, other_node))) => {
                prefix == other_prefix && node == other_node && style != other_style
            }
            _ => false,
        }
    }

    /// The filter of all topics of this place.
    pub(super) fn write_filter(&self, out: &mut dyn Sink) {
        out.put(self.0.as_bytes());
        out.put(if self.is_whole() { b"/config" } else { b"/+/config" });
    }

    /// The topic of one announcement: `homeassistant/sensor/my-device_1/amp/config`; that of the device, if one message
    /// announces it.
    pub(super) fn write_topic<D: Device>(&self, device: &D, entity: &Entity, out: &mut dyn Sink) {
        if self.is_whole() {
            self.write_filter(out);
            return;
        }
        let Some((prefix, _, node)) = self.parts() else { return };
        for part in [prefix, "/", entity.component, "/", node, "/"] {
            out.put(part.as_bytes());
        }
        write_id(device, entity, out);
        out.put(b"/config");
    }

    /// Component and id in a topic of this place: `("sensor", "amp")`. Nothing in both, if one message announces the
    /// device.
    pub(super) fn read_topic<'t>(&self, topic: &'t str) -> Option<(&'t str, &'t str)> {
        let (prefix, _, node) = self.parts()?;
        let rest = topic.strip_suffix("/config")?;
        if self.is_whole() {
            return (rest == self.0).then_some(("", ""));
        }
        let rest = rest.strip_prefix(prefix)?.strip_prefix('/')?;
        let (component, rest) = rest.split_once('/')?;
        let id = rest.strip_prefix(node)?.strip_prefix('/')?;
        (!id.contains('/')).then_some((component, id))
    }
}

impl Remembered {
    /// Reads what is remembered.
    pub(super) fn read(text: &str) -> Self {
        let (place, announced) = match text.rsplit_once(' ') {
            Some((place, number)) => (place, u32::from_str_radix(number, 16).ok()),
            None => (text, None),
        };
        // One that is too long was not written by this device.
        Self { place: Place(String::try_from(place).unwrap_or_default()), announced }
    }

    /// As it is remembered: `homeassistant/+/my-device_1 811c9dc5`.
    pub(super) fn text(&self) -> String<{ LONGEST + 9 }> {
        let mut text = String::new();
        text.put(self.place.0.as_bytes());
        if let Some(announced) = self.announced.filter(|_| !self.place.is_nowhere()) {
            // It fits: a space and eight digits.
            let _ = write!(text, " {announced:08x}");
        }
        text
    }
}

/// What the topics of announcements begin with: what the key says, else the default.
pub(super) fn write_prefix<D: Device, const N: usize>(device: &D, info: &HomeAssistantInfo, out: &mut String<N>) {
    if let Some(key) = info.prefix_key {
        write_plain(device, device.tables(), key, out);
        while out.ends_with('/') {
            out.pop();
        }
    }
    if out.is_empty() {
        render(device, info.prefix_default, out);
    }
}

/// `amp`, or `nrg_0` for a part of a key.
pub(super) fn write_id<D: Device>(device: &D, entity: &Entity, out: &mut dyn Sink) {
    out.put(key_name(device, entity).as_bytes());
    out.put(entity.part.as_bytes());
}

/// Whether the entity has this id.
pub(super) fn has_id<D: Device>(device: &D, entity: &Entity, id: &str) -> bool {
    id.strip_prefix(key_name(device, entity)) == Some(entity.part)
}

pub(super) fn key_name<D: Device>(device: &D, entity: &Entity) -> &'static str {
    device.tables().info(entity.key).map_or("", |info| info.name())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> Place {
        Remembered::read(text).place
    }

    #[test]
    fn an_identifier_has_no_character_that_home_assistant_refuses() {
        let mut text: String<16> = String::new();
        Identifier(&mut text).put("a b/ä-1_".as_bytes());
        assert_eq!(text.as_str(), "a_b___-1_");
    }

    #[test]
    fn the_identifier_of_a_place_stands_behind_the_prefix() {
        assert_eq!(place("home/assistant/+/lamp_1").node(), "lamp_1");
        assert_eq!(place("").node(), "");
    }

    #[test]
    fn what_is_remembered_is_read_as_it_was_written() {
        for text in ["", "homeassistant/+/lamp_1", "home/device/device/lamp_1 0012ab34"] {
            assert_eq!(Remembered::read(text).text().as_str(), text);
        }
        assert_eq!(Remembered::read("a/+/b 0012ab34").announced, Some(0x0012_ab34));
        assert_eq!(Remembered::read("a/+/b zebra").announced, None);
    }

    #[test]
    fn styles_differ_in_the_component_alone() {
        let [entity, device] = [place("ha/+/lamp_1"), place("ha/device/lamp_1")];
        assert!(entity.is_other_style_of(&device) && device.is_other_style_of(&entity));
        assert!(!entity.is_other_style_of(&entity));
        assert!(!entity.is_other_style_of(&place("ha/device/lamp_2")));
        assert!(!entity.is_other_style_of(&place("hb/device/lamp_1")));
    }

    #[test]
    fn a_topic_is_read_if_it_is_of_the_place() {
        let entity = place("home/assistant/+/lamp_1");
        assert_eq!(entity.read_topic("home/assistant/sensor/lamp_1/amp/config"), Some(("sensor", "amp")));
        for other in ["home/assistant/sensor/lamp_10/amp/config", "home/assistant/sensor/lamp_1/config", "home/x"] {
            assert_eq!(entity.read_topic(other), None, "{other}");
        }
    }
}
