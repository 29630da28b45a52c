//! Clears what an older firmware announced and this one does not. The broker remembers it: the device subscribes to its
//! own announcements, and clears those that it does not know.

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

/// Longest message of a device that is looked through, and by how many components it may have more than twice those of
/// this firmware. Anybody at the broker can write one, and nobody else is served meanwhile.
const LONGEST: usize = 256 * 1024;
const MORE: usize = 100;

impl Announcer {
    /// Looks at a message that came in. If it announces what this firmware does not, the frame then holds the message that
    /// clears it; returns whether that one is retained.
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
        if retained {
            let whole = self.swept.is_whole();
            let clears = if whole {
                self.remove(device, info, prefix, topic, payload, out)
            } else {
                out.topic.put(topic.as_bytes());
                !is_known(device, info, component, id) && !out.topic.overflowed()
            };
            self.cleared |= clears;
            return clears.then_some(!whole);
        }
        let last = info.entities.last()?;
        let is_last = last.component == component && has_id(&*device, last, id);
        if !(is_last || self.swept.is_whole()) {
            return None;
        }
        // The broker sends what it had kept before what came after, so that all of it has been seen. Whether what clears
        // has arrived is seen at the next connection.
        if self.place == self.swept && !self.cleared {
            self.all_known = true;
            self.settle(device, info, self.place.clone());
        }
        None
    }

    /// Writes the message that removes the components of the device's message that are not known, if there are any. The
    /// broker must not keep it: the message without them follows.
    fn remove<D: Device>(
        &mut self,
        device: &D,
        info: &'static HomeAssistantInfo,
        prefix: &str,
        topic: &str,
        payload: &[u8],
        out: &mut Frame<'_>,
    ) -> bool {
        let text = Some(payload).filter(|payload| payload.len() <= LONGEST);
        let text = text.and_then(|text| core::str::from_utf8(text).ok()).unwrap_or_default();
        let message = Message { device, info, node: self.swept.node(), prefix, language: 0 };
        let mut any = false;
        let mut left = 2 * info.entities.len() + MORE;
        let gone = |put: &mut dyn FnMut(&str, &str)| {
            // The device writes its own message over one that is not JSON, so that an error does not matter.
            let _ = components(text, &mut |id, platform| {
                left = left.checked_sub(1).ok_or(JsonError::Incomplete)?;
                if !is_known(device, info, platform, id) {
                    any = true;
                    put(id, platform);
                }
                Ok(())
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

/// Takes a component's id and platform. An error ends the walk.
type Each<'a> = dyn FnMut(&str, &str) -> Result<(), JsonError> + 'a;

/// Gives each component of a device's message to `each`.
fn components(text: &str, each: &mut Each<'_>) -> Result<(), JsonError> {
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

fn members(json: &mut Reader<'_>, each: &mut Each<'_>) -> Result<(), JsonError> {
    fields(json, &mut |id, json| {
        let mut platform = "";
        fields(json, &mut |name, json| {
            match json.kind()? {
                Kind::String if name == "p" => platform = json.string()?.and_then(|text| text.plain()).unwrap_or(""),
                _ => json.skip()?,
            }
            Ok(())
        })?;
        each(id, platform)
    })
}

/// Walks over an object; `each` reads the value of a field. Skips any other value, and fields whose names have escapes:
/// no firmware writes those.
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
        let read = components(text, &mut |id, platform| {
            all.push((id.into(), platform.into()));
            Ok(())
        });
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
