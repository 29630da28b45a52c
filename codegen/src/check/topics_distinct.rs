//! No two topics of the device are the same.

use std::collections::HashMap;

use super::Context;
use crate::diagnostic::{At, Code, Diagnostic, Path, Report};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    let topics = &context.spec.device.mqtt.topics;
    let path = |field: &str| Path::section("device").key("mqtt").key("topics").key(field);
    let layouts = [("value", &topics.value), ("set", &topics.set), ("result", &topics.result)];
    let mut first: HashMap<String, (&str, Option<&str>)> = HashMap::new();
    first.insert(topics.availability.clone(), ("availability", None));
    let keys = context.spec.keys.iter().filter(|key| key.mqtt);
    for key in keys {
        for (field, layout) in layouts {
            let topic = layout.replace("{key}", &key.short);
            let Some((other, short)) = first.get(topic.as_str()) else {
                first.insert(topic, (field, Some(&key.short)));
                continue;
            };
            // A key that is there twice is reported as such.
            if *other == field {
                continue;
            }
            let message = format!("the topics for `{field}` and `{other}` are the same: `{topic}`");
            report.push(match short {
                Some(_) => Diagnostic::value(Code::TopicCollision, &path(field), message).also(
                    &path(other),
                    At::Value,
                    "the other one",
                ),
                None => Diagnostic::key(Code::TopicCollision, &Path::of_key(key.spec_key()), message)
                    .help("choose another key, or another topic under `device.mqtt.topics`"),
            });
        }
    }
}
