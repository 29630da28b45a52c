//! Names and titles, made of descriptions.

use std::collections::HashSet;

use super::{Imported, ImportedKey, key_cell};
use crate::rust_names;

/// Words that say nothing at the end of a name.
const FILLERS: [&str; 14] =
    ["an", "and", "are", "at", "by", "for", "in", "is", "of", "or", "the", "to", "when", "with"];
/// As many words as a name has at most.
const WORDS: usize = 6;
/// Bytes that a name has at most, a little less than the spec allows: the number of a family is still to come.
const LONGEST: usize = 56;

/// The words of a text, in small letters: `minChargeTime` has three.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let text = text.replace("WiFi", "Wifi");
    let chars: Vec<char> = text.chars().collect();
    for (i, char) in chars.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| chars.get(i)).copied().unwrap_or(' ');
        let small = |at: usize| chars.get(at).is_some_and(|next| next.is_lowercase());
        let begins = char.is_uppercase()
            && (before.is_lowercase()
                || small(i + 1) && (before.is_numeric() || before.is_uppercase() && small(i + 2)));
        if begins || !char.is_alphanumeric() {
            words.push(String::new());
        }
        if char.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            match char.to_lowercase().next().unwrap_or(*char) {
                'ä' => word.push_str("ae"),
                'ö' => word.push_str("oe"),
                'ü' => word.push_str("ue"),
                'ß' => word.push_str("ss"),
                char => word.push(char),
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// `NoShield` for `NO_SHIELD`, if that is `shouted`: other large letters are an abbreviation. [`None`] when there is no
/// name in it.
pub(super) fn pascal(text: &str, shouted: bool) -> Option<String> {
    let pieces: Vec<&str> =
        text.split(|char: char| !char.is_ascii_alphanumeric()).filter(|piece| !piece.is_empty()).collect();
    let mut name = String::new();
    for piece in pieces {
        let (first, rest) = piece.split_at(1);
        name.push_str(&first.to_ascii_uppercase());
        name.push_str(&if shouted { rest.to_ascii_lowercase() } else { rest.to_owned() });
    }
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert_str(0, "Value");
    }
    rust_names::is_pascal_case(&name).then_some(name)
}

/// The first few words of a description, up to where it begins to explain.
pub(super) fn phrase(text: &str, family: bool) -> String {
    // `card (0..9) name` of a family goes on behind the brackets.
    let text = match text.split_once('(').and_then(|(before, rest)| Some((before, rest.split_once(')')?.1))) {
        Some((before, after)) if family => format!("{} {}", before.trim(), after.trim()),
        _ => text.to_owned(),
    };
    let number = |at: usize| text.get(..at).is_some_and(|before| before.ends_with(|last: char| last.is_ascii_digit()));
    let end = text
        .match_indices(['(', ',', ';', ':', '?', '!', '{', '=', '<'])
        .map(|(at, _)| at)
        .chain(text.match_indices(". ").map(|(at, _)| at).filter(|at| !number(*at)))
        .chain([" / ", " - "].iter().filter_map(|mark| text.find(mark)))
        .min()
        .unwrap_or(text.len());
    let phrase = text.get(..end).unwrap_or_default().trim().trim_end_matches(['.', '"']);
    let phrase = match phrase.rsplit_once(" in ") {
        Some((before, unit)) if !unit.contains(' ') && super::measure::unit(phrase).is_some() => {
            before.trim_end_matches(" measured")
        }
        _ => phrase,
    };
    phrase.trim().to_owned()
}

