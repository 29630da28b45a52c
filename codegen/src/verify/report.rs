//! What became of holding a device against its spec.

use std::collections::HashMap;

use serde::Serialize;

use super::{Capture, Draft, Kind, Misfit, Tried, draft::Drafter, fit::misfits};
use crate::model::{Key, Secret, Spec, Type, Value, url_password};

/// Where the values came from: a key that is on no transport is not missed there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// In a file, whatever made it.
    File,
    /// Over HTTP.
    Http,
    /// Over MQTT.
    Mqtt,
}

/// How a device differs from its spec.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Where the values came from.
    pub source: String,
    /// The device of the spec.
    pub device: String,
    /// How many keys the device has.
    pub keys: usize,
    /// How many of them are just as the spec says.
    pub fitting: usize,
    /// Keys whose value is other than the spec says, in the order of the device.
    pub different: Vec<Difference>,
    /// Keys that only the device has, in its order.
    pub unknown: Vec<Unknown>,
    /// Keys that only the spec has, in its order.
    pub missing: Vec<Missing>,
    /// Whether missing keys are none of the device's faults, because only some were asked for.
    pub partial: bool,
    /// Entries of the capture that can be no keys.
    pub notes: Vec<String>,
    /// Keys that were set and restored.
    pub written: Vec<Tried>,
}

/// A key whose value is other than the spec says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The key.
    pub key: String,
    /// Everything that differs.
    pub misfits: Vec<Misfit>,
}

/// A key that the spec lacks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unknown {
    /// The key.
    pub key: String,
    /// Its value as JSON.
    #[serde(serialize_with = "as_json")]
    pub value: Value,
    /// What the spec might say of it.
    pub draft: Draft,
}

/// A key that the device lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// The key.
    pub key: String,
    /// The last version of the original that had it, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

fn as_json<S: serde::Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
    serde_json::from_str::<serde_json::Value>(&value.to_string())
        .map_err(serde::ser::Error::custom)?
        .serialize(serializer)
}

impl Report {
    /// Whether anything is other than the spec says.
    pub fn differs(&self) -> bool {
        !self.different.is_empty()
            || !self.unknown.is_empty()
            || (!self.partial && !self.missing.is_empty())
            || self.written.iter().any(|tried| !tried.outcome.is_fine())
    }

    /// How often each kind of difference is there, in how many keys.
    pub fn kinds(&self) -> Vec<(Kind, usize)> {
        let mut kinds: Vec<(Kind, usize)> = Vec::new();
        for misfit in self.different.iter().flat_map(|difference| &difference.misfits) {
            match kinds.iter_mut().find(|(kind, _)| *kind == misfit.kind) {
                Some((_, count)) => *count += 1,
                None => kinds.push((misfit.kind, 1)),
            }
        }
        kinds.sort_unstable();
        kinds
    }
}

/// Holds a capture against a spec.
pub fn hold(spec: &Spec, capture: &Capture, found: Found, source: &str) -> Report {
    let mut values: Vec<(&str, &Value)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (name, value) in &capture.values {
        match places.get(name.as_str()).and_then(|place| values.get_mut(*place)) {
            Some(known) => known.1 = value,
            None => {
                places.insert(name, values.len());
                values.push((name, value));
            }
        }
    }
    let keys: HashMap<&str, &Key> = spec.keys.iter().map(|key| (key.short.as_str(), key)).collect();
    let unknown: Vec<_> = values.iter().filter(|(name, _)| !keys.contains_key(name)).collect();
    let mut drafter = Drafter::new(spec, unknown.iter().map(|(name, _)| *name));
    let unknown: Vec<_> = unknown
        .into_iter()
        .map(|(name, value)| {
            let draft = drafter.draft(name, value);
            Unknown { key: (*name).to_owned(), value: (*value).clone(), draft }
        })
        .collect();
    let different: Vec<_> = values
        .iter()
        .filter_map(|(name, value)| Some((keys.get(name)?, *value)))
        .map(|(key, value)| Difference { key: key.short.clone(), misfits: differences(spec, key, value, found) })
        .filter(|difference| !difference.misfits.is_empty())
        .collect();
    let missing = spec.keys.iter().filter(|key| key.readable() && is_on(key, found));
    let missing = missing
        .filter(|key| !places.contains_key(key.short.as_str()))
        .map(|key| Missing { key: key.short.clone(), until: key.until.clone() });
    Report {
        source: source.to_owned(),
        device: spec.device.name.clone(),
        keys: values.len(),
        fitting: values.len() - unknown.len() - different.len(),
        different,
        missing: missing.collect(),
        unknown,
        partial: false,
        notes: capture.notes.clone(),
        written: Vec::new(),
    }
}

fn is_on(key: &Key, found: Found) -> bool {
    match found {
        Found::File => key.http || key.mqtt,
        Found::Http => key.http,
        Found::Mqtt => key.mqtt,
    }
}

