use super::text::{Str, skip_string};
use crate::error::JsonError;

/// How deep JSON from outside may be nested.
pub const MAX_DEPTH: u32 = 16;

/// What a JSON value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Kind {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

/// Reads one JSON value from front to back.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    text: &'a str,
    pos: usize,
    bare: bool,
}

/// Checks that `text` is one JSON value and nothing else, and says what it is.
///
/// # Errors
/// What is wrong with it.
pub fn validate(text: &str) -> Result<Kind, JsonError> {
    let mut reader = Reader::new(text);
    let kind = reader.kind()?;
    reader.skip()?;
    reader.finish()?;
    Ok(kind)
}

impl<'a> Reader<'a> {
    /// A reader of JSON text.
    pub fn new(text: &'a str) -> Self {
        Self { text, pos: 0, bare: false }
    }

    /// A reader that takes all of `text` for a string, without quotes and escapes.
    pub fn bare(text: &'a str) -> Self {
        Self { text, pos: 0, bare: true }
    }

    /// How many bytes were read.
    pub fn position(&self) -> usize {
        self.pos
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.pos).copied()
    }

    /// Skips white space; the byte after it.
    fn token(&mut self) -> Option<u8> {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.pos += 1;
        }
        self.peek()
    }

    /// What the next value is.
    ///
    /// # Errors
    /// There is none, or it begins with a character that begins no value.
    pub fn kind(&mut self) -> Result<Kind, JsonError> {
        if self.bare {
            return Ok(Kind::String);
        }
        match self.token() {
            None if self.pos == self.text.len() && self.text.trim_ascii().is_empty() => Err(JsonError::Empty),
            None => Err(JsonError::Incomplete),
            Some(b'n') => Ok(Kind::Null),
            Some(b't' | b'f') => Ok(Kind::Bool),
            Some(b'-' | b'0'..=b'9') => Ok(Kind::Number),
            Some(b'"') => Ok(Kind::String),
            Some(b'[') => Ok(Kind::Array),
            Some(b'{') => Ok(Kind::Object),
            Some(_) => Err(self.word_error()),
        }
    }

    /// A bare word that runs to the end of the text may be the beginning of something longer; the devices that this
    /// follows answer `IncompleteInput` to it, and `InvalidInput` to anything else.
    fn word_error(&self) -> JsonError {
        let rest = self.text.get(self.pos..).unwrap_or_default().trim_ascii_end();
        let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        match rest.as_bytes() {
            [first, ..] if first.is_ascii_alphabetic() && rest.as_bytes().iter().all(word) => JsonError::Incomplete,
            _ => JsonError::Invalid,
        }
    }

    fn literal(&mut self, word: &str) -> Result<(), JsonError> {
        let rest = self.text.get(self.pos..).unwrap_or_default();
        let after = rest.as_bytes().get(word.len());
        if rest.starts_with(word) && !after.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
            self.pos += word.len();
            Ok(())
        } else {
            Err(self.word_error())
        }
    }

    /// Takes a `null`, if the next value is one.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn take_null(&mut self) -> Result<bool, JsonError> {
        if self.kind()? != Kind::Null {
            return Ok(false);
        }
        self.literal("null")?;
        Ok(true)
    }

    /// Reads a bool; [`None`] if the next value is something else.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn bool(&mut self) -> Result<Option<bool>, JsonError> {
        if self.kind()? != Kind::Bool {
            return Ok(None);
        }
        let value = self.peek() == Some(b't');
        self.literal(if value { "true" } else { "false" })?;
        Ok(Some(value))
    }

    /// Reads a number; [`None`] if the next value is something else.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn number(&mut self) -> Result<Option<Number<'a>>, JsonError> {
        if self.kind()? != Kind::Number {
            return Ok(None);
        }
        let start = self.pos;
        if self.peek() == Some(b'-') {
            self.pos += 1;
        }
        match self.peek() {
            Some(b'0') => self.pos += 1,
            Some(b'1'..=b'9') => self.digits()?,
            None => return Err(JsonError::Incomplete),
            Some(_) => return Err(JsonError::Invalid),
        }
        let mut whole = true;
        if self.peek() == Some(b'.') {
            whole = false;
            self.pos += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            whole = false;
            self.pos += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.pos += 1;
            }
            self.digits()?;
        }
        Ok(Some(Number { text: self.text.get(start..self.pos).unwrap_or_default(), whole }))
    }

    /// At least one digit.
    fn digits(&mut self) -> Result<(), JsonError> {
        let start = self.pos;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.pos += 1;
        }
        match (self.pos > start, self.peek()) {
            (true, _) => Ok(()),
            (false, None) => Err(JsonError::Incomplete),
            (false, Some(_)) => Err(JsonError::Invalid),
        }
    }

    /// Reads a string; [`None`] if the next value is something else.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn string(&mut self) -> Result<Option<Str<'a>>, JsonError> {
        if self.bare {
            let raw = self.text.get(self.pos..).unwrap_or_default();
            self.pos = self.text.len();
            return Ok(Some(Str { raw, escaped: false }));
        }
        if self.kind()? != Kind::String {
            return Ok(None);
        }
        let start = self.pos + 1;
        let (end, escaped) = skip_string(self.text.as_bytes(), start)?;
        self.pos = end + 1;
        Ok(Some(Str { raw: self.text.get(start..end).unwrap_or_default(), escaped }))
    }

    /// Enters an array or an object; false if the next value is something else.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn enter(&mut self, kind: Kind) -> Result<bool, JsonError> {
        if self.kind()? != kind {
            return Ok(false);
        }
        self.pos += 1;
        Ok(true)
    }

    /// Steps to the next item of an array, over the comma if it is not the `first`; false at its end.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn next_item(&mut self, first: bool) -> Result<bool, JsonError> {
        self.next_member(first, b']')
    }

    /// Steps to the next field of an object and reads its name; [`None`] at its end.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn next_field(&mut self, first: bool) -> Result<Option<Str<'a>>, JsonError> {
        if !self.next_member(first, b'}')? {
            return Ok(None);
        }
        let name = self.string()?.ok_or(JsonError::Invalid)?;
        match self.token() {
            Some(b':') => self.pos += 1,
            None => return Err(JsonError::Incomplete),
            Some(_) => return Err(JsonError::Invalid),
        }
        Ok(Some(name))
    }

    fn next_member(&mut self, first: bool, close: u8) -> Result<bool, JsonError> {
        match self.token() {
            Some(byte) if byte == close => {
                self.pos += 1;
                Ok(false)
            }
            Some(b',') if !first => {
                self.pos += 1;
                match self.token() {
                    // A comma before the end is no JSON.
                    Some(byte) if byte == close => Err(JsonError::Invalid),
                    None => Err(JsonError::Incomplete),
                    Some(_) => Ok(true),
                }
            }
            Some(_) if first => Ok(true),
            Some(_) => Err(JsonError::Invalid),
            None => Err(JsonError::Incomplete),
        }
    }

    /// Skips one value of any kind.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn skip(&mut self) -> Result<(), JsonError> {
        // One bit for each level that is open: 1 for an object.
        let mut objects = 0u32;
        let mut depth = 0u32;
        loop {
            let mut opened = false;
            match self.kind()? {
                Kind::Null => self.literal("null")?,
                Kind::Bool => drop(self.bool()?),
                Kind::Number => drop(self.number()?),
                Kind::String => drop(self.string()?),
                kind @ (Kind::Array | Kind::Object) => {
                    if depth == MAX_DEPTH {
                        return Err(JsonError::TooDeep);
                    }
                    self.pos += 1;
                    depth += 1;
                    objects = objects << 1 | u32::from(kind == Kind::Object);
                    opened = true;
                }
            }
            loop {
                if depth == 0 {
                    return Ok(());
                }
                let more = if objects & 1 == 1 { self.next_field(opened)?.is_some() } else { self.next_item(opened)? };
                if more {
                    break;
                }
                opened = false;
                depth -= 1;
                objects >>= 1;
            }
        }
    }

    /// Makes sure that nothing follows.
    ///
    /// # Errors
    /// Something does.
    pub fn finish(&mut self) -> Result<(), JsonError> {
        match self.token() {
            None => Ok(()),
            Some(_) => Err(JsonError::Invalid),
        }
    }
}

