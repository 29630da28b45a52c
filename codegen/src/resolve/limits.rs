//! Unit, range and pattern, and how an alias's are joined with one's own.

use super::pattern;
use crate::{
    diagnostic::{Code, Diagnostic, Path, Report, quoted},
    model::{Bound, Limits, Range},
};

/// Reads the three fields of a key, field or alias, and joins them with what its type brings along.
pub(super) fn limits(
    unit: Option<&String>,
    range: Option<&String>,
    pattern: Option<&String>,
    inherited: Limits,
    path: &Path,
    report: &mut Report,
) -> Limits {
    let own = Limits {
        unit: unit.cloned(),
        range: range.and_then(|text| read_range(text, &path.key("range"), report)),
        pattern: pattern.and_then(|text| pattern::read(text, &path.key("pattern"), report)),
    };
    Limits {
        unit: own.unit.or(inherited.unit),
        range: match (own.range, inherited.range) {
            (Some(own), Some(inherited)) => Some(both(own, inherited)),
            (own, inherited) => own.or(inherited),
        },
        pattern: own.pattern.or(inherited.pattern),
    }
}

/// What lies in both ranges.
fn both(a: Range, b: Range) -> Range {
    let pick = |a: Option<Bound>, b: Option<Bound>, larger: bool| match (a, b) {
        (Some(a), Some(b)) => Some(if (a.as_f64() > b.as_f64()) == larger { a } else { b }),
        (a, b) => a.or(b),
    };
    Range { min: pick(a.min, b.min, true), max: pick(a.max, b.max, false) }
}

/// Reads `6..32`, `0..`, `..10`, `-1.5..2`.
fn read_range(text: &str, path: &Path, report: &mut Report) -> Option<Range> {
    let read = || {
        let (min, max) = text.split_once("..")?;
        let range = Range { min: bound(min.trim())?, max: bound(max.trim())? };
        (range.min.is_some() || range.max.is_some()).then_some(range)
    };
    let read = read();
    if read.is_none() {
        report.push(
            Diagnostic::value(Code::RangeSyntax, path, format!("{} is no range", quoted(text)))
                .help("write its ends, both included: `6..32`, `0..`, `..10`, `-1.5..2`"),
        );
    }
    read
}

/// The outer [`None`] means that this is no number.
#[allow(clippy::option_option)]
fn bound(text: &str) -> Option<Option<Bound>> {
    if text.is_empty() {
        return Some(None);
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || fraction.is_some_and(|fraction| !all_digits(fraction)) {
        return None;
    }
    match fraction {
        None => Some(Some(Bound::Int(text.parse().ok()?))),
        Some(_) => Some(Some(Bound::Float(text.parse().ok()?))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Option<Range> {
        read_range(text, &Path::root(), &mut Report::default())
    }

    #[test]
    fn a_range_may_be_open_at_one_end() {
        assert_eq!(range("0.."), Some(Range { min: Some(Bound::Int(0)), max: None }));
        assert_eq!(range("..10"), Some(Range { min: None, max: Some(Bound::Int(10)) }));
        assert_eq!(range(".."), None);
    }

    #[test]
    fn a_range_may_have_fractions_and_signs() {
        assert_eq!(range("-1.5..2"), Some(Range { min: Some(Bound::Float(-1.5)), max: Some(Bound::Int(2)) }));
    }

    #[test]
    fn three_dots_are_no_range() {
        assert_eq!(range("6...32"), None);
    }
}
