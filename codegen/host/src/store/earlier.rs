//! Settings of earlier versions, which kept them in one JSON object.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::Settings;

/// Reads such a file.
///
/// # Errors
/// It is none.
pub fn read(bytes: &[u8]) -> Result<Settings, serde_json::Error> {
    let values: BTreeMap<String, Box<RawValue>> = serde_json::from_slice(bytes)?;
    Ok(values.into_iter().map(|(name, value)| (name, setting(&value))).collect())
}

/// As the store holds it: a string as it is, since a certificate with its escapes might not fit.
fn setting(value: &RawValue) -> Vec<u8> {
    match serde_json::from_str::<String>(value.get()) {
        Ok(text) => format!("={text}").into_bytes(),
        Err(_) => value.get().as_bytes().to_owned(),
    }
}
