//! Two types of one place: which values are new, which are gone, and who meets them.

use super::Rule;
use crate::model::{Bound, Length, Limits, NamedKind, Range, Spec, Type};

/// Who meets the values of a place: those who read, those who write, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clients {
    pub read: bool,
    pub write: bool,
}

/// A type and what limits it.
#[derive(Clone, Copy)]
pub(super) struct Shape<'a> {
    pub spec: &'a Spec,
    pub ty: &'a Type,
    pub limits: &'a Limits,
}

/// What is otherwise at a place: the rule, and what stood and stands there.
pub(super) type Finding = (Rule, Option<String>, Option<String>);

/// How the values of the new type stand to those of the old one.
enum Relation {
    /// As far as this place is concerned; a named type is compared by itself.
    Same,
    /// Nothing in common that a client could rely on.
    Other,
    /// There are new ones, some are gone; the type is another one.
    Type { more: bool, fewer: bool },
    /// As [`Relation::Type`], but only the range is another one.
    Range { more: bool, fewer: bool },
    /// As [`Relation::Type`], but only the length is another one.
    Capacity { more: bool, fewer: bool },
}

/// Compares type, range, length, pattern and unit.
pub(super) fn compare(old: Shape<'_>, new: Shape<'_>, clients: Clients) -> Vec<Finding> {
    let mut found = Vec::new();
    let relation = relate(old, new, clients, &mut found);
    let forms = || (Some(old.form()), Some(new.form()));
    match relation {
        Relation::Same => {}
        Relation::Other => {
            let (was, is) = forms();
            return vec![(Rule::TypeChanged, was, is)];
        }
        Relation::Type { more, fewer } => {
            let rules = [Rule::TypeNarrowed, Rule::TypeWidened, Rule::TypeCompatible];
            let (was, is) = forms();
            found.push((judge(rules, more, fewer, clients), was, is));
        }
        Relation::Range { more, fewer } => {
            let rules = [Rule::RangeNarrowed, Rule::RangeWidened, Rule::RangeCompatible];
            found.push((judge(rules, more, fewer, clients), Some(old.range()), Some(new.range())));
        }
        Relation::Capacity { more, fewer } => {
            let rules = [Rule::CapacityShrunk, Rule::CapacityGrown, Rule::CapacityCompatible];
            let (was, is) = forms();
            found.push((judge(rules, more, fewer, clients), was, is));
        }
    }
    match (is_optional(old.ty), is_optional(new.ty)) {
        (false, true) => {
            let rule = if clients.read { Rule::OptionalAdded } else { Rule::NullAccepted };
            found.push((rule, Some(old.spec.form(old.ty)), Some(new.spec.form(new.ty))));
        }
        (true, false) => {
            let rule = if clients.write { Rule::OptionalRemoved } else { Rule::NullGone };
            found.push((rule, Some(old.spec.form(old.ty)), Some(new.spec.form(new.ty))));
        }
        _ => {}
    }
    pattern(old.limits, new.limits, clients, &mut found);
    unit(old, new, &mut found);
    found
}

/// Writers come first: what they can no longer write breaks them, what readers meet for the first time only warns.
fn judge([narrowed, widened, compatible]: [Rule; 3], more: bool, fewer: bool, clients: Clients) -> Rule {
    match (fewer && clients.write, more && clients.read) {
        (true, _) => narrowed,
        (false, true) => widened,
        (false, false) => compatible,
    }
}

