//! A range stands at a number, holds something, and lies within the type.

use super::{
    Context,
    sites::{self, Site},
};
use crate::{
    diagnostic::{Code, Diagnostic, Report},
    model::{Bound, IntKind, Range, Type},
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for site in sites::all(context).into_iter().filter(|site| site.range) {
        let Some(range) = site.limits.range else { continue };
        if let Some(diagnostic) = wrong(&site, range) {
            report.push(diagnostic);
        }
    }
}

fn wrong(site: &Site<'_>, range: Range) -> Option<Diagnostic> {
    let path = site.path.key("range");
    let kind = match sites::bare(site.ty) {
        Type::Int(kind) => Some(*kind),
        Type::Milliseconds => Some(IntKind::U64),
        Type::Seconds => Some(IntKind::U32),
        Type::Float | Type::Double => None,
        Type::Array { .. } => {
            return Some(Diagnostic::key(Code::RangeType, &path, "only a number has a range").help(
                "for the numbers in a list, name a type with the range: `Ampere: { type: uint8, range: 6..32 }`",
            ));
        }
        _ => {
            return Some(
                Diagnostic::key(Code::RangeType, &path, "only a number has a range")
                    .help("a string has a capacity, `string(32)`, and may have a `pattern`"),
            );
        }
    };
    if let (Some(min), Some(max)) = (range.min, range.max)
        && min.as_f64() > max.as_f64()
    {
        return Some(
            Diagnostic::value(Code::RangeEmpty, &path, format!("nothing lies between {min} and {max}"))
                .help(format!("the smaller end comes first: `{max}..{min}`")),
        );
    }
    let kind = kind?;
    let (least, most) = kind.bounds();
    for bound in [range.min, range.max].into_iter().flatten() {
        match bound {
            Bound::Float(bound) => {
                let message = format!("{bound} is no whole number, but the type is");
                return Some(Diagnostic::value(Code::RangeOutside, &path, message));
            }
            Bound::Int(bound) if bound < least || bound > most => {
                let name = kind.spec_name();
                let message = format!("{bound} is outside the type: a `{name}` holds {least} to {most}");
                return Some(Diagnostic::value(Code::RangeOutside, &path, message));
            }
            Bound::Int(_) => {}
        }
    }
    None
}
