//! No object contains itself: it would never end.

use super::{Context, sites::bare};
use crate::{
    diagnostic::{Code, Diagnostic, Path, Report, list},
    model::{NamedKind, Spec, Type},
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    let spec = context.spec;
    // An object that is once known to end, or is reported, need not be walked again.
    let mut done = vec![false; spec.types.len()];
    for start in 0..spec.types.len() {
        walk(spec, start, &mut Vec::new(), &mut done, report);
    }
}

/// Deep enough for any real object, and short of any stack.
const MAX_DEPTH: usize = 200;

fn walk(spec: &Spec, at: usize, open: &mut Vec<usize>, done: &mut Vec<bool>, report: &mut Report) {
    let Some(named) = spec.types.get(at).filter(|_| !done[at]) else { return };
    let NamedKind::Object { fields, .. } = &named.kind else { return };
    open.push(at);
    for field in fields {
        let Some(inner) = object(&field.ty) else { continue };
        let path = Path::of_type(&named.name).key("fields").key(&field.name).key("type");
        if let Some(from) = open.iter().position(|open| *open == inner) {
            let around = open.iter().skip(from).filter_map(|at| spec.types.get(*at)).map(|named| named.name.as_str());
            let message = format!("the object `{}` contains itself", spec.named(crate::model::TypeId(inner)).name);
            report.push(
                Diagnostic::value(Code::RecursiveType, &path, message)
                    .note(format!("through {}", list(around)))
                    .help("values have a fixed size, so an object can't hold another of its own kind"),
            );
        } else if open.len() >= MAX_DEPTH {
            let message = format!("objects are nested deeper than {MAX_DEPTH} levels");
            report.push(Diagnostic::value(Code::RecursiveType, &path, message));
        } else {
            walk(spec, inner, open, done, report);
        }
    }
    open.pop();
    done[at] = true;
}

fn object(ty: &Type) -> Option<usize> {
    match bare(ty) {
        Type::Named(id) => Some(id.0),
        Type::Array { item, .. } => object(item),
        _ => None,
    }
}
