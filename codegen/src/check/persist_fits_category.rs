//! What never changes is not stored.

use super::Context;
use crate::{
    diagnostic::{At, Code, Diagnostic, Report},
    model::{Access, CategoryKind},
    raw::Persist,
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for (key, given) in context.keys().filter(|(_, given)| given.fields.persist.as_ref().is_some_and(Persist::is_on)) {
        let path = given.path.key("persist");
        let constant = context
            .spec
            .device
            .categories
            .get(key.category)
            .is_some_and(|category| category.kind == CategoryKind::Constant);
        if constant {
            let message = format!("the constant `{}` can't be stored", given.name);
            report.push(
                Diagnostic::key(Code::Persist, &path, message)
                    .also(&given.path.key("category"), At::Value, "never changes")
                    .help("remove `persist`, or give it another category"),
            );
        } else if key.access == Access::Write {
            let message = format!("the key `{}` has no value that could be stored", given.name);
            report.push(
                Diagnostic::key(Code::Persist, &path, message)
                    .also(&given.path.key("access"), At::Value, "only written")
                    .help("remove `persist`"),
            );
        }
    }
}
