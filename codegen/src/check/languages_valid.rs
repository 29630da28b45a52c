//! The device has at least one language, each a language tag, none twice.

use super::Context;
use crate::{
    diagnostic::{At, Code, Diagnostic, Path, Report, quoted},
    raw::read::is_language_tag,
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    if !context.raw.has_device {
        return;
    }
    let path = Path::section("device").key("languages");
    let Some(languages) = &context.raw.device.languages else {
        report.push(
            Diagnostic::key(Code::Languages, &path, "the device has no `languages`")
                .help("such as `languages: [en, de]`"),
        );
        return;
    };
    if languages.is_empty() {
        report.push(
            Diagnostic::value(Code::Languages, &path, "the list of languages is empty").help("such as `[en, de]`"),
        );
    }
    for (i, language) in languages.iter().enumerate() {
        if !is_language_tag(language) {
            report.push(
                Diagnostic::value(Code::Languages, &path.index(i), format!("{} is no language", quoted(language)))
                    .help("a tag of two small letters, such as `en`, or with a region, such as `de-AT`"),
            );
        }
        if let Some(first) = languages.iter().position(|other| other == language).filter(|first| *first < i) {
            report.push(
                Diagnostic::value(Code::Languages, &path.index(i), format!("{} is listed twice", quoted(language)))
                    .also(&path.index(first), At::Value, "first listed here"),
            );
        }
    }
}
