//! Status codes, QoS and batch are numbers that HTTP and MQTT know; no more is announced than fits.

use super::Context;
use crate::diagnostic::{Code, Diagnostic, Path, Report};

/// What `keywright-device` has room for: a device leaves out what is beyond.
const MOST_SERVICES: usize = 4;
const MOST_TEXTS: usize = 12;

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    let (http, mqtt) = (&context.spec.device.http, &context.spec.device.mqtt);
    let mut wrong = |section: &str, field: &str, message: String, help: &str| {
        let path = Path::section("device").key(section).key(field);
        report.push(Diagnostic::value(Code::DeviceNumber, &path, message).help(help));
    };
    for (field, status) in [("disabled_status", http.disabled_status), ("refused_status", http.refused_status)] {
        if !(200..=599).contains(&status) {
            wrong("http", field, format!("{status} is no HTTP status of an answer"), "it is 200 to 599");
        }
    }
    if mqtt.qos > 2 {
        wrong("mqtt", "qos", format!("MQTT has no QoS {}", mqtt.qos), "it is 0, 1 or 2");
    }
    if mqtt.batch == 0 {
        wrong("mqtt", "batch", "in batches of 0 nothing is ever sent".to_owned(), "it is at least 1");
    }
    if let Some(discovery) = &context.spec.device.discovery {
        for (field, what, number, most) in [
            ("services", "services", discovery.services.len(), MOST_SERVICES),
            ("texts", "texts", discovery.texts.len(), MOST_TEXTS),
        ] {
            if number > most {
                let message = format!("{number} {what} are more than a device announces");
                wrong("discovery", field, message, &format!("give at most {most}"));
            }
        }
    }
}
