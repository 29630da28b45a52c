//! What stands at the broker and this firmware does not announce, since an older one did. The broker is what remembers
//! it: the device subscribes to its own announcements, and clears what it finds there and does not know.

use super::Announcer;
use super::message::Message;
use super::place::has_id;
use crate::Device;
use crate::error::JsonError;
use crate::home_assistant::HomeAssistantInfo;
use crate::json::{Kind, Reader};
use crate::mqtt::Frame;
use crate::sink::Sink;
use crate::table::if_announced;

impl Announcer {
    /// A message that came in. If it is an announcement of this device that has to go, the frame then holds the message
    /// that does it, and what is said is whether that is retained.
    pub(in crate::mqtt) fn heard<D: Device>(
        &mut self,
        device: &mut D,
        prefix: &str,
        topic: &str,
        payload: &[u8],
        retained: bool,
        out: &mut Frame<'_>,
    ) -> Option<bool> {
        let info = if_announced(device.tables().home_assistant).filter(|_| !self.all_known && !payload.is_empty())?;
        out.clear();
        let (component, id) = self.swept.read_topic(topic)?;
        if retained && self.swept.is_whole() {
            return self.remove(device, info, prefix, topic, payload, out).then_some(false);
        }
        if retained {
            out.topic.put(topic.as_bytes());
            return (!is_known(device, info, component, id) && !out.topic.overflowed()).then_some(true);
        }
        let last = info.entities.last()?;
        let is_last = last.component == component && has_id(&*device, last, id);
        if !(is_last || self.swept.is_whole()) {
            return None;
        }
        // The broker sends what it had kept before what came after: nothing else stands there.
        if self.place == self.swept {
            self.all_known = true;
            self.settle(device, info, self.place.clone());
        }
        None
    }

    /// Writes the message that removes components of the device's message that are not known, if there are any. It is not
    /// to be kept: the message without them follows.
    fn remove<D: Device>(
        &mut self,
        device: &D,
        info: &'static HomeAssistantInfo,
        prefix: &str,
        topic: &str,
        payload: &[u8],
        out: &mut Frame<'_>,
    ) -> bool {
        let text = core::str::from_utf8(payload).unwrap_or_default();
        let message = Message { device, info, node: self.swept.node(), prefix, language: 0 };
        let mut any = false;
        let gone = |put: &mut dyn FnMut(&str, &str)| {
            // What is no JSON is written anew anyhow.
            let _ = components(text, &mut |id, platform| {
                if !is_known(device, info, platform, id) {
                    any = true;
                    put(id, platform);
                }
            });
        };
        out.topic.put(topic.as_bytes());
        message.removal(gone, &mut out.payload);
        self.birth();
        any && !out.topic.overflowed() && !out.payload.overflowed()
    }
}

fn is_known<D: Device>(device: &D, info: &HomeAssistantInfo, component: &str, id: &str) -> bool {
    info.entities.iter().any(|entity| entity.component == component && has_id(device, entity, id))
}

/// Gives id and platform of each component of a device's message to `each`.
fn components(text: &str, each: &mut dyn FnMut(&str, &str)) -> Result<(), JsonError> {
    let mut json = Reader::new(text);
    fields(&mut json, &mut |name, json| match name {
        "cmps" => members(json, each),
        "cdevs" if json.enter(Kind::Array)? => {
            let mut first = true;
            while json.next_item(first)? {
                first = false;
                fields(json, &mut |name, json| if name == "cmps" { members(json, each) } else { json.skip() })?;
            }
            Ok(())
        }
        _ => json.skip(),
    })
}

fn members(json: &mut Reader<'_>, each: &mut dyn FnMut(&str, &str)) -> Result<(), JsonError> {
    fields(json, &mut |id, json| {
        let mut platform = "";
        fields(json, &mut |name, json| {
            match json.kind()? {
                Kind::String if name == "p" => platform = json.string()?.and_then(|text| text.plain()).unwrap_or(""),
                _ => json.skip()?,
            }
            Ok(())
        })?;
        each(id, platform);
        Ok(())
    })
}

/// Walks over an object; `each` reads the value of a field. What is no object is skipped, and so are fields whose names
/// have escapes.
fn fields<'t>(
    json: &mut Reader<'t>,
    each: &mut dyn FnMut(&'t str, &mut Reader<'t>) -> Result<(), JsonError>,
) -> Result<(), JsonError> {
    if !json.enter(Kind::Object)? {
        return json.skip();
    }
    let mut first = true;
    while let Some(name) = json.next_field(first)? {
        first = false;
        match name.plain() {
            Some(name) => each(name, json)?,
            None => json.skip()?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (std::vec::Vec<(std::string::String, std::string::String)>, bool) {
        let mut all = std::vec::Vec::new();
        let read = components(text, &mut |id, platform| all.push((id.into(), platform.into())));
        (all, read.is_ok())
    }

    #[test]
    fn components_are_found_in_the_device_and_its_children() {
        let text = r#"{"dev":{"ids":["a"]},"cmps":{"amp":{"stat_t":"x","p":"number"}},
            "cdevs":[{"name":"b","cmps":{"car":{"p":"sensor"},"nrg_0":{"p":"sensor","en":false}}},7]}"#;
        let of = |id: &str, platform: &str| (id.into(), platform.into());
        let all = [of("amp", "number"), of("car", "sensor"), of("nrg_0", "sensor")];
        assert_eq!(found(text), (all.to_vec(), true));
    }

    #[test]
    fn what_is_no_message_of_a_device_has_none() {
        for text in ["{}", "[]", "7", r#"{"cmps":7,"cdevs":{}}"#] {
            assert_eq!(found(text), (std::vec::Vec::new(), true), "{text}");
        }
        assert!(!found(r#"{"cmps":"#).1);
    }
}
