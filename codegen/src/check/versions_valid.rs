//! `since` and `until` are versions, and in that order.

use super::Context;
use crate::diagnostic::{At, Code, Diagnostic, Report, quoted};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for given in &context.raw.keys {
        let mut version = |field: &str, text: &Option<String>| {
            let text = text.as_ref()?;
            let version = numbers(text);
            if version.is_none() {
                report.push(
                    Diagnostic::value(Code::Version, &given.path.key(field), format!("{} is no version", quoted(text)))
                        .help("numbers with dots between them, in quotes: `\"51.3\"`"),
                );
            }
            version
        };
        let (since, until) = (version("since", &given.fields.since), version("until", &given.fields.until));
        if let (Some(since), Some(until)) = (since, until)
            && until < since
        {
            let message = format!("the key `{}` went before it came", given.name);
            report.push(Diagnostic::value(Code::Version, &given.path.key("until"), message).also(
                &given.path.key("since"),
                At::Value,
                "came here",
            ));
        }
    }
}

fn numbers(text: &str) -> Option<Vec<u32>> {
    text.split('.').map(|part| part.parse().ok().filter(|_| !part.starts_with('+'))).collect()
}
