//! The parts of a key that become entities are there.

use super::Context;
use crate::{
    diagnostic::{Code, Diagnostic, Report, quoted},
    home_assistant::part_type,
    model::PartAt,
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for (key, given) in context.keys() {
        let parts = &key.home_assistant.parts;
        let path = given.path.key("home_assistant").key("parts");
        for (i, part) in parts.iter().enumerate() {
            let at = path.index(i);
            let form = context.spec.form(&key.read);
            if !key.readable() || part_type(context.spec, &key.read, &key.limits, &part.at).is_none() {
                let (field, what) = match &part.at {
                    PartAt::Item(item) => ("item", format!("item {item}")),
                    PartAt::Field(name) => ("field", format!("field {}", quoted(name))),
                };
                let message = format!("`{form}` has no {what}");
                report.push(
                    Diagnostic::value(Code::EntityPart, &at.key(field), message)
                        .help("a list has items, counted from 0, an object has fields"),
                );
            } else if parts.iter().take(i).any(|other| other.at == part.at) {
                report.push(Diagnostic::value(Code::EntityPart, &at, "this part is there already"));
            }
        }
    }
}
