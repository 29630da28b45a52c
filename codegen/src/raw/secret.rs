use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// What of a key is secret: `true`, `false` or a word.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(untagged))]
pub(crate) enum RawSecret {
    /// All of it, or nothing.
    Whole(bool),
    /// A part of it.
    Part(RawSecretPart),
}

/// The part of a value that is secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "snake_case"))]
pub(crate) enum RawSecretPart {
    /// `mqtt://user:password@host`: the password.
    UrlPassword,
    /// What is written, where another type is read.
    Written,
}

impl<'de> Deserialize<'de> for RawSecret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;

        impl Visitor<'_> for Words {
            type Value = RawSecret;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, false, `url_password` or `written`")
            }

            fn visit_bool<E: Error>(self, whole: bool) -> Result<RawSecret, E> {
                Ok(RawSecret::Whole(whole))
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<RawSecret, E> {
                match word {
                    "url_password" => Ok(RawSecret::Part(RawSecretPart::UrlPassword)),
                    "written" => Ok(RawSecret::Part(RawSecretPart::Written)),
                    _ => Err(E::invalid_value(serde::de::Unexpected::Str(word), &self)),
                }
            }
        }

        deserializer.deserialize_any(Words)
    }
}
