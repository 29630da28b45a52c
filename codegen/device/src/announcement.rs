//! What the device tells of itself on the local network: the names and the text of its DNS-based service discovery
//! records (RFC 6763). Who sends them, and where, is the business of the host or board.

use keywright::heapless::{String, Vec};
use keywright::{Device, Sink, render};

use crate::managed::Managed;

/// The longest label of a name, in bytes (RFC 1035).
const LABEL: usize = 63;
/// The longest text of a TXT record, `name=value`, in bytes (RFC 6763, section 6.1).
const TEXT: usize = 255;
/// Most services: more are left out.
const MOST_SERVICES: usize = 4;
/// Most texts: more are left out.
pub const MOST_TEXTS: usize = 12;

/// A label of a name: at most 63 bytes.
pub type Label = String<LABEL>;

/// The records' content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// The instance of all services, such as `heater-000001`.
    pub instance: Label,
    /// The host's name, without `.local`.
    pub host: Label,
    /// The services, without `._tcp.local`.
    pub services: Vec<Label, MOST_SERVICES>,
    /// Names and values of the TXT record, all services' alike. No pair is longer than such a record takes.
    pub texts: Vec<(&'static str, String<TEXT>), MOST_TEXTS>,
}

impl<D: Device> Managed<'_, D> {
    /// The content of its records; [`None`] for a device that is not announced.
    pub fn announcement(&self) -> Option<Announcement> {
        let role = self.tables().discovery.as_ref()?;
        let label = |parts| {
            let mut label = Label::new();
            render(self, parts, &mut label);
            label
        };
        let instance = label(role.instance);
        // An empty label would end the name.
        let host = Some(label(role.host)).filter(|host| !host.is_empty()).unwrap_or_else(|| instance.clone());
        let texts = role.texts.iter().map(|(name, parts)| {
            let mut text = Cut { text: String::new(), left: TEXT.saturating_sub(name.len()).saturating_sub(1) };
            render(self, parts, &mut text);
            (*name, text.text)
        });
        Some(Announcement {
            services: role.services.iter().take(MOST_SERVICES).map(|service| label(service)).collect(),
            texts: texts.take(MOST_TEXTS).collect(),
            instance,
            host,
        })
    }
}

/// As much of a text as there is room for, in whole characters.
struct Cut {
    text: String<TEXT>,
    left: usize,
}

impl Sink for Cut {
    fn put(&mut self, bytes: &[u8]) {
        let text = core::str::from_utf8(bytes).unwrap_or_default();
        let text = text.get(..text.floor_char_boundary(self.left)).unwrap_or_default();
        self.left -= text.len();
        self.text.put(text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_in_front_of_the_character_that_does_not_fit() {
        for (text, room, left) in [("aä", 3, "aä"), ("aä", 2, "a"), ("🚗", 3, "")] {
            let mut cut = Cut { text: String::new(), left: room };
            cut.put(text.as_bytes());
            assert_eq!(cut.text, left, "{text}");
        }
    }

    #[test]
    fn a_label_has_at_most_63_bytes() {
        let mut label = Label::new();
        for part in ["_", &"ä".repeat(40), "_", "x"] {
            label.put(part.as_bytes());
        }
        assert!(label.len() <= LABEL && label.starts_with("_ä"), "{label}");
    }
}