fn relate(old: Shape<'_>, new: Shape<'_>, clients: Clients, found: &mut Vec<Finding>) -> Relation {
    let (was, is) = (inner(old.ty), inner(new.ty));
    if let (Some(was), Some(is)) = (number(was, old.limits), number(is, new.limits)) {
        return numbers(&was, &is, clients);
    }
    match (was, is) {
        (Type::Bool, Type::Bool) => Relation::Same,
        (Type::Text(was), Type::Text(is)) | (Type::Json(was), Type::Json(is)) if was == is => Relation::Same,
        (Type::Text(was), Type::Text(is)) | (Type::Json(was), Type::Json(is)) => {
            Relation::Capacity { more: is > was, fewer: is < was }
        }
        (Type::Json(_), _) => Relation::Type { more: false, fewer: true },
        (_, Type::Json(_)) if !clients.read => Relation::Type { more: true, fewer: false },
        (
            Type::Array { item: was, limits: was_limits, length: was_length },
            Type::Array { item: is, limits: is_limits, length: is_length },
        ) => {
            let items = compare(
                Shape { spec: old.spec, ty: was, limits: was_limits },
                Shape { spec: new.spec, ty: is, limits: is_limits },
                clients,
            );
            found.extend(items);
            length(*was_length, *is_length)
        }
        (Type::Named(was), Type::Named(is)) => match (&old.spec.named(*was).kind, &new.spec.named(*is).kind) {
            (NamedKind::Enum { .. }, NamedKind::Enum { .. })
            | (NamedKind::Flags { .. }, NamedKind::Flags { .. })
            | (NamedKind::Object { .. }, NamedKind::Object { .. }) => Relation::Same,
            _ => Relation::Other,
        },
        (Type::Named(was), is) if is_numbered(old.spec, *was) && is_integer(is) => {
            Relation::Type { more: true, fewer: false }
        }
        (was, Type::Named(is)) if is_numbered(new.spec, *is) && is_integer(was) => {
            Relation::Type { more: false, fewer: true }
        }
        (Type::Either(..), _) | (_, Type::Either(..)) => alternatives(old.spec, was, new.spec, is),
        _ => Relation::Other,
    }
}

fn is_numbered(spec: &Spec, id: crate::model::TypeId) -> bool {
    !matches!(spec.named(id).kind, NamedKind::Object { .. })
}

fn is_integer(ty: &Type) -> bool {
    matches!(ty, Type::Int(_) | Type::Milliseconds | Type::Seconds)
}

/// Compares what may be written as the one or the other.
fn alternatives(old: &Spec, was: &Type, new: &Spec, is: &Type) -> Relation {
    let was: Vec<_> = each(was).into_iter().map(|ty| old.form(ty)).collect();
    let is: Vec<_> = each(is).into_iter().map(|ty| new.form(ty)).collect();
    let fewer = was.iter().any(|ty| !is.contains(ty));
    let more = is.iter().any(|ty| !was.contains(ty));
    if more || fewer { Relation::Type { more, fewer } } else { Relation::Same }
}

/// The alternatives of a type, mostly itself.
pub(super) fn each(ty: &Type) -> Vec<&Type> {
    match ty {
        Type::Either(a, b) => vec![a, b],
        ty => vec![ty],
    }
}

fn length(old: Length, new: Length) -> Relation {
    match (old, new) {
        (was, is) if was == is => Relation::Same,
        (Length::Exactly(_), Length::Exactly(_)) => Relation::Other,
        (Length::UpTo(was), Length::UpTo(is)) => Relation::Capacity { more: is > was, fewer: is < was },
        (Length::Exactly(was), Length::UpTo(is)) => Relation::Capacity { more: true, fewer: is < was },
        (Length::UpTo(was), Length::Exactly(is)) => Relation::Capacity { more: is > was, fewer: true },
    }
}

/// The numbers that a type can hold.
struct Number<'a> {
    ty: &'a Type,
    whole: bool,
    range: Range,
}

fn number<'a>(ty: &'a Type, limits: &Limits) -> Option<Number<'a>> {
    let bounds = match ty {
        Type::Int(kind) => Some(kind.bounds()),
        Type::Milliseconds => Some((0, u64::MAX.into())),
        Type::Seconds => Some((0, u32::MAX.into())),
        Type::Float | Type::Double => None,
        _ => return None,
    };
    let stated = limits.range.unwrap_or(Range { min: None, max: None });
    let range = Range {
        min: stated.min.or(bounds.map(|(min, _)| Bound::Int(min))),
        max: stated.max.or(bounds.map(|(_, max)| Bound::Int(max))),
    };
    Some(Number { ty, whole: bounds.is_some(), range })
}

