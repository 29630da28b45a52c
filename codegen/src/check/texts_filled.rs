//! No text is empty.

use super::Context;
use crate::diagnostic::{Code, Diagnostic, Path, Report};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    let mut empty = |path: Path, text: &str| {
        if text.trim().is_empty() {
            report.push(
                Diagnostic::value(Code::EmptyText, &path, format!("the text of `{path}` is empty"))
                    .help("a person who has never heard of it should understand it from the text"),
            );
        }
    };
    for given in &context.raw.types {
        let values = given.fields.values.iter().map(|value| (&value.path, &value.texts));
        let fields = given.fields.fields.iter().map(|field| (&field.path, &field.texts));
        for (path, texts) in [(&given.path, &given.texts)].into_iter().chain(values).chain(fields) {
            for (language, text) in texts {
                empty(path.key(language), text);
            }
        }
    }
    for given in &context.raw.keys {
        for (language, text) in &given.texts {
            let path = given.path.key(language);
            for (field, text) in [("title", &text.title), ("text", &text.text)] {
                if let Some(text) = text {
                    empty(path.key(field), text);
                }
            }
        }
    }
}
