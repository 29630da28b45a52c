//! Takes out of a derived schema what says something of Rust, not of a spec.

use serde_json::Value;

/// An optional field of a struct is a field that may be left out; it is never `null` in a spec.
pub(super) fn make(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else { return };
    // Widths of Rust's numbers, and defaults that are all "nothing".
    for word in ["$schema", "title", "format", "default"] {
        object.remove(word);
    }
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|ty| ty != "null");
        if let [only] = types.as_mut_slice() {
            let only = only.take();
            object.insert("type".to_owned(), only);
        }
    }
    // Where the text breaks in the source is no matter.
    if let Some(Value::String(text)) = object.get_mut("description") {
        *text = text.replace('\n', " ");
    }
    for within in ["items", "additionalProperties"] {
        object.get_mut(within).into_iter().for_each(make);
    }
    if let Some(Value::Array(choices)) = object.get_mut("anyOf") {
        choices.iter_mut().for_each(make);
    }
    if let Some(Value::Object(properties)) = object.get_mut("properties") {
        properties.values_mut().for_each(make);
    }
}