fn numbers(old: &Number<'_>, new: &Number<'_>, clients: Clients) -> Relation {
    // Who reads whole numbers may not be able to read a fraction at all.
    if old.whole && !new.whole && clients.read {
        return Relation::Other;
    }
    let below = |a: Option<Bound>, b: Option<Bound>| match (a, b) {
        (None, Some(_)) => true,
        (Some(a), Some(b)) => is_less(a, b),
        (_, None) => false,
    };
    let above = |a: Option<Bound>, b: Option<Bound>| match (a, b) {
        (None, Some(_)) => true,
        (Some(a), Some(b)) => is_less(b, a),
        (_, None) => false,
    };
    let fractions = old.whole != new.whole;
    let more = below(new.range.min, old.range.min) || above(new.range.max, old.range.max) || (fractions && old.whole);
    let fewer = below(old.range.min, new.range.min) || above(old.range.max, new.range.max) || (fractions && new.whole);
    match (old.ty == new.ty, more || fewer) {
        (true, false) => Relation::Same,
        (true, true) => Relation::Range { more, fewer },
        (false, _) => Relation::Type { more, fewer },
    }
}

fn is_less(a: Bound, b: Bound) -> bool {
    match (a, b) {
        (Bound::Int(a), Bound::Int(b)) => a < b,
        (a, b) => a.as_f64() < b.as_f64(),
    }
}

fn pattern(old: &Limits, new: &Limits, clients: Clients, found: &mut Vec<Finding>) {
    let (was, is) = (old.pattern.as_ref(), new.pattern.as_ref());
    if was == is {
        return;
    }
    // Which of two patterns takes more is not worth finding out: a changed one may refuse what the old one took.
    let rules = [Rule::PatternTightened, Rule::PatternLoosened, Rule::PatternCompatible];
    let rule = judge(rules, was.is_some(), is.is_some(), clients);
    found.push((rule, was.map(|was| was.source.clone()), is.map(|is| is.source.clone())));
}

fn unit(old: Shape<'_>, new: Shape<'_>, found: &mut Vec<Finding>) {
    let (was, is) = (old.unit(), new.unit());
    let rule = match (&was, &is) {
        (was, is) if was == is => return,
        (Some(_), Some(_)) => Rule::UnitChanged,
        (Some(_), None) => Rule::UnitRemoved,
        _ => Rule::UnitAdded,
    };
    found.push((rule, was, is));
}

impl Shape<'_> {
    /// As the spec writes it, a range behind it: `uint8 6..32`.
    fn form(&self) -> String {
        let form = self.spec.form(self.ty);
        if self.limits.range.is_some() { format!("{form} {}", self.range()) } else { form }
    }

    /// `6..32`, the bounds of the type where the spec states none.
    fn range(&self) -> String {
        let range = number(inner(self.ty), self.limits).map_or(Range { min: None, max: None }, |number| number.range);
        let end = |bound: Option<Bound>| bound.map(|bound| bound.to_string()).unwrap_or_default();
        format!("{}..{}", end(range.min), end(range.max))
    }

    fn unit(&self) -> Option<String> {
        let own = match inner(self.ty) {
            Type::Milliseconds => Some("ms"),
            Type::Seconds => Some("s"),
            _ => None,
        };
        self.limits.unit.clone().or(own.map(str::to_owned))
    }
}

fn is_optional(ty: &Type) -> bool {
    matches!(ty, Type::Optional(_))
}

/// The type without its `optional`.
pub(super) fn inner(ty: &Type) -> &Type {
    match ty {
        Type::Optional(inner) => inner,
        ty => ty,
    }
}
