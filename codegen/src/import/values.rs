//! Finds the values of an enum in a description: `(Open=0, Wait=1)`, `(0=AlwaysLock, 1=NeverLock)`.

use super::{ImportedValue, name};

/// The values, and the description without them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) values: Vec<ImportedValue>,
    pub(super) rest: String,
    /// Whether the list ends in `...`.
    pub(super) open: bool,
}

/// A name and its number, and where they end.
struct Pair<'a> {
    name: &'a str,
    value: i64,
    end: usize,
}

/// Which of the two stands first.
#[derive(Clone, Copy)]
enum Order {
    NameFirst,
    NumberFirst,
}

/// Finds the first list of at least two values whose names and numbers all differ.
pub(super) fn find(text: &str) -> Option<Found> {
    let mut before = ' ';
    for (start, char) in text.char_indices() {
        if (char.is_alphanumeric() || char == '_' || char == '-')
            && !(before.is_alphanumeric() || "_-/.=".contains(before))
        {
            for order in [Order::NameFirst, Order::NumberFirst] {
                if let Some(found) = list(text, start, order) {
                    return Some(found);
                }
            }
        }
        before = char;
    }
    None
}

/// Whether there is something like values which [`find`] could not read.
pub(super) fn suspected(text: &str) -> bool {
    let bytes = text.as_bytes();
    let single = |at: usize| {
        let other = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(|byte| b"=<>!".contains(byte));
        !other(at.checked_sub(1)) && !other(at.checked_add(1))
    };
    text.match_indices('=').filter(|(at, _)| single(*at)).count() > 1
}

fn list(text: &str, start: usize, order: Order) -> Option<Found> {
    let mut pairs = vec![pair(text, start, order)?];
    let mut end = pairs.first()?.end;
    while let Some(next) = separator(text, end).and_then(|at| pair(text, at, order)) {
        end = next.end;
        pairs.push(next);
    }
    let shouted = !pairs.iter().any(|pair| pair.name.contains(|char: char| char.is_lowercase()));
    let mut values: Vec<ImportedValue> = Vec::with_capacity(pairs.len());
    for pair in &pairs {
        let name = name::pascal(pair.name, shouted)?;
        // The list of an enum's values is called so in Rust.
        if name == "Values"
            || values.iter().any(|known| known.value == pair.value || known.name.eq_ignore_ascii_case(&name))
        {
            return None;
        }
        values.push(ImportedValue { name, value: pair.value, text: name::words(pair.name).join(" ") });
    }
    if values.len() < 2 {
        return None;
    }
    let after = text.get(end..)?.trim_start();
    let dots = after.trim_start_matches([',', ' ']);
    let open = ["...", "…", "etc"].iter().any(|more| dots.starts_with(more));
    let after = if open { dots.trim_start_matches(['.', '…']).trim_start_matches("etc") } else { after };
    Some(Found { values, rest: without(text.get(..start)?, after), open })
}

/// What is left of a description once a list in the middle of it is out.
fn without(before: &str, after: &str) -> String {
    let before = before.trim_end();
    let (mut before, mut after) = (before.to_owned(), after.trim().to_owned());
    if before.ends_with('(') {
        before.pop();
        // The bracket around the list goes with it, not one around a remark behind it.
        if let Some(closing) = closing(&after) {
            after.remove(closing);
        }
    }
    let before = before.trim_end_matches([' ', ',', ':', ';', '-']);
    let after = after.trim_matches([' ', ',', ';']);
    format!("{before} {after}").trim().to_owned()
}

