//! What the charger tells of itself on the local network: the names and the text of its DNS-based service discovery
//! records (RFC 6763). Who sends them, and where, is the business of the host or board.
//!
//! Clients look for two services: `_http._tcp`, under the instance name `go-echarger_` with the serial number, and one
//! named after manufacturer and device type, `_go-e_go-eCharger._tcp`, which units of firmware 055 and later announce.
//! Texts: the wire contract's TXT fields; each is the value of a key.

use core::fmt::Write;

use keywright::heapless::String;

use crate::api::Registry;

/// The longest label of a name, in bytes (RFC 1035).
const LABEL: usize = 63;
/// The longest text of a TXT record, `name=value`, in bytes (RFC 6763, section 6.1).
const TEXT: usize = 255;

/// A label of a name: at most 63 bytes.
pub type Label = String<LABEL>;

/// The records' content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement<'a> {
    /// The instance of both services, such as `go-echarger_123456`.
    pub instance: Label,
    /// The host's name, without `.local`: key `host`.
    pub host: Label,
    /// The services, without `._tcp.local`.
    pub services: [Label; 2],
    /// Names and values of the TXT record, both services' alike. No pair is longer than such a record takes.
    pub texts: [(&'static str, &'a str); 6],
}

impl<'a> Announcement<'a> {
    /// The content for a unit with these values.
    pub fn of(registry: &'a Registry) -> Self {
        let serial = registry.serial_number();
        let (manufacturer, device) = (registry.manufacturer(), registry.device_type());
        let instance = label(&["go-echarger_", serial]);
        let host = match registry.configured_hostname() {
            // An empty label would end the name.
            "" => instance.clone(),
            host => label(&[host]),
        };
        let text = |name: &'static str, value| (name, cut(value, TEXT.saturating_sub(name.len()).saturating_sub(1)));
        Self {
            instance,
            host,
            services: [label(&["_http"]), label(&["_", manufacturer, "_", device])],
            texts: [
                text("serial", serial),
                text("version", registry.firmware_version()),
                text("manufacturer", manufacturer),
                text("devicetype", device),
                text("friendly_name", registry.friendly_name()),
                // The version of the api.
                text("protocol", "2"),
            ],
        }
    }
}

/// One label out of several texts, as much of each as there is room for.
fn label(parts: &[&str]) -> Label {
    let mut label = Label::new();
    for part in parts {
        // It was cut to the room that is left.
        let _ = label.write_str(cut(part, LABEL.saturating_sub(label.len())));
    }
    label
}

/// As much of a text as fits in so many bytes, in whole characters.
fn cut(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charger::{Charger, Identity, Variant};

    fn charger() -> Charger {
        Charger::new(&Identity::new("012345", Variant::Kw11).unwrap())
    }

    #[test]
    fn a_unit_is_named_by_its_serial_number_and_found_by_its_type() {
        let charger = charger();
        let announcement = Announcement::of(&charger.registry);
        assert_eq!(announcement.instance, "go-echarger_012345");
        assert_eq!(announcement.host, "go-eCharger-012345");
        assert_eq!(announcement.services.each_ref().map(String::as_str), ["_http", "_go-e_go-eCharger"]);
    }

    #[test]
    fn each_text_is_the_value_of_a_key() {
        let mut charger = charger();
        let _ = charger.registry.set_friendly_name("Garage = \"links\" 🚗");
        let announcement = Announcement::of(&charger.registry);
        let expected = [
            ("serial", charger.registry.serial_number()),
            ("version", charger.registry.firmware_version()),
            ("manufacturer", "go-e"),
            ("devicetype", "go-eCharger"),
            ("friendly_name", "Garage = \"links\" 🚗"),
            ("protocol", "2"),
        ];
        assert_eq!(announcement.texts, expected);
    }

    #[test]
    fn a_text_is_cut_in_front_of_the_character_that_does_not_fit() {
        assert_eq!(cut("aä", 3), "aä");
        assert_eq!(cut("aä", 2), "a");
        assert_eq!(cut("🚗", 3), "");
    }

    #[test]
    fn a_label_has_at_most_63_bytes() {
        let long = "ä".repeat(40);
        let label = label(&["_", &long, "_", "x"]);
        assert_eq!(label.len(), LABEL);
        assert!(label.starts_with("_ä") && label.ends_with('ä'));
    }
}
