//! What stands in the column of keys: one, several, or a family, and a remark on versions.

use std::ops::RangeInclusive;

/// The keys of one row.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Keys {
    /// As the spec writes them, with the number of keys that each stands for.
    pub(super) shorts: Vec<(String, usize)>,
    /// First version that has them.
    pub(super) since: Option<String>,
    /// What else is said of them.
    pub(super) remark: Option<String>,
}

/// Reads the cell. [`None`] when there is no key in it.
pub(super) fn read(cell: &str) -> Option<Keys> {
    let cell = cell.replace('`', "");
    let (names, remark) = cell.split_once('(').map_or((cell.as_str(), None), |(names, rest)| {
        (names, Some(rest.trim().trim_end_matches(')').trim().to_owned()))
    });
    let shorts: Vec<&str> =
        names.split(|char: char| char.is_whitespace() || char == ',').filter(|short| !short.is_empty()).collect();
    if shorts.is_empty() || !shorts.iter().all(|short| is_key(short)) {
        return None;
    }
    let shorts = match family(&shorts) {
        Some(family) => vec![(family, shorts.len())],
        None => shorts.iter().map(|short| ((*short).to_owned(), 1)).collect(),
    };
    let introduced = |remark: &String| {
        let (what, version) = remark.rsplit_once(' ')?;
        (what.starts_with("introduced in") && is_version(version)).then(|| version.to_owned())
    };
    let since = remark.as_ref().and_then(introduced);
    let remark = remark.filter(|_| since.is_none());
    Some(Keys { shorts, since, remark })
}

/// The numbers of a family's members. [`None`] for a single key.
pub(super) fn numbers(short: &str) -> Option<RangeInclusive<u32>> {
    let (from, until) = short.split_once('{')?.1.split_once('}')?.0.split_once("..")?;
    Some(from.parse().ok()?..=until.parse().ok()?)
}

/// Every key that an entry of the spec stands for.
pub(super) fn members(short: &str) -> Vec<String> {
    match (numbers(short), short.split_once('{'), short.split_once('}')) {
        (Some(numbers), Some((before, _)), Some((_, after))) => {
            numbers.map(|number| format!("{before}{number}{after}")).collect()
        }
        _ => vec![short.to_owned()],
    }
}

fn is_key(short: &str) -> bool {
    short.len() <= 32
        && short.starts_with(|first: char| first.is_ascii_alphabetic())
        && short.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && crate::rust_names::is_identifier(short)
        && !crate::rust_names::is_generated_key(short)
}

fn is_version(text: &str) -> bool {
    text.split('.').all(|part| !part.is_empty() && part.len() < 9 && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `c{0..9}n` for `c0n c1n … c9n`.
fn family(shorts: &[&str]) -> Option<String> {
    let (first, last) = (*shorts.first()?, *shorts.last()?);
    if shorts.len() < 2 {
        return None;
    }
    first.char_indices().filter(|(_, char)| char.is_ascii_digit()).find_map(|(at, _)| {
        let (prefix, rest) = first.split_at(at);
        let suffix = rest.trim_start_matches(|char: char| char.is_ascii_digit());
        let from: u32 = rest.strip_suffix(suffix)?.parse().ok()?;
        let of = |number: u32| format!("{prefix}{number}{suffix}");
        let numbers = from..from.checked_add(u32::try_from(shorts.len()).ok()?)?;
        let until = numbers.end - 1;
        let all = numbers.zip(shorts).all(|(number, short)| of(number) == **short);
        (all && of(until) == last).then(|| format!("{prefix}{{{from}..{until}}}{suffix}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_count_up_are_a_family() {
        let keys = read("c0n c1n c2n (introduced in 60.0)").unwrap();
        assert_eq!(keys.shorts, [("c{0..2}n".to_owned(), 3)]);
        assert_eq!((keys.since.as_deref(), keys.remark), (Some("60.0"), None));
        assert_eq!(members("c{0..2}n"), ["c0n", "c1n", "c2n"]);
    }

    #[test]
    fn keys_that_do_not_count_up_stay_apart() {
        let keys = read("t0h, t0l").unwrap();
        assert_eq!(keys.shorts, [("t0h".to_owned(), 1), ("t0l".to_owned(), 1)]);
    }

    #[test]
    fn a_remark_that_is_no_first_version_is_kept() {
        assert_eq!(
            read("cards (removed in firmware 60.0)").unwrap().remark.as_deref(),
            Some("removed in firmware 60.0")
        );
    }

    #[test]
    fn a_key_that_could_be_none_is_left_out() {
        assert_eq!(read("some text."), None);
        assert_eq!(read(""), None);
        assert_eq!(read("self"), None);
    }
}
