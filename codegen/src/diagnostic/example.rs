//! For each rule a text that breaks it and one that does not.

use super::Code;

/// All examples: `== K0012`, then what is wrong, `--`, and what is right.
const EXAMPLES: &str = include_str!("examples.txt");

/// A part of a spec, as it is wrong and as it is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// Breaks the rule.
    pub wrong: &'static str,
    /// Does not.
    pub right: &'static str,
}

impl Code {
    /// An example of what the rule is about.
    pub fn example(self) -> Option<Example> {
        let (_, rest) = EXAMPLES.split_once(&format!("== {self}\n"))?;
        let text = rest.split("\n== ").next().unwrap_or_default();
        let (wrong, right) = text.split_once("\n--\n")?;
        Some(Example { wrong, right: right.trim_end() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Severity, Source, load, render};

    /// A spec of which the example is a part: what every spec and every key has is put beside it.
    fn whole(part: &str) -> String {
        let starts = |line: &str| part.lines().any(|own| own.starts_with(line));
        let mut text = String::new();
        if !starts("format:") {
            text.push_str("format: 1\n");
        }
        if !starts("device:") {
            text.push_str("device:\n  name: lamp\n  languages: [en]\n");
        }
        let mut section = "";
        for line in part.lines() {
            text.push_str(line);
            text.push('\n');
            if !line.starts_with(' ') {
                section = line.trim_end_matches(':');
            }
            let own = |field: &str, depth: &str| {
                let start = format!("{depth}{field}:");
                let (_, after) = part.split_once(line).unwrap_or_default();
                let inner = after.lines().skip(1).take_while(|line| line.starts_with(depth));
                inner.into_iter().any(|line| line.starts_with(&start))
            };
            let mut add = |depth: &str, field: &str, value: &str, unless: &[&str]| {
                if !own(field, depth) && !unless.iter().any(|field| own(field, depth)) {
                    text.push_str(&format!("{depth}{field}: {value}\n"));
                }
            };
            let entry = line.starts_with("  ") && !line.starts_with("   ") && line.ends_with(':');
            if line == "device:" {
                add("  ", "name", "lamp", &[]);
                add("  ", "languages", "[en]", &[]);
            } else if entry && section == "types" {
                add("    ", "en", "A type.", &[]);
            } else if entry && section == "keys" {
                let short: String = line.chars().filter(char::is_ascii_lowercase).collect();
                let number = if line.contains("{0..") { "_{n}" } else { "" };
                add("    ", "name", &format!("thing_{short}{number}"), &[]);
                add("    ", "type", "uint8", &["get", "set"]);
                add("    ", "access", "R", &[]);
                add("    ", "category", "Status", &[]);
                add("    ", "en", "{ title: Thing, text: A thing. }", &[]);
            }
        }
        if !starts("keys:") {
            text.push_str(
                "keys:\n  bri:\n    name: brightness\n    type: uint8\n    access: R\n    category: Status\n",
            );
            text.push_str("    en: { title: Brightness, text: How bright it is. }\n");
        }
        text
    }

    /// The codes that a text breaks, and what is said.
    fn said(text: String) -> (Vec<Code>, String) {
        let source = Source { name: "example".to_owned(), text };
        let diagnostics = load(&source).diagnostics;
        let relevant = |code: &Code| code.severity() == Severity::Error || *code != Code::TypeUnused;
        let codes = diagnostics.iter().map(|problem| problem.code).filter(relevant).collect();
        (codes, format!("{}\n{}", source.text, render(&diagnostics, &source, false)))
    }

    /// Rules about the text as a whole: nothing is put beside their examples.
    const WHOLE: [Code; 2] = [Code::NoSpec, Code::Format];

    #[test]
    fn each_rule_has_an_example_that_breaks_it_and_one_that_does_not() {
        let mut wrong = String::new();
        for code in Code::ALL.iter().filter(|code| **code != Code::TooLarge) {
            let Some(example) = code.example() else {
                wrong.push_str(&format!("{code} has no example\n"));
                continue;
            };
            let spec = |part: &str| if WHOLE.contains(code) { part.to_owned() } else { whole(part) };
            let (codes, text) = said(spec(example.wrong));
            let unused = *code == Code::TypeUnused && text.contains("[K0037]");
            if !unused && (codes.is_empty() || codes.iter().any(|other| other != code)) {
                wrong.push_str(&format!("{code}, wrong: {codes:?}\n{text}\n"));
            }
            let (codes, text) = said(spec(example.right));
            if !codes.is_empty() || (*code == Code::TypeUnused && text.contains("[K0037]")) {
                wrong.push_str(&format!("{code}, right: {codes:?}\n{text}\n"));
            }
        }
        assert!(wrong.is_empty(), "{wrong}");
    }
}
