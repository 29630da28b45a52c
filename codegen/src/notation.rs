//! Spellings of numbers and bools that one version of YAML knows and another one reads as something else, or as text.

/// What `text` was probably meant to be, where this is neither a number nor a bool here. YAML 1.1 takes `yes` for a bool,
/// `1_000` and `1:30` for numbers; YAML 1.2 takes `0o17` for one.
pub(crate) fn meant(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    match &*lower {
        "yes" | "on" | "y" => return Some("true".to_owned()),
        "no" | "off" | "n" => return Some("false".to_owned()),
        _ => {}
    }
    let (sign, digits) = match lower.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", lower.strip_prefix('+').unwrap_or(&lower)),
    };
    if !digits.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let plain = digits.replace('_', "");
    let number = if let Some(octal) = plain.strip_prefix("0o") {
        u64::from_str_radix(octal, 8).ok()?.to_string()
    } else if let Some(binary) = plain.strip_prefix("0b") {
        u64::from_str_radix(binary, 2).ok()?.to_string()
    } else if let Some(hex) = plain.strip_prefix("0x") {
        u64::from_str_radix(hex, 16).ok()?.to_string()
    } else if plain.contains(':') {
        let places = plain.split(':').map(|place| place.parse::<u64>().ok());
        places.reduce(|sum, place| sum?.checked_mul(60)?.checked_add(place?))??.to_string()
    } else {
        plain.parse::<f64>().ok().filter(|number| number.is_finite())?;
        plain
    };
    Some(format!("{sign}{number}"))
}

/// What YAML 1.1 reads in a number that begins with zeros, which do not count here; nothing for another one, or the same.
pub(crate) fn with_zeros(text: &str) -> Option<Option<u64>> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let zeros = digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    zeros.then(|| u64::from_str_radix(digits, 8).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_found() {
        for (text, number) in [
            ("0o10", "8"),
            ("0b11", "3"),
            ("1_000", "1000"),
            ("-0x1_0", "-16"),
            ("1:30", "90"),
            ("1:00:00", "3600"),
            ("1_0.5", "10.5"),
            ("No", "false"),
            ("ON", "true"),
            ("y", "true"),
        ] {
            assert_eq!(meant(text).as_deref(), Some(number), "{text}");
        }
        for text in ["", "bright", "0o9", "0b2", "1:x", "-", "_1", "1e999", "none", "18446744073709551616:60"] {
            assert_eq!(meant(text), None, "{text}");
        }
    }

    #[test]
    fn zeros_in_front_are_told_from_zero() {
        assert_eq!(with_zeros("010"), Some(Some(8)));
        assert_eq!(with_zeros("-017"), Some(Some(15)));
        assert_eq!(with_zeros("09"), Some(None));
        for text in ["0", "10", "0.5", "0x10", "-0", "0e1"] {
            assert_eq!(with_zeros(text), None, "{text}");
        }
    }
}
