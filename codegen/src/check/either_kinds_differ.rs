//! The two types of an `either` can be told apart by the first character of the JSON.

use super::Context;
use crate::{
    diagnostic::{Code, Diagnostic, Report},
    model::{NamedKind, Spec, Type},
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for (key, given) in context.keys() {
        let Type::Either(first, second) = key.written() else { continue };
        let (a, b) = (kind(first, context.spec), kind(second, context.spec));
        if a == b || a == Kind::Any || b == Kind::Any {
            let field = if given.has("set") { "set" } else { "type" };
            let message = match a == b {
                true => format!("both types of this `either` are {} in JSON", a.words()),
                false => "one type of this `either` may be any JSON".to_owned(),
            };
            report.push(
                Diagnostic::value(Code::EitherKinds, &given.path.key(field), message)
                    .help("the two have to be of different kinds, such as a bool and a number"),
            );
        }
    }
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Kind {
    Bool,
    Number,
    Text,
    List,
    Object,
    Any,
}

impl Kind {
    fn words(self) -> &'static str {
        match self {
            Self::Bool => "`true` or `false`",
            Self::Number => "numbers",
            Self::Text => "strings",
            Self::List => "lists",
            Self::Object => "objects",
            Self::Any => "anything",
        }
    }
}

fn kind(ty: &Type, spec: &Spec) -> Kind {
    match ty {
        Type::Bool => Kind::Bool,
        Type::Int(_) | Type::Float | Type::Double | Type::Milliseconds | Type::Seconds => Kind::Number,
        Type::Text(_) => Kind::Text,
        Type::Array { .. } => Kind::List,
        Type::Optional(inner) => kind(inner, spec),
        Type::Json(_) | Type::Either(..) => Kind::Any,
        Type::Named(id) => match spec.types.get(id.0).map(|named| &named.kind) {
            Some(NamedKind::Object { .. }) => Kind::Object,
            _ => Kind::Number,
        },
    }
}
