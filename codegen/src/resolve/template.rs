use crate::{
    diagnostic::{Code, Diagnostic, Path, Report, did_you_mean, quoted},
    model::{Key, KeyId, Secret, Spec, Template, TemplatePart, Type},
    raw::Raw,
};

/// Reads a text with keys in braces: `my-device/{serial}`.
pub(super) fn read(text: &str, path: &Path, raw: &Raw, spec: &Spec, report: &mut Report) -> Template {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        if !before.is_empty() {
            parts.push(TemplatePart::Text(before.to_owned()));
        }
        let Some((short, after)) = after.split_once('}') else {
            report.push(Diagnostic::value(Code::Template, path, format!("`{{` has no `}}` in {}", quoted(text))));
            return Template(parts);
        };
        if let Some(id) = find(short, path, raw, spec, report) {
            let key = spec.key(id);
            if !fits(key) {
                let message = format!("the key `{short}` can't stand in a text: it is no string and no whole number");
                report.push(Diagnostic::value(Code::Template, path, message));
            } else if key.secret != Secret::Nothing {
                let message = format!("the key `{short}` can't stand in a text: it is secret");
                report.push(Diagnostic::value(Code::Template, path, message));
            } else {
                parts.push(TemplatePart::Key(id));
            }
        }
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(TemplatePart::Text(rest.to_owned()));
    }
    Template(parts)
}

fn fits(key: &Key) -> bool {
    key.readable() && matches!(key.read, Type::Text(_) | Type::Int(_) | Type::Milliseconds | Type::Seconds)
}

/// The key of that short name. A key that is in the spec but was taken out is not missed here again.
pub(super) fn find(short: &str, path: &Path, raw: &Raw, spec: &Spec, report: &mut Report) -> Option<KeyId> {
    let found = spec.find(short);
    if found.is_none() && !raw.keys.iter().any(|key| key.name == short) {
        report.push(
            Diagnostic::value(Code::UnknownKey, path, format!("there is no key {}", quoted(short)))
                .help_if(did_you_mean(short, spec.keys.iter().map(|key| key.short.as_str()))),
        );
    }
    found
}
