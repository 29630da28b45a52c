//! What stands under `types`.

use serde::Deserialize;
use serde_yaml::Number;

use super::Given;

#[derive(Debug, Default)]
pub(crate) struct RawType {
    pub(crate) head: RawTypeHead,
    pub(crate) values: Vec<Given<RawValue, String>>,
    pub(crate) fields: Vec<Given<RawField, String>>,
}

/// What a named type is, without its values and fields: these are read one by one.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawTypeHead {
    /// Makes it an enum, one of some numbers: the integer type that it is stored as.
    #[serde(rename = "enum")]
    pub(crate) enumeration: Option<String>,
    /// Makes it a bit set, any sum of some bits: the integer type that it is stored as.
    pub(crate) flags: Option<String>,
    /// Whether a write may give the names of the fields in any case.
    pub(crate) any_case: Option<bool>,
    /// Makes it an alias: another name for this type, with the limits below.
    #[serde(rename = "type")]
    pub(crate) ty: Option<String>,
    /// Unit of the number: `A`, `Wh`, `°C`. Left out where there is none.
    pub(crate) unit: Option<String>,
    /// Least and greatest number allowed, both included; one may be missing: `6..32`, `0..`, `..10`, `-1.5..2`.
    pub(crate) range: Option<String>,
    /// What the whole string has to match: characters and classes, each with `?`, `*`, `+` or `{2,4}` if need be:
    /// `#[0-9a-f]{6}`.
    pub(crate) pattern: Option<String>,
}

/// A value of an enum, or a bit of a bit set.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawValue {
    /// The number on the wire; in a bit set, the mask of the bit: 1, 2, 4, 8 …
    #[cfg_attr(feature = "schema", schemars(with = "i64"))]
    pub(crate) value: Option<Number>,
}

/// A field of an object.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawField {
    /// Type of the field, as of a key.
    #[serde(rename = "type")]
    pub(crate) ty: Option<String>,
    /// Unit of the number: `A`, `Wh`, `°C`. Left out where there is none.
    pub(crate) unit: Option<String>,
    /// Least and greatest number allowed, both included; one may be missing: `6..32`, `0..`, `..10`, `-1.5..2`.
    pub(crate) range: Option<String>,
    /// What the whole string has to match: characters and classes, each with `?`, `*`, `+` or `{2,4}` if need be:
    /// `#[0-9a-f]{6}`.
    pub(crate) pattern: Option<String>,
    /// Whether the field is left out of the JSON while it is `null`.
    pub(crate) omit_null: Option<bool>,
}
