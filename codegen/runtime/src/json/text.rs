use crate::error::{JsonError, Refusal, ValueError};

/// A JSON string that was found well-formed, between its quotes.
#[derive(Debug, Clone, Copy)]
pub struct Str<'a> {
    pub(super) raw: &'a str,
    pub(super) escaped: bool,
}

impl<'a> Str<'a> {
    /// The characters, escapes resolved.
    pub fn chars(&self) -> impl Iterator<Item = char> + 'a {
        let mut rest = self.raw;
        let escaped = self.escaped;
        core::iter::from_fn(move || {
            let (char, len) = if escaped { unescape(rest)? } else { rest.chars().next().map(|c| (c, c.len_utf8()))? };
            rest = rest.get(len..)?;
            Some(char)
        })
    }

    /// The text, where it holds no escapes.
    pub fn plain(&self) -> Option<&'a str> {
        (!self.escaped).then_some(self.raw)
    }

    /// The text between the quotes, escapes and all.
    pub fn raw(&self) -> &'a str {
        self.raw
    }

    /// Whether the text is `name`.
    pub fn is(&self, name: &str, any_case: bool) -> bool {
        if any_case {
            let lower = |c: char| c.to_ascii_lowercase();
            self.chars().map(lower).eq(name.chars().map(lower))
        } else {
            self.chars().eq(name.chars())
        }
    }
}

/// Whether a text has no control characters but those that end lines and indent them: others do harm where it is shown,
/// and cut it off where it ends with a zero.
pub(crate) fn without_controls(text: &str) -> Result<(), ValueError> {
    let harmful = |char: char| char.is_control() && !matches!(char, '\n' | '\r' | '\t');
    if text.chars().any(harmful) {
        return Err(Refusal::new("of control characters only \\n, \\r and \\t are taken").into());
    }
    Ok(())
}

/// From `start`, just after the opening quote, to the closing one: its place, and whether there are escapes.
pub(super) fn skip_string(bytes: &[u8], start: usize) -> Result<(usize, bool), JsonError> {
    let mut pos = start;
    let mut escaped = false;
    loop {
        match bytes.get(pos) {
            None => return Err(JsonError::Incomplete),
            Some(b'"') => return Ok((pos, escaped)),
            Some(b'\\') => {
                escaped = true;
                pos += escape_len(bytes.get(pos..).unwrap_or_default())?;
            }
            Some(0..=0x1f) => return Err(JsonError::Invalid),
            Some(_) => pos += 1,
        }
    }
}

/// Length of the escape that `bytes` begin with.
fn escape_len(bytes: &[u8]) -> Result<usize, JsonError> {
    match bytes.get(1) {
        None => Err(JsonError::Incomplete),
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
        Some(b'u') => match hex4(bytes.get(2..).unwrap_or_default())? {
            0xd800..=0xdbff => match bytes.get(6..8) {
                Some(b"\\u") => match hex4(bytes.get(8..).unwrap_or_default())? {
                    0xdc00..=0xdfff => Ok(12),
                    _ => Err(JsonError::Invalid),
                },
                None if bytes.get(6).is_none_or(|byte| *byte == b'\\') => Err(JsonError::Incomplete),
                _ => Err(JsonError::Invalid),
            },
            0xdc00..=0xdfff => Err(JsonError::Invalid),
            _ => Ok(6),
        },
        Some(_) => Err(JsonError::Invalid),
    }
}

fn hex4(bytes: &[u8]) -> Result<u32, JsonError> {
    let mut value = 0;
    for i in 0..4 {
        let digit = match bytes.get(i) {
            None => return Err(JsonError::Incomplete),
            Some(byte) => char::from(*byte).to_digit(16).ok_or(JsonError::Invalid)?,
        };
        value = value << 4 | digit;
    }
    Ok(value)
}

/// The first character of a well-formed text with escapes, and how many bytes it takes there.
fn unescape(text: &str) -> Option<(char, usize)> {
    if text.starts_with('\\') {
        return resolve(text.as_bytes());
    }
    text.chars().next().map(|char| (char, char.len_utf8()))
}

/// The character of the escape that `bytes` begin with, and the length of the escape.
fn resolve(bytes: &[u8]) -> Option<(char, usize)> {
    let char = match bytes.get(1)? {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => {
            let high = hex4(bytes.get(2..)?).ok()?;
            if (0xd800..0xdc00).contains(&high) {
                let low = hex4(bytes.get(8..)?).ok()?;
                let code = 0x10000 + ((high - 0xd800) << 10) + low.checked_sub(0xdc00)?;
                return Some((char::from_u32(code)?, 12));
            }
            return Some((char::from_u32(high)?, 6));
        }
        other => char::from(*other),
    };
    Some((char, 2))
}

/// Resolves the escapes of a well-formed string (without its quotes) where it lies, and returns the text. It never
/// grows: the shortest escape of a character is at least as long as the character.
///
/// One pass: each byte is moved once, and the text is checked once, at the end. A check at each escape would cost time
/// that grows with the square of the length.
pub fn unescape_in_place(bytes: &mut [u8]) -> &str {
    let mut from = 0;
    let mut to = 0;
    while let Some(rest) = bytes.get(from..).filter(|rest| !rest.is_empty()) {
        let plain = rest.iter().position(|byte| *byte == b'\\').unwrap_or(rest.len());
        if plain > 0 {
            bytes.copy_within(from..from + plain, to);
            from += plain;
            to += plain;
            continue;
        }
        let Some((char, len)) = resolve(rest) else { break };
        let mut buffer = [0; 4];
        let encoded = char.encode_utf8(&mut buffer).as_bytes();
        if let Some(place) = bytes.get_mut(to..to + encoded.len()) {
            place.copy_from_slice(encoded);
        }
        from += len;
        to += encoded.len();
    }
    core::str::from_utf8(bytes.get(..to).unwrap_or_default()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_resolved_in_place() {
        let mut text = *br#"a\n\u00e4\ud83d\ude00\"\\\/z"#;
        assert_eq!(unescape_in_place(&mut text), "a\nä😀\"\\/z");
    }

    #[test]
    fn text_between_escapes_is_moved_whole() {
        for (escaped, text) in [
            ("", ""),
            ("\\n", "\n"),
            ("ä", "ä"),
            ("\\nä\\nä", "\nä\nä"),
            ("ä\\u00e4😀\\ud83d\\ude00", "ää😀😀"),
            ("\\\\n\\\\\\n", "\\n\\\n"),
            ("\\u0022\\u005c\\\"", "\"\\\""),
        ] {
            let mut bytes = escaped.as_bytes().to_vec();
            assert_eq!(unescape_in_place(&mut bytes), text, "{escaped}");
        }
    }

    /// A megabyte of escapes and multi-byte letters in turn: with a check of the rest at each escape, this ran for
    /// a minute in release, and does not come to an end here.
    #[test]
    fn a_long_text_of_escapes_is_resolved_in_one_pass() {
        let times = 1 << 18;
        let mut bytes = "\\nä".repeat(times).into_bytes();
        assert!(unescape_in_place(&mut bytes) == "\nä".repeat(times));
        let mut bytes = "\\ud83d\\ude00ö\\u00e4".repeat(times / 4).into_bytes();
        assert!(unescape_in_place(&mut bytes) == "😀öä".repeat(times / 4));
    }

    #[test]
    fn names_are_compared_with_their_escapes_resolved() {
        let name = Str { raw: r"p\u0047rid", escaped: true };
        assert!(name.is("pGrid", false));
        assert!(!name.is("pgrid", false));
        assert!(name.is("PGRID", true));
    }
}
