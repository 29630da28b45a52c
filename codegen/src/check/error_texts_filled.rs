//! Texts of refusals have only placeholders that are filled in.

use super::Context;
use crate::diagnostic::{Code, Diagnostic, Path, Report, did_you_mean, list, quoted};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    let errors = &context.spec.device.errors;
    let texts: [(&str, &str, &[&str]); 11] = [
        ("invalid_json", &errors.invalid_json, &["reason", "value"]),
        ("wrong_type", &errors.wrong_type, &["type", "value"]),
        ("out_of_range", &errors.out_of_range, &["limit", "value"]),
        ("too_long", &errors.too_long, &["limit"]),
        ("pattern", &errors.pattern, &["limit", "value"]),
        ("read_only", &errors.read_only, &["value"]),
        ("unknown_key", &errors.unknown_key, &["value"]),
        ("did_you_mean", &errors.did_you_mean, &["near"]),
        ("locked", &errors.locked, &["by"]),
        ("unknown_field", &errors.unknown_field, &["field"]),
        ("missing_field", &errors.missing_field, &["field"]),
    ];
    for (field, text, known) in texts {
        let path = Path::section("device").key("errors").key(field);
        for part in text.split('{').skip(1) {
            let Some((name, _)) = part.split_once('}') else {
                report.push(Diagnostic::value(
                    Code::Placeholder,
                    &path,
                    format!("`{{` has no `}}` in {}", quoted(text)),
                ));
                continue;
            };
            if !known.contains(&name) {
                report.push(
                    Diagnostic::value(
                        Code::Placeholder,
                        &path,
                        format!("nothing stands for {}", quoted(&format!("{{{name}}}"))),
                    )
                    .note(format!("`{field}` may hold {}", list(known.iter().copied())))
                    .help_if(did_you_mean(name, known.iter().copied())),
                );
            }
        }
    }
}
