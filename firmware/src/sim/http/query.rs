//! The parameters of a request to the world.

use core::fmt;

use keywright::heapless::String;
use keywright::http::{decode, pairs};

use crate::charger::CardNumber;

/// The longest that a name or a value can be that is right.
const LONGEST: usize = 32;

type Text = String<LONGEST>;

/// What is wrong with a request to the world.
#[derive(Debug, Clone, PartialEq)]
pub enum Wrong {
    /// There is no such route.
    Route,
    /// A parameter that the route needs is missing.
    Missing(&'static str),
    /// A parameter that the route does not know; its name, cut at 32 bytes.
    Unknown(String<LONGEST>),
    /// A parameter's value is wrong; what would be right.
    Value(&'static str, Right),
    /// There is no car whose mind could be changed.
    NoCar,
}

/// What a parameter's value has to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Right {
    /// One of these words.
    Words(&'static [&'static str]),
    /// An integer from one to the other.
    Integer(u8, u8),
    /// A number from one to the other.
    Number(i32, i32),
    /// In words.
    Text(&'static str),
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

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => words.iter().enumerate().try_for_each(|(i, word)| {
                f.write_str(if i == 0 { "" } else { " or " })?;
                f.write_str(word)
            }),
            Self::Integer(min, max) => write!(f, "an integer from {min} to {max}"),
            Self::Number(min, max) => write!(f, "a number from {min} to {max}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// Parameters, taken out one by one.
#[derive(Debug)]
pub struct Query<'q> {
    text: &'q str,
    /// A bit for each that was taken out. Those beyond the last bit never are, so that they count as unknown.
    taken: u32,
}

impl<'q> Query<'q> {
    /// The parameters `a=1&b=2`.
    pub fn new(text: &'q str) -> Self {
        Self { text, taken: 0 }
    }

    /// Those that are left: place, name and value.
    fn left(&self) -> impl Iterator<Item = (u32, &'q str, &'q str)> {
        let taken = self.taken;
        let numbered = (0..).zip(pairs(self.text)).map(|(place, pair)| (place, pair.name, pair.value));
        numbered.filter(move |(place, ..)| bit(*place).is_none_or(|bit| taken & bit == 0))
    }

    fn find(&self, name: &str) -> Option<(u32, Text)> {
        let mut found = self.left().filter_map(|(place, known, value)| Some((bit(place)?, known, value)));
        let (bit, _, value) = found.find(|(_, known, _)| decoded(known).is_some_and(|known| known == name))?;
        // What is too long or no text is not right either.
        Some((bit, decoded(value).unwrap_or_else(|| keywright::text("\u{fffd}"))))
    }

    /// The text of a parameter.
    fn text(&mut self, name: &str) -> Option<Text> {
        let (bit, text) = self.find(name)?;
        self.taken |= bit;
        Some(text)
    }

    /// Takes a parameter out if it has this value.
    pub fn is(&mut self, name: &str, value: &str) -> bool {
        let found = self.find(name).filter(|(_, text)| text == value);
        self.taken |= found.as_ref().map_or(0, |(bit, _)| *bit);
        found.is_some()
    }

    /// One of these words.
    pub fn word(&mut self, name: &'static str, words: &'static [&'static str]) -> Result<Option<&'static str>, Wrong> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let known = words.iter().copied().find(|word| text == *word);
        known.map(Some).ok_or(Wrong::Value(name, Right::Words(words)))
    }

    /// An integer in a range.
    pub fn number(&mut self, name: &'static str, min: u8, max: u8) -> Result<Option<u8>, Wrong> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let number = text.parse().ok().filter(|number| (min..=max).contains(number));
        number.map(Some).ok_or(Wrong::Value(name, Right::Integer(min, max)))
    }

    /// A number in a range.
    pub fn decimal(&mut self, name: &'static str, min: i32, max: i32) -> Result<Option<f32>, Wrong> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let number = text.parse().ok().filter(|number| (min as f32..=max as f32).contains(number));
        number.map(Some).ok_or(Wrong::Value(name, Right::Number(min, max)))
    }

    /// A card's number, as a reader tells it: in one form, whoever typed it.
    pub fn card(&mut self, name: &'static str) -> Result<Option<CardNumber>, Wrong> {
        let Some(mut text) = self.text(name) else { return Ok(None) };
        text.make_ascii_lowercase();
        let hex = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let card = CardNumber::try_from(text.as_str()).ok().filter(|_| hex);
        card.map(Some).ok_or(Wrong::Value(name, Right::Text("at most 20 hexadecimal digits")))
    }

    /// Whether a parameter is left.
    pub fn more(&self) -> bool {
        self.left().next().is_some()
    }

    /// Makes sure that no parameter is left.
    pub fn finish(self) -> Result<(), Wrong> {
        match self.left().next() {
            Some((_, name, _)) => Err(Wrong::Unknown(decoded(name).unwrap_or_else(|| keywright::text(name)))),
            None => Ok(()),
        }
    }
}

fn bit(place: u32) -> Option<u32> {
    1u32.checked_shl(place)
}

fn decoded(text: &str) -> Option<Text> {
    let mut room = [0; LONGEST];
    let decoded = decode(text, &mut room)?;
    core::str::from_utf8(decoded).ok().map(keywright::text)
}

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use super::*;

    #[test]
    fn a_number_out_of_range_is_told_the_range() {
        let wrong = Query::new("phases=4").number("phases", 1, 3).unwrap_err();
        assert_eq!(wrong.to_string(), "phases must be an integer from 1 to 3");
        let wrong = Query::new("celsius=151").decimal("celsius", -50, 150).unwrap_err();
        assert_eq!(wrong.to_string(), "celsius must be a number from -50 to 150");
        let wrong = Query::new("wants=maybe").word("wants", &["true", "false"]).unwrap_err();
        assert_eq!(wrong.to_string(), "wants must be true or false");
    }

    #[test]
    fn not_a_number_is_no_number() {
        for hertz in ["NaN", "inf", "", "5e", "%ff"] {
            assert!(Query::new(&std::format!("hz={hertz}")).decimal("hz", 0, 70).is_err(), "{hertz}");
        }
        assert_eq!(Query::new("hz=%34%39.5").decimal("hz", 0, 70), Ok(Some(49.5)));
    }

    #[test]
    fn a_parameter_that_nobody_asks_for_is_an_error() {
        let unknown = |query| Query::new(query).finish().map_err(|wrong| wrong.to_string());
        assert_eq!(unknown("colour=red"), Err("colour is no parameter of this route; / lists them".to_string()));
        assert!(unknown(&"x".repeat(99)).is_err_and(|text| text.starts_with(&"x".repeat(32))));
        let mut twice = Query::new("hz=50&hz=51");
        assert_eq!(twice.decimal("hz", 0, 70), Ok(Some(50.0)));
        assert!(twice.finish().is_err());
    }

    #[test]
    fn parameters_beyond_the_thirty_second_are_unknown() {
        let many = "x&".repeat(32) + "hz=50";
        assert_eq!(Query::new(&many).decimal("hz", 0, 70), Ok(None));
        assert!(Query::new(&many).more());
    }
}
