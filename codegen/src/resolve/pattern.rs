//! Patterns of strings, taken apart into steps that a device can follow without ever going back.

use regex_syntax::{
    ParserBuilder,
    hir::{Class, Hir, HirKind},
};

use crate::{
    diagnostic::{Code, Diagnostic, Path, Report, quoted},
    model::{PatternStep, TextPattern},
};

/// Most steps after unrolling; a device walks them one by one.
const MAX_STEPS: usize = 128;

/// Reads a pattern; what a device could not match step by step is reported.
pub(super) fn read(source: &str, path: &Path, report: &mut Report) -> Option<TextPattern> {
    match steps_of(source) {
        Ok(steps) => Some(TextPattern { source: source.to_owned(), steps }),
        Err(why) => {
            report.push(
                Diagnostic::value(Code::Pattern, path, format!("the pattern {} can't be used: {why}", quoted(source)))
                    .note("a pattern is a row of characters and classes such as `[0-9a-f]`, each with `?`, `*`, `+` or `{2,4}` if need be; the whole text has to match"),
            );
            None
        }
    }
}

fn steps_of(source: &str) -> Result<Vec<PatternStep>, String> {
    let hir = ParserBuilder::new()
        .nest_limit(16)
        .build()
        .parse(source)
        .map_err(|error| error.to_string().lines().last().unwrap_or("it is no pattern").replace("error: ", ""))?;
    let mut steps = Vec::new();
    collect(&hir, &mut steps)?;
    if steps.is_empty() {
        return Err("it is empty".to_owned());
    }
    for (i, step) in steps.iter().enumerate().filter(|(_, step)| step.max > step.min) {
        for next in steps.iter().skip(i + 1) {
            if overlap(step, next) {
                return Err(format!(
                    "{} may take characters that {} needs, so it would have to be matched by trying",
                    show(step),
                    show(next)
                ));
            }
            if next.min > 0 {
                break;
            }
        }
    }
    Ok(steps)
}

fn collect(hir: &Hir, steps: &mut Vec<PatternStep>) -> Result<(), String> {
    match hir.kind() {
        HirKind::Empty => {}
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).map_err(|_| "it holds bytes that are no text".to_owned())?;
            steps.extend(text.chars().map(|char| PatternStep { class: vec![(char, char)], min: 1, max: 1 }));
        }
        HirKind::Class(Class::Unicode(class)) => {
            let class: Vec<_> = class.ranges().iter().map(|range| (range.start(), range.end())).collect();
            if class.is_empty() {
                return Err("a class is empty, so nothing matches".to_owned());
            }
            steps.push(PatternStep { class, min: 1, max: 1 });
        }
        HirKind::Class(Class::Bytes(_)) => return Err("it holds bytes that are no text".to_owned()),
        HirKind::Capture(capture) => collect(&capture.sub, steps)?,
        HirKind::Concat(parts) => {
            for part in parts {
                collect(part, steps)?;
            }
        }
        HirKind::Repetition(repetition) => {
            let mut inner = Vec::new();
            collect(&repetition.sub, &mut inner)?;
            match inner.as_mut_slice() {
                [PatternStep { min: min @ 1, max: max @ 1, .. }] => {
                    *min = repetition.min;
                    *max = repetition.max.unwrap_or(u32::MAX);
                    steps.append(&mut inner);
                }
                _ if repetition.max == Some(repetition.min) => {
                    for _ in 0..repetition.min {
                        steps.extend(inner.iter().cloned());
                        if steps.len() > MAX_STEPS {
                            break;
                        }
                    }
                }
                _ => return Err("a group may only be repeated a fixed number of times".to_owned()),
            }
        }
        HirKind::Alternation(_) => return Err("`|` would have to be matched by trying".to_owned()),
        HirKind::Look(_) => return Err("`^`, `$` and `\\b` are not needed: the whole text has to match".to_owned()),
    }
    if steps.len() > MAX_STEPS {
        return Err(format!("it has more than {MAX_STEPS} steps"));
    }
    Ok(())
}

fn overlap(a: &PatternStep, b: &PatternStep) -> bool {
    a.class.iter().any(|a| b.class.iter().any(|b| a.0 <= b.1 && b.0 <= a.1))
}

fn show(step: &PatternStep) -> String {
    let mut class = String::from("`[");
    for (from, to) in step.class.iter().take(4) {
        class.push(*from);
        if from != to {
            class.push('-');
            class.push(*to);
        }
    }
    if step.class.len() > 4 {
        class.push('…');
    }
    class.push(']');
    match (step.min, step.max) {
        (1, 1) => {}
        (0, 1) => class.push('?'),
        (0, u32::MAX) => class.push('*'),
        (1, u32::MAX) => class.push('+'),
        (min, u32::MAX) => class.push_str(&format!("{{{min},}}")),
        (min, max) => class.push_str(&format!("{{{min},{max}}}")),
    }
    class.push('`');
    class
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_a_hash_and_six_digits() {
        let steps = steps_of("#[0-9A-F]{6}").unwrap();
        assert_eq!(
            steps,
            [
                PatternStep { class: vec![('#', '#')], min: 1, max: 1 },
                PatternStep { class: vec![('0', '9'), ('A', 'F')], min: 6, max: 6 },
            ]
        );
    }

    #[test]
    fn what_would_need_going_back_is_refused() {
        assert!(steps_of("[a-z]*z").is_err());
        assert!(steps_of("a?b?a").is_err());
        assert!(steps_of("ab|cd").is_err());
        assert!(steps_of("a?b?c").is_ok());
    }

    #[test]
    fn a_group_repeats_a_fixed_number_of_times() {
        assert_eq!(steps_of("(ab){2}").unwrap().len(), 4);
        assert!(steps_of("(ab)+").is_err());
        assert!(steps_of("((((a{50}b){50}){50}){50}){50}").is_err());
    }
}
