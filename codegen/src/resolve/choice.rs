//! Enum keys that choose one of some things.

use crate::{
    diagnostic::{At, Code, Diagnostic, Path, Report, quoted},
    model::{KeyId, NamedKind, Spec, Type},
};

/// Each value of an enum that chooses is named after something to choose.
pub(super) fn chooses(
    key: Option<KeyId>,
    is: &dyn Fn(&str) -> bool,
    what: &str,
    path: &Path,
    spec: &Spec,
    report: &mut Report,
) {
    let Some(Type::Named(id)) = key.map(|id| &spec.key(id).read) else { return };
    let named = spec.named(*id);
    let NamedKind::Enum { values, .. } = &named.kind else { return };
    for value in values.iter().filter(|value| !is(&value.name)) {
        report.push(
            Diagnostic::value(Code::KeyOfOtherType, path, format!("{} is not among {what}", quoted(&value.name))).also(
                &Path::section("types").key(&named.name).key("values").key(&value.name),
                At::Key,
                "a value of its type",
            ),
        );
    }
}
