//! What the App knows of the device without asking it.

use keywright_codegen::Spec;
use keywright_codegen::docs::app_examples;
use keywright_codegen::model::{CategoryKind, KeyId, Template, TemplatePart};
use serde_json::json;

use crate::roles;

/// `const D = {"name": …};`: names, languages, and the layout of HTTP and MQTT.
pub fn constant(spec: &Spec) -> String {
    let device = &spec.device;
    let key = |id: Option<KeyId>| id.map(|id| spec.key(id).short.as_str());
    let topics = &device.mqtt.topics;
    let examples = app_examples(spec);
    let constant = json!({
        "name": device.name,
        "languages": device.languages,
        "categories": device.categories.iter().map(|category| category.name.as_str()).collect::<Vec<_>>(),
        "base": device.http.base,
        "enabled_by": key(device.http.enabled_by),
        "disabled_status": device.http.disabled_status,
        "prefix": template(spec, &device.mqtt.prefix_default),
        "home": home(spec),
        "examples": json!({ "read": examples.read, "set": examples.set }),
        "played": played(spec),
        "topics": { "value": topics.value, "set": topics.set, "result": topics.result, "availability": topics.availability },
    });
    format!("const D = {constant};\n")
}

/// A text with the names of keys in braces.
fn template(spec: &Spec, template: &Template) -> String {
    let parts = template.0.iter().map(|part| match part {
        TemplatePart::Text(text) => text.clone(),
        TemplatePart::Key(id) => format!("{{{}}}", spec.key(*id).short),
    });
    parts.collect()
}

/// The keys that play a part and have a place on a page for it, so that a home page need not show them.
fn played(spec: &Spec) -> Vec<String> {
    let roles = roles::all(spec);
    let keys = roles.iter().filter_map(|(_, played)| played.strip_prefix('"')?.strip_suffix('"'));
    keys.map(str::to_owned).collect()
}

/// The categories in the order of a home page: first what the device does, last what never changes.
fn home(spec: &Spec) -> Vec<&str> {
    let order = [CategoryKind::Status, CategoryKind::Other, CategoryKind::Config, CategoryKind::Constant];
    let of = |kind| spec.device.categories.iter().filter(move |category| category.kind == kind);
    order.into_iter().flat_map(of).map(|category| category.name.as_str()).collect()
}