/// A JSON number, as it was written.
#[derive(Debug, Clone, Copy)]
pub struct Number<'a> {
    text: &'a str,
    whole: bool,
}

impl Number<'_> {
    /// The number as an unsigned integer. `16.0` and `1.6e1` are whole, too: some languages write them so.
    /// [`None`] if it is not whole, [`Some`]`(None)` if it does not fit.
    pub fn unsigned(&self) -> Option<Option<u64>> {
        if self.whole {
            return Some(self.text.parse().ok());
        }
        let (negative, value) = self.magnitude()?;
        Some(value.filter(|value| !negative || *value == 0))
    }

    /// The number as a signed integer; see [`Number::unsigned`].
    pub fn signed(&self) -> Option<Option<i64>> {
        if self.whole {
            return Some(self.text.parse().ok());
        }
        let (negative, value) = self.magnitude()?;
        Some(
            value
                .and_then(|value| if negative { 0_i64.checked_sub_unsigned(value) } else { i64::try_from(value).ok() }),
        )
    }

    /// Whether it is negative, and how great it is without its sign, [`None`] for what does not fit; all [`None`] if it
    /// is not whole. Without floats: a chip that needs none otherwise would have their code for this alone.
    fn magnitude(&self) -> Option<(bool, Option<u64>)> {
        let negative = self.text.starts_with('-');
        let text = self.text.trim_start_matches('-');
        let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        // One that no number holds moves the point out of sight.
        let far = if exponent.starts_with('-') { -i64::from(u32::MAX) } else { i64::from(u32::MAX) };
        let exponent = exponent.parse::<i32>().map_or(far, i64::from);
        let point = (whole.len() as i64).saturating_add(exponent);
        let mut value = Some(0_u64);
        let mut place = 0_i64;
        for digit in whole.bytes().chain(fraction.bytes()) {
            if place >= point {
                if digit != b'0' {
                    return None;
                }
            } else {
                value = value.and_then(|value| value.checked_mul(10)?.checked_add(u64::from(digit.wrapping_sub(b'0'))));
            }
            place += 1;
        }
        while place < point && value.is_some_and(|value| value > 0) {
            value = value.and_then(|value| value.checked_mul(10));
            place += 1;
        }
        Some((negative, value))
    }

    /// The nearest 64 bit float; infinite if the number is too large.
    pub fn f64(&self) -> f64 {
        self.text.parse().unwrap_or(f64::NAN)
    }

    /// The nearest 32 bit float; infinite if the number is too large.
    pub fn f32(&self) -> f32 {
        self.text.parse().unwrap_or(f32::NAN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_texts_are_known_for_what_they_are() {
        for (text, kind) in [
            ("null", Kind::Null),
            (" true ", Kind::Bool),
            ("-0.5e+3", Kind::Number),
            (r#""a\n\u00e4\ud83d\ude00""#, Kind::String),
            ("[]", Kind::Array),
            ("[1,[2,{}],\"x\"]", Kind::Array),
            ("{ \"a\" : {\"b\":[]} , \"c\":null }", Kind::Object),
        ] {
            assert_eq!(validate(text), Ok(kind), "{text}");
        }
    }

    #[test]
    fn invalid_texts_say_why() {
        for (text, error) in [
            ("", JsonError::Empty),
            ("  ", JsonError::Empty),
            ("new_name", JsonError::Incomplete),
            ("tru", JsonError::Incomplete),
            ("mqtt://a:1/", JsonError::Invalid),
            ("\"abc", JsonError::Incomplete),
            ("\"\\u12", JsonError::Incomplete),
            ("\"\\ud800\"", JsonError::Invalid),
            ("\"\\x\"", JsonError::Invalid),
            ("\"a\u{1}b\"", JsonError::Invalid),
            ("[1,", JsonError::Incomplete),
            ("[1,]", JsonError::Invalid),
            ("[1 2]", JsonError::Invalid),
            ("{\"a\"}", JsonError::Invalid),
            ("{1:2}", JsonError::Invalid),
            ("{\"a\":1", JsonError::Incomplete),
            ("01", JsonError::Invalid),
            ("1.", JsonError::Incomplete),
            ("-", JsonError::Incomplete),
            ("+1", JsonError::Invalid),
            ("1 2", JsonError::Invalid),
            ("NaN", JsonError::Incomplete),
            ("[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", JsonError::TooDeep),
        ] {
            assert_eq!(validate(text), Err(error), "{text}");
        }
    }

    #[test]
    fn whole_floats_are_integers() {
        let number = |text| Reader::new(text).number().unwrap().unwrap();
        assert_eq!(number("16").unsigned(), Some(Some(16)));
        assert_eq!(number("16.0").unsigned(), Some(Some(16)));
        assert_eq!(number("1.6e1").signed(), Some(Some(16)));
        assert_eq!(number("16.5").unsigned(), None);
        assert_eq!(number("-1").unsigned(), Some(None));
        assert_eq!(number("18446744073709551615").unsigned(), Some(Some(u64::MAX)));
        assert_eq!(number("18446744073709551616").unsigned(), Some(None));
        assert_eq!(number("1e300").signed(), Some(None));
        assert_eq!(number("1e99999999999").signed(), Some(None));
        assert_eq!(number("0e99999999999").signed(), Some(Some(0)));
        assert_eq!(number("1e-99999999999").signed(), None);
        assert_eq!(number("0.0e-7").unsigned(), Some(Some(0)));
        assert_eq!(number("-0.0").unsigned(), Some(Some(0)));
        assert_eq!(number("-2.50e1").signed(), Some(Some(-25)));
        assert_eq!(number("-2.50e1").unsigned(), Some(None));
        assert_eq!(number("0.0016e4").unsigned(), Some(Some(16)));
        assert_eq!(number("0.0016e3").unsigned(), None);
        assert_eq!(number("-9223372036854775808.0").signed(), Some(Some(i64::MIN)));
        assert_eq!(number("9223372036854775808.0").signed(), Some(None));
        assert_eq!(number("18446744073709551615.0").unsigned(), Some(Some(u64::MAX)));
        assert_eq!(number("18446744073709551616.0").unsigned(), Some(None));
    }
}