/// A phrase as a title: `Min charge time` for `minChargeTime`.
pub(super) fn title(phrase: &str, short: &str) -> String {
    let spoken = if phrase.contains(' ') { phrase.replace('_', " ") } else { words(phrase).join(" ") };
    let spoken = if spoken.is_empty() { short.to_owned() } else { spoken };
    let mut chars = spoken.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A phrase as a readable name; empty when nothing is left of it.
pub(super) fn readable(phrase: &str) -> String {
    let mut words: Vec<String> = words(phrase).into_iter().filter(|word| word.is_ascii()).take(WORDS + 1).collect();
    // A name does not begin with a digit, and the number of a card tells it from the next one.
    let numbers = words.iter().take_while(|word| word.starts_with(|first: char| first.is_ascii_digit())).count();
    words.rotate_left(numbers);
    if numbers == 0 {
        words.truncate(WORDS);
    }
    while words.last().is_some_and(|word| FILLERS.contains(&word.as_str())) {
        words.pop();
    }
    let name = words.join("_");
    if name.len() <= 48 && rust_names::is_snake_case(&name) { name } else { String::new() }
}

/// Gives every key a name of its own.
pub(super) fn choose(imported: &mut Imported) {
    let shorts: HashSet<String> = imported.keys.iter().flat_map(|key| key_cell::members(&key.short)).collect();
    let mut taken: HashSet<String> = HashSet::new();
    for key in &mut imported.keys {
        let spread = |name: &str| match key_cell::numbers(&key.short) {
            Some(numbers) => numbers.map(|number| name.replace("{n}", &number.to_string())).collect(),
            None => vec![name.to_owned()],
        };
        let free = |name: &String| {
            rust_names::is_snake_case(name)
                && rust_names::is_identifier(name)
                && !name.starts_with("set_")
                && !rust_names::is_method_of_generated(name)
                && !taken.contains(name)
                && (*name == key.short || !shorts.contains(name))
        };
        let fits = |name: &str| name.len() <= LONGEST && spread(name).iter().all(free);
        let all = candidates(key);
        // Short keys differ, so counting on comes to an end.
        let counted = || (1..).map(|i| (format!("key_{i}{}", number(key)), None)).find(|(name, _)| fits(name));
        let Some((name, detail)) = all.into_iter().find(|(name, _)| fits(name)).or_else(counted) else { continue };
        if let Some(detail) = detail {
            key.title = format!("{} ({detail})", key.title);
        }
        taken.extend(spread(&name));
        key.name = name;
    }
}

/// What stands in the name of a family for the number of a member.
fn number(key: &ImportedKey) -> &'static str {
    if key.members > 1 { "_{n}" } else { "" }
}

/// Names for a key, the best one first, with what makes the title differ too.
fn candidates(key: &ImportedKey) -> Vec<(String, Option<String>)> {
    let base = key.name.clone();
    let plain = |text: &str| words(text).join("_");
    let short = match key.short.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?.1))) {
        Some((before, after)) => plain(&format!("{before} {after}")),
        None => plain(&key.short),
    };
    let number = number(key);
    let mut all = Vec::new();
    if !base.is_empty() {
        all.push((format!("{base}{number}"), None));
        let bracket = key.text.split_once('(').and_then(|(_, rest)| words(rest.split(')').next()?).into_iter().next());
        if let Some(detail) = bracket.filter(|word| word.is_ascii()) {
            all.push((format!("{base}_{detail}{number}"), Some(detail)));
        }
        all.push((format!("{base}_{short}{number}"), Some(key.short.clone())));
    }
    all.push((format!("{short}{number}"), None));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_spelling() {
        assert_eq!(words("minChargeTime"), ["min", "charge", "time"]);
        assert_eq!(words("MQTT skipCertCommonNameCheck").join(" "), "mqtt skip cert common name check");
        assert_eq!(words("FW_VERSION"), ["fw", "version"]);
        assert_eq!(words("WiFi iso15118Enablement"), ["wifi", "iso15118", "enablement"]);
    }

    #[test]
    fn a_value_is_named_in_pascal_case() {
        let names = ["Unknown/Error", "FiAc", "EVCMS", "Force_3", "off mode"].map(|name| pascal(name, false).unwrap());
        assert_eq!(names, ["UnknownError", "FiAc", "EVCMS", "Force3", "OffMode"]);
        assert_eq!(["OPEN", "WPA2_PSK"].map(|name| pascal(name, true).unwrap()), ["Open", "Wpa2Psk"]);
    }

    #[test]
    fn a_phrase_ends_where_the_description_explains() {
        assert_eq!(phrase("minChargeTime in milliseconds", false), "minChargeTime");
        assert_eq!(phrase("MQTT connected (age)", false), "MQTT connected");
        assert_eq!(phrase("energy_total, measured in Wh", false), "energy_total");
        assert_eq!(phrase("RFID card (0..9) Name", true), "RFID card Name");
    }

    #[test]
    fn a_number_goes_to_the_end_of_a_name() {
        assert_eq!(readable("0. rfid cards energy"), "rfid_cards_energy_0");
        assert_eq!(readable("How many ampere is the car allowed to charge"), "how_many_ampere_is_the_car");
    }
}
