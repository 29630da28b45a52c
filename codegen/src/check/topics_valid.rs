//! Topics start with the prefix, name the key, and hold nothing that MQTT keeps for itself.

use super::Context;
use crate::{
    diagnostic::{Code, Diagnostic, Path, Report, quoted},
    model::{Template, TemplatePart},
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    let mqtt = &context.spec.device.mqtt;
    let section = Path::section("device").key("mqtt");
    let layouts = [
        ("value", &mqtt.topics.value, true),
        ("set", &mqtt.topics.set, true),
        ("result", &mqtt.topics.result, true),
        ("availability", &mqtt.topics.availability, false),
    ];
    for (field, layout, of_key) in layouts {
        let path = section.key("topics").key(field);
        let mut wrong = |why: &str, help: &str| {
            let message = format!("the topic {} {why}", quoted(layout));
            report.push(Diagnostic::value(Code::TopicLayout, &path, message).help(help));
        };
        let rest = layout.strip_prefix("{prefix}");
        let keys = layout.matches("{key}").count();
        if rest.is_none_or(|rest| !rest.starts_with('/')) {
            wrong("does not start with the prefix", "begin it with `{prefix}/`");
        } else if of_key && keys != 1 {
            wrong("does not name the key once", "put `{key}` where the key's name stands");
        } else if !of_key && keys != 0 {
            wrong("is one for the whole device", "remove `{key}`");
        } else if rest.is_some_and(|rest| rest.replace("{key}", "").contains(['{', '}'])) {
            wrong("has a placeholder that nothing stands for", "`{prefix}` and `{key}` are the only ones");
        } else if layout.contains(WILDCARDS) {
            wrong("holds a wildcard", "`+` and `#` are for those who subscribe");
        }
    }
    let Template(parts) = &mqtt.prefix_default;
    if parts.iter().any(|part| matches!(part, TemplatePart::Text(text) if text.contains(WILDCARDS))) {
        let path = section.key("prefix").key("default");
        report.push(
            Diagnostic::value(Code::TopicLayout, &path, "the prefix holds a wildcard")
                .help("`+` and `#` are for those who subscribe"),
        );
    }
}

const WILDCARDS: [char; 2] = ['+', '#'];
