//! The messages themselves: topics, ids and the device, beside what codegen has written of each entity. See
//! <https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery>.

use super::place::{key_name, write_id};
use crate::Device;
use crate::access::render;
use crate::home_assistant::{Entity, HomeAssistantInfo};
use crate::json::Escape;
use crate::sink::{Count, Sink};
use crate::table::{MqttInfo, Topic};

/// Names this library as the sender: Home Assistant shows it in its log and diagnostics.
const ORIGIN: &str = concat!(
    "\"o\":{\"name\":\"keywright\",\"sw\":\"",
    env!("CARGO_PKG_VERSION"),
    "\",\"url\":\"",
    env!("CARGO_PKG_REPOSITORY"),
    "\"}"
);

/// What all messages of a device have in common.
pub(super) struct Message<'a, D> {
    pub(super) device: &'a D,
    pub(super) info: &'static HomeAssistantInfo,
    /// Identifier of the device.
    pub(super) node: &'a str,
    /// Prefix of the values.
    pub(super) prefix: &'a str,
    /// Number of the language of names.
    pub(super) language: u8,
}

impl<D: Device> Message<'_, D> {
    /// The announcement of one entity.
    pub(super) fn entity(&self, entity: &Entity, out: &mut dyn Sink) {
        // `~` stands for the prefix in all topics below.
        out.put(b"{\"~\":\"");
        Escape(out).put(self.prefix.as_bytes());
        out.put(b"\",");
        self.topics(entity, "~", out);
        put(&["\"avty_t\":\"~"], out);
        Escape(out).put(self.device.tables().mqtt.availability.as_bytes());
        out.put(b"\",");
        self.members(entity, out);
        put(&[",", ORIGIN, ","], out);
        self.device(out);
        out.put(b"}");
    }

    /// The announcement of the whole device, with a child a category if so wished.
    pub(super) fn whole(&self, children: bool, out: &mut dyn Sink) {
        self.head(out);
        out.put(b",\"avty_t\":\"");
        Escape(out).put(self.prefix.as_bytes());
        Escape(out).put(self.device.tables().mqtt.availability.as_bytes());
        out.put(b"\",");
        if !children {
            self.components(|_| true, out);
            out.put(b"}");
            return;
        }
        out.put(b"\"cdevs\":[");
        let mut separator = "";
        for (number, name) in self.info.children.iter().enumerate() {
            let of_child = |entity: &Entity| usize::from(entity.child) == number;
            if !self.info.entities.iter().any(of_child) {
                continue;
            }
            // As it is written, since no two categories have the same name; Home Assistant takes any text.
            put(&[separator, "{\"ids\":[\"", self.node, "_"], out);
            Escape(out).put(name.as_bytes());
            out.put(b"\"],\"name\":\"");
            Escape(out).put(name.as_bytes());
            out.put(b"\",");
            self.components(of_child, out);
            out.put(b"}");
            separator = ",";
        }
        out.put(b"]}");
    }

    /// Takes components of the device's message back: with nothing but its platform, each is removed. `gone` gives
    /// their ids and platforms to what it is handed.
    pub(super) fn removal(&self, mut gone: impl FnMut(&mut dyn FnMut(&str, &str)), out: &mut dyn Sink) {
        self.head(out);
        out.put(b",\"cmps\":{");
        let mut separator = "";
        gone(&mut |id, platform| {
            put(&[separator, "\"", id, "\":{\"p\":\"", platform, "\"}"], out);
            separator = ",";
        });
        out.put(b"}}");
    }

    fn head(&self, out: &mut dyn Sink) {
        out.put(b"{");
        self.device(out);
        put(&[",", ORIGIN], out);
    }

    fn components(&self, wanted: impl Fn(&Entity) -> bool, out: &mut dyn Sink) {
        out.put(b"\"cmps\":{");
        let mut separator = "\"";
        for entity in self.info.entities.iter().filter(|entity| wanted(entity)) {
            out.put(separator.as_bytes());
            write_id(self.device, entity, out);
            put(&["\":{\"p\":\"", entity.component, "\","], out);
            self.topics(entity, self.prefix, out);
            self.members(entity, out);
            out.put(b"}");
            separator = ",\"";
        }
        out.put(b"}");
    }

    fn topics(&self, entity: &Entity, prefix: &str, out: &mut dyn Sink) {
        let MqttInfo { value, set, .. } = &self.device.tables().mqtt;
        let key = key_name(self.device, entity);
        for (used, name, Topic { before, after }) in [(entity.reads, "stat_t", value), (entity.writes, "cmd_t", set)] {
            if used {
                put(&["\"", name, "\":\""], out);
                put(&[prefix, before, key, after], &mut Escape(out));
                out.put(b"\",");
            }
        }
    }

    /// Ids, name, and what codegen has written.
    fn members(&self, entity: &Entity, out: &mut dyn Sink) {
        put(&["\"uniq_id\":\"", self.node, "_"], out);
        write_id(self.device, entity, out);
        // Up to 2026.3 the entity id follows from the one, since 2025.10 from the other.
        put(&["\",\"obj_id\":\"", self.node, "_", entity.object], out);
        put(&["\",\"def_ent_id\":\"", entity.component, ".", self.node, "_", entity.object, "\""], out);
        let name = entity.names.get(usize::from(self.language)).or(entity.names.first());
        if let Some(name) = name {
            out.put(b",\"name\":\"");
            Escape(out).put(name.as_bytes());
            out.put(b"\"");
        }
        if !entity.body.is_empty() {
            put(&[",", entity.body], out);
        }
    }

    fn device(&self, out: &mut dyn Sink) {
        put(&["\"dev\":{\"ids\":[\"", self.node, "\"]"], out);
        for (name, text) in self.info.device {
            let mut length = Count(0);
            render(self.device, text, &mut length);
            if length.0 > 0 {
                put(&[",\"", name, "\":\""], out);
                render(self.device, text, &mut Escape(out));
                out.put(b"\"");
            }
        }
        out.put(b"}");
    }
}

fn put(parts: &[&str], out: &mut dyn Sink) {
    for part in parts {
        out.put(part.as_bytes());
    }
}
