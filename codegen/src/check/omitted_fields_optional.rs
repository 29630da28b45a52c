//! Only a field that may be `null` can be left out while it is.

use super::Context;
use crate::{
    diagnostic::{Code, Diagnostic, Path, Report},
    model::{NamedKind, Type},
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for named in &context.spec.types {
        let NamedKind::Object { fields, .. } = &named.kind else { continue };
        for field in fields.iter().filter(|field| field.omit_null && !matches!(field.ty, Type::Optional(_))) {
            let path = Path::of_type(&named.name).key("fields").key(&field.name).key("omit_null");
            let message = format!("the field `{}` is never `null`", field.name);
            report.push(
                Diagnostic::key(Code::OmitNull, &path, message)
                    .help("make its type `optional<…>`, or remove `omit_null`"),
            );
        }
    }
}
