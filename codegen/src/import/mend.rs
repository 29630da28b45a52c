//! Descriptions cut in two by a tab are put together again.

use std::collections::HashSet;

/// The words of all descriptions: a word that was cut in two stands whole in another row, mostly.
pub(super) struct Vocabulary(HashSet<String>);

impl Vocabulary {
    /// Collects the words, those at a cut left out.
    pub(super) fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut words = HashSet::new();
        for text in texts {
            let last = text.split('\t').count() - 1;
            for (i, part) in text.split('\t').enumerate() {
                let found: Vec<&str> = part.split(|char: char| !char.is_alphanumeric()).collect();
                let (from, until) = (usize::from(i > 0), found.len() - usize::from(i < last));
                words.extend(found.get(from..until).unwrap_or_default().iter().map(|word| word.to_lowercase()));
            }
        }
        words.remove("");
        Self(words)
    }

    /// One line without tabs, double spaces and what a changelog left at its end.
    pub(super) fn mend(&self, text: &str) -> String {
        let mut whole = String::with_capacity(text.len());
        for part in text.split('\t') {
            if !whole.is_empty() && self.apart(&whole, part) {
                whole.push(' ');
            }
            whole.push_str(part);
        }
        let line = whole.split_whitespace().collect::<Vec<_>>().join(" ");
        line.strip_suffix(" +").unwrap_or(&line).trim().to_owned()
    }

    /// Whether a space was lost between the two.
    fn apart(&self, left: &str, right: &str) -> bool {
        let (Some(before), Some(after)) = (left.chars().next_back(), right.chars().next()) else { return false };
        if !(before.is_alphanumeric() && after.is_alphanumeric()) {
            return ",;:".contains(before) || after == '(';
        }
        let of_word = |char: char| char.is_alphanumeric();
        let start = left.trim_end_matches(of_word).len();
        let end = right.len() - right.trim_start_matches(of_word).len();
        let (first, second) = (left.get(start..).unwrap_or_default(), right.get(..end).unwrap_or_default());
        let known = |word: &str| self.0.contains(&word.to_lowercase());
        !known(&format!("{first}{second}")) && known(first) && known(second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(cut: &str, other: &str) -> String {
        Vocabulary::of([cut, other].into_iter()).mend(cut)
    }

    #[test]
    fn a_word_cut_in_two_is_one_again() {
        assert_eq!(mended("(min\tutes*60)", "offset in minutes"), "(minutes*60)");
        assert_eq!(mended("since 1\t970", ""), "since 1970");
    }

    #[test]
    fn two_words_stay_two() {
        assert_eq!(mended("entry, send\tan array", "send it as an item"), "entry, send an array");
    }

    #[test]
    fn a_list_goes_on_after_its_comma() {
        assert_eq!(mended("Evse=1,\tEv=2", ""), "Evse=1, Ev=2");
        assert_eq!(mended("Connected=3\t, Failed=4", ""), "Connected=3, Failed=4");
    }

    #[test]
    fn the_mark_of_an_addition_goes() {
        assert_eq!(mended("Cloud last  error +", ""), "Cloud last error");
    }
}
