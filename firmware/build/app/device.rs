//! What the App knows of the device without asking it.

use keywright_codegen::Spec;
use keywright_codegen::model::KeyId;
use serde_json::json;

/// `const D = {"name": …};`: names, languages, and the layout of HTTP and MQTT.
pub fn constant(spec: &Spec) -> String {
    let device = &spec.device;
    let key = |id: Option<KeyId>| id.map(|id| spec.key(id).short.as_str());
    let topics = &device.mqtt.topics;
    let constant = json!({
        "name": device.name,
        "languages": device.languages,
        "categories": device.categories.iter().map(|category| category.name.as_str()).collect::<Vec<_>>(),
        "base": device.http.base,
        "enabled_by": key(device.http.enabled_by),
        "disabled_status": device.http.disabled_status,
        "prefix": key(device.mqtt.prefix_key),
        "topics": { "value": topics.value, "set": topics.set, "result": topics.result, "availability": topics.availability },
    });
    format!("const D = {constant};\n")
}
