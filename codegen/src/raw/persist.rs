//! `persist: true`, how often at most, or twice.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

/// The word for two copies.
pub(crate) const TWICE: &str = "twice";

/// Whether a value is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Persist {
    /// Within a second, or not at all.
    Is(bool),
    /// With at least so much time between two stores.
    Every(String),
    /// Within a second, and twice.
    Twice,
}

impl Persist {
    /// Whether it is stored at all.
    pub(crate) fn is_on(&self) -> bool {
        *self != Self::Is(false)
    }
}

impl<'de> Deserialize<'de> for Persist {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Words)
    }
}

struct Words;

impl Visitor<'_> for Words {
    type Value = Persist;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`true`, `false`, `twice` or a duration such as `1min`")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Persist, E> {
        Ok(Persist::Is(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Persist, E> {
        if text == TWICE {
            return Ok(Persist::Twice);
        }
        // What begins with a digit was meant as a duration; what may be wrong with that is said elsewhere.
        if text.trim_start().starts_with(|first: char| first.is_ascii_digit()) {
            Ok(Persist::Every(text.to_owned()))
        } else {
            Err(E::invalid_value(Unexpected::Str(text), &self))
        }
    }
}
