//! The device has a name.

use super::Context;
use crate::diagnostic::{Code, Diagnostic, Path, Report};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    if !context.raw.has_device {
        return;
    }
    let path = Path::section("device").key("name");
    match &context.raw.device.name {
        Some(name) if name.trim().is_empty() => {
            report.push(Diagnostic::value(Code::EmptyText, &path, "the device's name is empty"));
        }
        Some(_) => {}
        None => report.push(
            Diagnostic::key(Code::MissingField, &path, "the device has no `name`")
                .help("documents and topics are named after it: `name: my-device`"),
        ),
    }
}