/// Where the bracket closes that is open at the start.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, char) in text.char_indices() {
        match char {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Past the comma between two values.
fn separator(text: &str, end: usize) -> Option<usize> {
    let rest = text.get(end..)?.trim_start();
    let rest = rest.strip_prefix([',', ';'])?.trim_start();
    let rest = rest.strip_prefix("and ").or_else(|| rest.strip_prefix("or ")).unwrap_or(rest);
    Some(text.len() - rest.len())
}

fn pair(text: &str, start: usize, order: Order) -> Option<Pair<'_>> {
    let rest = text.get(start..)?;
    let at = |rest: &str| text.len() - rest.len();
    match order {
        Order::NameFirst => {
            let (name, rest) = split(rest, |char| char.is_ascii_alphanumeric() || "_/-".contains(char));
            if !name.contains(|char: char| char.is_ascii_alphabetic()) {
                return None;
            }
            let (value, rest) = number(equals(rest)?)?;
            let ends = !rest
                .starts_with(|next: char| next.is_alphanumeric() || "*.%".contains(next) && !rest.starts_with(".."));
            ends.then(|| Pair { name, value, end: at(rest) })
        }
        Order::NumberFirst => {
            let (value, rest) = number(rest)?;
            let (name, rest) = split(equals(rest)?, |char| !",;()=\"".contains(char));
            let spaces = name.trim_end().matches(' ').count();
            let letters = name.starts_with(|first: char| first.is_ascii_alphabetic());
            (letters && spaces < 4).then(|| Pair { name: name.trim_end(), value, end: at(rest) })
        }
    }
}

/// Past a single `=` and the space around it.
fn equals(rest: &str) -> Option<&str> {
    let rest = rest.trim_start().strip_prefix('=')?;
    (!rest.starts_with(['=', '>'])).then(|| rest.trim_start())
}

fn number(rest: &str) -> Option<(i64, &str)> {
    let (sign, digits) = rest.strip_prefix('-').map_or((1, rest), |digits| (-1, digits));
    let (digits, rest) = split(digits, |char| char.is_ascii_digit());
    let value: i64 = digits.parse().ok()?;
    Some((sign * value, rest))
}

fn split(text: &str, part: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|char| !part(char)).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (Vec<(String, i64)>, String) {
        let found = find(text).unwrap();
        (found.values.into_iter().map(|value| (value.name, value.value)).collect(), found.rest)
    }

    fn pairs(pairs: &[(&str, i64)]) -> Vec<(String, i64)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect()
    }

    #[test]
    fn names_before_numbers() {
        let (values, rest) = found("setting (Open=0, Wait = 1, EVCMS=2)");
        assert_eq!((values, rest.as_str()), (pairs(&[("Open", 0), ("Wait", 1), ("EVCMS", 2)]), "setting"));
    }

    #[test]
    fn numbers_before_names() {
        let (values, rest) = found("lock (0=AlwaysLock, 1 = NeverLock)");
        assert_eq!((values, rest.as_str()), (pairs(&[("AlwaysLock", 0), ("NeverLock", 1)]), "lock"));
    }

    #[test]
    fn a_list_needs_no_brackets() {
        let (values, rest) = found("bandwidth (for both) BW_HT20=1, BW_HT40=2");
        assert_eq!((values, rest.as_str()), (pairs(&[("BwHt20", 1), ("BwHt40", 2)]), "bandwidth (for both)"));
        assert_eq!(found("daylight mode, None=0, Summer=1").1, "daylight mode");
    }

    #[test]
    fn a_remark_behind_the_list_stays() {
        let (values, rest) = found("status (IDLE=0, NO_SHIELD=10 (for the library))");
        assert_eq!((values, rest.as_str()), (pairs(&[("Idle", 0), ("NoShield", 10)]), "status (for the library)"));
    }

    #[test]
    fn one_value_may_have_two_names() {
        assert_eq!(found("state (Unknown/Error=0, Idle=1)").0, pairs(&[("UnknownError", 0), ("Idle", 1)]));
    }

    #[test]
    fn a_list_that_goes_on_is_told() {
        let found = find("country (Austria=0, Germany=1,...)").unwrap();
        assert!(found.open);
        assert_eq!(found.rest, "country");
    }

    #[test]
    fn what_only_looks_like_values_is_left_alone() {
        for text in [
            "duration (null=none, type=0 counter going up, type=1 in ms)",
            "calculation: (hours*3600)+(minutes*60)",
            "pGrid < 0 ==> feed, pPv > 0 ==> production",
            "variant (11: 11kW/16A, 22: 22kW/32A)",
            "threshold (a=1.5, b=2.5)",
            "one (Only=1)",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn values_that_are_no_numbers_are_suspected() {
        assert!(suspected("type (Static=false, Dynamic=true)"));
        assert!(!suspected("feed if x ==> y, x >= 1"));
    }
}
