//! The parameters of a request to the world.

use std::fmt;

use percent_encoding::percent_decode_str;

/// What is wrong with a request to the world.
#[derive(Debug, Clone, PartialEq)]
pub enum Wrong {
    /// There is no such route.
    Route,
    /// A parameter that the route needs is missing.
    Missing(&'static str),
    /// A parameter that the route does not know.
    Unknown(String),
    /// A parameter's value is wrong; what would be right.
    Value(&'static str, String),
    /// There is no car whose mind could be changed.
    NoCar,
}

impl Wrong {
    /// The status code.
    pub fn status(&self) -> u16 {
        match self {
            Self::Route => 404,
            _ => 400,
        }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Route => f.write_str("there is no such route; / lists them"),
            Self::Missing(name) => write!(f, "{name}= is missing; / shows an example"),
            Self::Unknown(name) => write!(f, "{name} is no parameter of this route; / lists them"),
            Self::Value(name, right) => write!(f, "{name} must be {right}"),
            Self::NoCar => f.write_str("no car is plugged in; /sim/plug does that"),
        }
    }
}

/// Parameters, taken out one by one.
#[derive(Debug)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Takes `a=1&b=2` apart.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let parts = text.split('&').filter(|part| !part.is_empty());
        Ok(Self(
            parts
                .map(|part| part.split_once('=').unwrap_or((part, "")))
                .map(|(name, value)| (decode(name), decode(value)))
                .collect(),
        ))
    }

    /// The text of a parameter.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let position = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(position).1)
    }

    /// Takes a parameter out if it has this value.
    pub fn is(&mut self, name: &str, value: &str) -> bool {
        let found = self.0.iter().any(|pair| pair.0 == name && pair.1 == value);
        if found {
            self.text(name);
        }
        found
    }

    /// One of these words.
    pub fn word(&mut self, name: &'static str, words: &[&'static str]) -> Result<Option<&'static str>, Wrong> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let known = words.iter().copied().find(|word| *word == text);
        known.map(Some).ok_or_else(|| Wrong::Value(name, words.join(" or ")))
    }

    /// An integer in a range.
    pub fn number(&mut self, name: &'static str, min: u8, max: u8) -> Result<Option<u8>, Wrong> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let number = text.parse().ok().filter(|number| (min..=max).contains(number));
        number.map(Some).ok_or_else(|| Wrong::Value(name, format!("an integer from {min} to {max}")))
    }

    /// A number in a range.
    pub fn decimal(&mut self, name: &'static str, min: f32, max: f32) -> Result<Option<f32>, Wrong> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let number = text.parse().ok().filter(|number| (min..=max).contains(number));
        number.map(Some).ok_or_else(|| Wrong::Value(name, format!("a number from {min} to {max}")))
    }

    /// Whether a parameter is left.
    pub fn more(&self) -> bool {
        !self.0.is_empty()
    }

    /// Makes sure that no parameter is left.
    pub fn finish(self) -> Result<(), Wrong> {
        match self.0.into_iter().next() {
            Some((name, _)) => Err(Wrong::Unknown(name)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_out_of_range_is_told_the_range() {
        let mut query = Query::parse("phases=4").unwrap();
        let wrong = query.number("phases", 1, 3).unwrap_err();
        assert_eq!(wrong.to_string(), "phases must be an integer from 1 to 3");
    }

    #[test]
    fn not_a_number_is_no_number() {
        assert!(Query::parse("hz=NaN").unwrap().decimal("hz", 0.0, 70.0).is_err());
        assert!(Query::parse("hz=inf").unwrap().decimal("hz", 0.0, 70.0).is_err());
    }

    #[test]
    fn a_parameter_that_nobody_asks_for_is_an_error() {
        assert_eq!(Query::parse("colour=red").unwrap().finish(), Err(Wrong::Unknown("colour".to_owned())));
    }
}
