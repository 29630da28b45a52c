//! Units, limits and lengths that descriptions mention.

/// What tables write for the units of the spec.
const UNITS: [(&str, &str); 36] = [
    ("A", "A"),
    ("mA", "mA"),
    ("ampere", "A"),
    ("Ampere", "A"),
    ("V", "V"),
    ("volt", "V"),
    ("Volt", "V"),
    ("volts", "V"),
    ("W", "W"),
    ("watt", "W"),
    ("watts", "W"),
    ("Watt", "W"),
    ("kW", "kW"),
    ("Wh", "Wh"),
    ("kWh", "kWh"),
    ("Hz", "Hz"),
    ("hertz", "Hz"),
    ("ms", "ms"),
    ("milliseconds", "ms"),
    ("Millisekunden", "ms"),
    ("s", "s"),
    ("sec", "s"),
    ("seconds", "s"),
    ("Sekunden", "s"),
    ("min", "min"),
    ("minutes", "min"),
    ("Minuten", "min"),
    ("h", "h"),
    ("hours", "h"),
    ("%", "%"),
    ("%/s", "%/s"),
    ("percent", "%"),
    ("ct", "ct"),
    ("°C", "°C"),
    ("dBm", "dBm"),
    ("dB", "dB"),
];

/// The unit that a description gives as `in W` or `(Wh)`. Two different ones say nothing for certain.
pub(super) fn unit(text: &str) -> Option<&'static str> {
    let meant = |word: &str| UNITS.iter().find(|(written, _)| *written == word).map(|(_, unit)| *unit);
    let words: Vec<&str> = text.split_whitespace().collect();
    let after_in = words.windows(2).filter_map(|pair| match pair {
        [before, word] if before.trim_start_matches('(') == "in" => {
            meant(word.trim_end_matches([',', ';', ')', '.', '?']))
        }
        _ => None,
    });
    let in_brackets =
        words.iter().filter_map(|word| meant(word.strip_prefix('(')?.trim_end_matches(',').strip_suffix(')')?));
    let mut found: Vec<&str> = after_in.chain(in_brackets).collect();
    found.dedup();
    match found.as_slice() {
        [unit] => Some(unit),
        _ => None,
    }
}

/// The range that a description gives as `set this to 0-9` or, at its end, `, 0-255`.
pub(super) fn range(text: &str) -> Option<(i64, i64)> {
    let mut before = "";
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let ends = words.peek().is_none();
        let bare = word.trim_start_matches('(').trim_end_matches([',', ')', ';']);
        if let Some((least, greatest)) = bare.split_once('-')
            && let (Ok(least), Ok(greatest)) = (least.parse::<i64>(), greatest.parse::<i64>())
            && least < greatest
            && (matches!(before, "to" | "range" | "range:") || word.starts_with('(') || ends && before.ends_with(','))
        {
            return Some((least, greatest));
        }
        before = word;
    }
    None
}

/// The length that a description gives: `max. 64 characters`.
pub(super) fn length(text: &str) -> Option<u32> {
    let words: Vec<&str> = text.split(|char: char| char.is_whitespace() || "()".contains(char)).collect();
    words.windows(3).find_map(|three| match three {
        [max, number, unit]
            if max.trim_end_matches('.') == "max" && (unit.starts_with("char") || unit.starts_with("byte")) =>
        {
            number.parse().ok().filter(|length| (1..=65_535).contains(length))
        }
        _ => None,
    })
}

/// The length and pattern of a format that descriptions name.
pub(super) fn format(text: &str) -> Option<(u32, &'static str)> {
    text.contains("#RRGGBB").then_some((7, "#[0-9A-Fa-f]{6}"))
}

/// The length that texts of this kind usually have.
pub(super) fn usual_length(text: &str) -> u32 {
    let lower = text.to_lowercase();
    if ["cert", "client key", "pem"].iter().any(|word| lower.contains(word)) {
        2048
    } else if ["url", "link"].iter().any(|word| lower.contains(word)) {
        128
    } else {
        64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_stands_behind_in_or_in_brackets() {
        assert_eq!(unit("pGrid in W"), Some("W"));
        assert_eq!(unit("limit adapter (in A)"), Some("A"));
        assert_eq!(unit("Energy (Wh)"), Some("Wh"));
        assert_eq!(unit("rampup rate in %/s"), Some("%/s"));
    }

    #[test]
    fn two_units_are_none() {
        assert_eq!(unit("energy in Wh and time in ms"), None);
        assert_eq!(unit("Is the 16A adapter used? Limits the current to 16A"), None);
    }

    #[test]
    fn a_range_is_what_a_value_can_be_set_to() {
        assert_eq!(range("set this to 0-9 to clear card"), Some((0, 9)));
        assert_eq!(range("led_bright, 0-255"), Some((0, 255)));
        assert_eq!(range("digital Input 1-phase"), None);
        assert_eq!(range("as of 2020-2021 it is so"), None);
    }

    #[test]
    fn a_length_may_be_told() {
        assert_eq!(length("car type, free text string (max. 64 characters)"), Some(64));
        assert_eq!(length("current limit presets, max. 5 entries"), None);
    }
}
