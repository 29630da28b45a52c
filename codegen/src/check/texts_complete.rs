//! Every key, type, value and field has a text in each language.

use super::Context;
use crate::diagnostic::{Code, Diagnostic, Path, Report, list};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    let raw = context.raw;
    let mut missing = |path: &Path, name: &str, present: &[String], help: &str| {
        let missing = raw.languages.iter().filter(|language| !present.contains(language)).map(String::as_str);
        let missing: Vec<&str> = missing.collect();
        if !missing.is_empty() {
            let message = format!("`{name}` has no text in {}", list(missing));
            report.push(Diagnostic::key(Code::MissingText, path, message).help(help));
        }
    };
    const LINE: &str = "add a line of text, such as `en: the car is charging`";
    for given in &raw.types {
        missing(&given.path, &given.name, &given.present, LINE);
        for value in &given.fields.values {
            missing(&value.path, &value.name, &value.present, LINE);
        }
        for field in &given.fields.fields {
            missing(&field.path, &field.name, &field.present, LINE);
        }
    }
    for given in &raw.keys {
        missing(&given.path, &given.name, &given.present, "add `en: { title: …, text: … }`, and so for each language");
    }
}