fn differences(spec: &Spec, key: &Key, value: &Value, found: Found) -> Vec<Misfit> {
    let misfit = |kind, message: &str| Misfit { path: String::new(), kind, message: message.to_owned(), times: 1 };
    if !key.readable() {
        return vec![misfit(Kind::Access, "has a value, but the spec says that it is only written")];
    }
    if key.is_secret() {
        // Whatever is wrong with it: nothing of its value is to be seen in a report.
        return match (value, &key.read) {
            (Value::Null, Type::Optional(_)) => Vec::new(),
            (Value::Text(text), _) if text.is_empty() || text.bytes().all(|byte| byte == b'*') => Vec::new(),
            (Value::Text(_), _) => vec![misfit(Kind::Secret, "is a secret, but the device shows it")],
            _ => vec![misfit(Kind::Type, "is a secret, of which the device shows no text")],
        };
    }
    if key.secret == Secret::UrlPassword
        && let Value::Text(url) = value
        && url_password(url).is_some_and(|password| url[password].bytes().any(|byte| byte != b'*'))
    {
        return vec![misfit(Kind::Secret, "holds a password, and the device shows it")];
    }
    let mut misfits = misfits(spec, value, &key.read, &key.limits);
    if !is_on(key, found) {
        misfits.push(misfit(Kind::Transport, "is here, but the spec says that it is not"));
    }
    misfits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::fixture;

    fn held(json: &str) -> Report {
        hold(&fixture::spec(), &Capture::read(json).unwrap(), Found::File, "test")
    }

    /// What is said of the one key that differs.
    fn said(json: &str) -> Vec<(Kind, String)> {
        let report = held(json);
        report.different.into_iter().flat_map(|d| d.misfits).map(|misfit| (misfit.kind, misfit.message)).collect()
    }

    fn kinds(json: &str) -> Vec<Kind> {
        said(json).into_iter().map(|(kind, _)| kind).collect()
    }

    #[test]
    fn a_device_as_in_the_spec_does_not_differ() {
        let report = held(fixture::GOOD);
        assert!(!report.differs(), "{report:?}");
        assert_eq!((report.keys, report.fitting), (9, 9));
    }

    #[test]
    fn another_type_is_told() {
        assert_eq!(
            said(r#"{"bri":"16"}"#),
            [(Kind::Type, "is the text `\"16\"`, but the spec says `uint8`".to_owned())]
        );
        assert_eq!(kinds(r#"{"bri":16.0}"#), [Kind::Type]);
        assert_eq!(kinds(r#"{"swi":1}"#), [Kind::Type]);
    }

    #[test]
    fn null_is_told_only_where_it_can_not_be() {
        assert_eq!(kinds(r#"{"bri":null}"#), [Kind::Null]);
        assert_eq!(kinds(r#"{"mod":null}"#), []);
    }

    #[test]
    fn a_number_outside_its_range_is_told() {
        assert_eq!(said(r#"{"bri":101}"#), [(Kind::Range, "is 101, outside of 0..100".to_owned())]);
        assert_eq!(said(r#"{"bri":256}"#), [(Kind::Range, "is 256, but `uint8` holds 0 to 255".to_owned())]);
        assert_eq!(kinds(r#"{"tmp":-40.5}"#), [Kind::Range]);
        assert_eq!(kinds(r#"{"tmp":20}"#), []);
    }

    #[test]
    fn a_value_that_nobody_listed_is_told() {
        assert_eq!(said(r#"{"mod":7}"#), [(Kind::EnumValue, "is 7, which `Mode` does not list".to_owned())]);
        assert_eq!(said(r#"{"prb":5}"#), [(Kind::EnumValue, "is 5, of which `Problems` does not list 4".to_owned())]);
    }

    #[test]
    fn text_is_held_against_length_and_pattern() {
        assert_eq!(kinds(r##"{"col":"#0000FF"}"##), []);
        assert_eq!(kinds(r#"{"col":"blue"}"#), [Kind::Pattern]);
        assert_eq!(kinds(r##"{"col":"#0000FFFF"}"##), [Kind::Length, Kind::Pattern]);
    }

    #[test]
    fn an_object_is_held_against_its_fields() {
        let report = held(r#"{"net":[{"ssid":"a","new":1},{"ssid":"b","new":1}]}"#);
        let misfits = &report.different[0].misfits;
        assert_eq!(misfits.len(), 1);
        assert_eq!((misfits[0].path.as_str(), misfits[0].kind, misfits[0].times), ("[].new", Kind::UnknownField, 2));
        assert_eq!(kinds(r#"{"net":[{"chan":1},{"ssid":"b"}]}"#), [Kind::MissingField]);
    }

    #[test]
    fn a_list_of_another_length_is_told() {
        assert_eq!(kinds(r#"{"net":[{"ssid":"a"}]}"#), [Kind::Length]);
    }

    #[test]
    fn a_secret_is_told_but_not_shown() {
        let report = held(r#"{"pwd":"tell nobody"}"#);
        assert_eq!(report.different[0].misfits[0].kind, Kind::Secret);
        assert!(!format!("{report:?}").contains("tell nobody"));
        assert_eq!(kinds(r#"{"pwd":"***"}"#), []);
    }

    #[test]
    fn what_is_only_written_has_no_value() {
        assert_eq!(kinds(r#"{"rst":true}"#), [Kind::Access]);
    }

    #[test]
    fn keys_of_one_side_only_are_told() {
        let report = held(r#"{"bri":1,"new":true}"#);
        assert_eq!(report.unknown.len(), 1);
        assert_eq!(report.unknown[0].draft.ty, "bool");
        assert!(report.missing.iter().any(|missing| missing.key == "swi"));
        assert!(!report.missing.iter().any(|missing| missing.key == "rst"));
    }

    #[test]
    fn a_key_is_missed_only_where_it_should_be() {
        let held = |found| hold(&fixture::spec(), &Capture::read(r#"{"bri":1}"#).unwrap(), found, "test");
        let misses = |report: &Report| report.missing.iter().any(|missing| missing.key == "tmp");
        assert!(misses(&held(Found::Http)));
        assert!(!misses(&held(Found::Mqtt)));
    }

    #[test]
    fn missing_keys_of_a_part_are_no_difference() {
        let mut report = held(r#"{"bri":1}"#);
        assert!(report.differs());
        report.partial = true;
        assert!(!report.differs());
    }

    #[test]
    fn of_a_key_given_twice_the_last_value_holds() {
        assert_eq!(held(r#"{"bri":"x","bri":1}"#).fitting, 1);
    }
}
