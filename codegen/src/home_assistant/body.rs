//! The message of an entity, without its name and what is known on the device only.

use serde_json::{Value as Json, json};

use super::Entity;

/// JSON members, under the short names that Home Assistant has for them.
pub(super) fn write(entity: &Entity) -> String {
    let text = |name: &'static str, value: &Option<String>| value.as_ref().map(|value| (name, json!(value)));
    let members = [
        text("dev_cla", &entity.device_class),
        text("unit_of_meas", &entity.unit),
        text("stat_cla", &entity.state_class),
        text("ent_cat", &entity.entity_category),
        text("ic", &entity.icon),
        (!entity.enabled).then_some(("en", json!(false))),
    ];
    let members: Vec<String> = members.into_iter().flatten().chain(entity.values.iter().cloned()).map(member).collect();
    members.join(",")
}

fn member((name, value): (&'static str, Json)) -> String {
    format!("\"{name}\":{value}")
}
