//! What a device said: its keys and values, in its own order.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::model::Value;

/// The values of a device's keys, in the order in which the device gave them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Capture {
    /// Each key with its value.
    pub values: Vec<(String, Value)>,
    /// Names that can be no key's, such as `_note`: people put these into captures.
    pub notes: Vec<String>,
}

/// Why a text is no capture.
#[derive(Debug)]
pub enum CaptureError {
    /// It is not JSON.
    NotJson(serde_json::Error),
    /// It is JSON, but no object of keys.
    NoObject,
}

impl fmt::Display for CaptureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson(error) => write!(f, "this is not JSON: {error}"),
            Self::NoObject => f.write_str("this is no JSON object with the keys of a device"),
        }
    }
}

impl std::error::Error for CaptureError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NotJson(error) => Some(error),
            Self::NoObject => None,
        }
    }
}

impl Capture {
    /// Reads a status: one JSON object with a field a key. An object around it is taken off, as some devices wrap
    /// theirs: `{"type":"fullStatus","status":{…}}`.
    ///
    /// # Errors
    /// When the text is something else.
    pub fn read(text: &str) -> Result<Self, CaptureError> {
        let Value::Object(fields) = value(text).map_err(CaptureError::NotJson)? else {
            return Err(CaptureError::NoObject);
        };
        let mut capture = Self::default();
        for (name, value) in unwrapped(fields) {
            capture.push(name, value);
        }
        Ok(capture)
    }

    /// Adds a key; of a key that is given again, the later value holds.
    pub fn push(&mut self, name: String, value: Value) {
        let is_key = name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if is_key {
            self.values.push((name, value));
        } else {
            self.notes.push(name);
        }
    }
}

/// Reads a JSON text, fields in their order.
///
/// # Errors
/// When it is not JSON.
pub fn value(text: &str) -> Result<Value, serde_json::Error> {
    serde_json::from_str::<Ordered>(text).map(|Ordered(value)| value)
}

fn unwrapped(mut fields: Vec<(String, Value)>) -> Vec<(String, Value)> {
    let outer = fields.len();
    let wraps = |(name, value): &(String, Value)| {
        name == "status" && matches!(value, Value::Object(inner) if inner.len() >= outer)
    };
    match fields.iter().position(wraps).map(|at| fields.swap_remove(at)) {
        Some((_, Value::Object(inner))) => inner,
        _ => fields,
    }
}

/// `serde_json`'s own value sorts the fields of objects.
struct Ordered(Value);

impl<'de> Deserialize<'de> for Ordered {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OrderedVisitor).map(Self)
    }
}

struct OrderedVisitor;

impl<'de> Visitor<'de> for OrderedVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: de::Error>(self, bool: bool) -> Result<Value, E> {
        Ok(Value::Bool(bool))
    }

    fn visit_u64<E: de::Error>(self, int: u64) -> Result<Value, E> {
        Ok(Value::Int(int.into()))
    }

    fn visit_i64<E: de::Error>(self, int: i64) -> Result<Value, E> {
        Ok(Value::Int(int.into()))
    }

    fn visit_f64<E: de::Error>(self, float: f64) -> Result<Value, E> {
        Ok(Value::Float(float))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Ordered(item)) = list.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Vec::new();
        while let Some((name, Ordered(value))) = map.next_entry::<String, Ordered>()? {
            fields.push((name, value));
        }
        Ok(Value::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        Capture::read(text).unwrap().values.into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn keys_keep_the_order_of_the_device() {
        assert_eq!(names(r#"{"wh":1,"amp":6,"car":null}"#), ["wh", "amp", "car"]);
    }

    #[test]
    fn a_wrapped_status_is_unwrapped() {
        assert_eq!(names(r#"{"type":"fullStatus","status":{"amp":6,"car":1}}"#), ["amp", "car"]);
    }

    #[test]
    fn a_key_called_status_wraps_nothing() {
        assert_eq!(names(r#"{"status":{"a":1},"amp":6,"car":1}"#), ["status", "amp", "car"]);
    }

    #[test]
    fn what_can_be_no_key_is_a_note() {
        let capture = Capture::read(r#"{"_gap":"here","amp":6}"#).unwrap();
        assert_eq!(capture.notes, ["_gap"]);
        assert_eq!(capture.values, [("amp".to_owned(), Value::Int(6))]);
    }

    #[test]
    fn a_list_is_no_capture() {
        assert!(matches!(Capture::read("[1]"), Err(CaptureError::NoObject)));
    }

    #[test]
    fn deep_nesting_is_refused() {
        assert!(matches!(Capture::read(&"[".repeat(100_000)), Err(CaptureError::NotJson(_))));
    }

    #[test]
    fn a_whole_number_with_a_point_is_no_whole_number() {
        assert_eq!(value("16.0").unwrap(), Value::Float(16.0));
    }
}
