//! The numbers of enums and bit sets fit what they are stored as.

use super::Context;
use crate::{
    diagnostic::{At, Code, Diagnostic, Path, Report},
    model::NamedKind,
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for named in &context.spec.types {
        let (field, repr, values) = match &named.kind {
            NamedKind::Enum { repr, values } => ("enum", repr, values),
            NamedKind::Flags { repr, values } => ("flags", repr, values),
            NamedKind::Object { .. } => continue,
        };
        let (min, max) = repr.bounds();
        // The names of values stand beside signed numbers.
        let max = max.min(i64::MAX.into());
        let path = Path::of_type(&named.name);
        for value in values.iter().filter(|value| value.value < min || value.value > max) {
            let message =
                format!("`{}` is {}, but a `{}` holds {min} to {max}", value.name, value.value, repr.spec_name());
            report.push(
                Diagnostic::value(Code::EnumRange, &path.key("values").key(&value.name).key("value"), message).also(
                    &path.key(field),
                    At::Value,
                    "stored as this",
                ),
            );
        }
    }
}
