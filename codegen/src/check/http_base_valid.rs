//! The path of the HTTP api starts with a slash and does not end with one.

use super::Context;
use crate::diagnostic::{Code, Diagnostic, Path, Report, quoted};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    let base = &context.spec.device.http.base;
    let plain = |char: char| char.is_ascii_alphanumeric() || "/-_.~".contains(char);
    if !base.starts_with('/') || base.ends_with('/') || base.contains("//") || !base.chars().all(plain) {
        let path = Path::section("device").key("http").key("base");
        report.push(
            Diagnostic::value(Code::HttpBase, &path, format!("{} is no path for the api", quoted(base)))
                .help("such as `/api`: with a slash before it and none behind, of letters, digits and `-_.~`"),
        );
    }
}
