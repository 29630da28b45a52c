//! Each value of a bit set is one bit.

use super::Context;
use crate::{
    diagnostic::{Code, Diagnostic, Path, Report},
    model::NamedKind,
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for named in &context.spec.types {
        let NamedKind::Flags { values, .. } = &named.kind else { continue };
        for value in values.iter().filter(|value| value.value <= 0 || value.value.count_ones() != 1) {
            let path = Path::of_type(&named.name).key("values").key(&value.name).key("value");
            let message = format!("`{}` is {}, which is not one bit", value.name, value.value);
            report.push(
                Diagnostic::value(Code::FlagBit, &path, message).help("a bit's value is its mask: 1, 2, 4, 8, …"),
            );
        }
    }
}
