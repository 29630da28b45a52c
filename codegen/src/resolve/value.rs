//! Values that the spec states, read as their type. Limits are a matter of the rules, not of this.

use serde_yaml::Value as Yaml;

use crate::{
    diagnostic::{Code, Diagnostic, Path, Report, did_you_mean, list, quoted},
    model::{EnumValue, Length, NamedKind, NamedType, Type, Value},
    notation,
};

fn meant_was(meant: String) -> String {
    format!("did you mean `{meant}`?")
}

/// Reads a default or an example. [`None`] when it is of another type, which is reported at `path`.
pub(super) fn read(
    yaml: &Yaml,
    ty: &Type,
    types: &[NamedType],
    path: &Path,
    code: Code,
    report: &mut Report,
) -> Option<Value> {
    Reader { types, code, report }.read(yaml, ty, path)
}

struct Reader<'a, 'r> {
    types: &'a [NamedType],
    code: Code,
    report: &'r mut Report,
}

impl Reader<'_, '_> {
    fn read(&mut self, yaml: &Yaml, ty: &Type, path: &Path) -> Option<Value> {
        let read = match (ty, yaml) {
            (Type::Optional(_), Yaml::Null) => Some(Value::Null),
            (Type::Optional(inner), _) => return self.read(yaml, inner, path),
            (Type::Bool, Yaml::Bool(bool)) => Some(Value::Bool(*bool)),
            (Type::Int(_) | Type::Milliseconds | Type::Seconds, Yaml::Number(_)) => whole(yaml).map(Value::Int),
            (Type::Float | Type::Double, Yaml::Number(number)) => number.as_f64().map(Value::Float),
            (Type::Text(_), Yaml::String(text)) => {
                if self.report.is_loose(path)
                    && let Some(meant) = notation::meant(text)
                {
                    let message = format!("`{text}` is a text here, and `{meant}` in other versions of YAML");
                    self.report.push(Diagnostic::value(Code::Notation, path, message).help("put it in quotes"));
                }
                Some(Value::Text(text.clone()))
            }
            (Type::Json(_), _) => json(yaml).map(Value::Text),
            (Type::Array { item, length, .. }, Yaml::Sequence(items)) => {
                return self.array(items, item, *length, path);
            }
            // Whichever of the two it is; what is neither is reported as the first.
            (Type::Either(first, second), _) => {
                let fits = |ty: &Type| read(yaml, ty, self.types, path, self.code, &mut Report::default()).is_some();
                let ty = if !fits(first) && fits(second) { second } else { first };
                return self.read(yaml, ty, path);
            }
            (Type::Named(id), _) => match self.types.get(id.0).map(|named| (&*named.name, &named.kind)) {
                Some((name, NamedKind::Enum { values, .. })) => return self.one_of(yaml, name, values, path),
                Some((name, NamedKind::Flags { values, .. })) => return self.some_of(yaml, name, values, path),
                Some((name, NamedKind::Object { fields, .. })) => {
                    if let Yaml::Mapping(given) = yaml {
                        let mut read = Vec::new();
                        for (key, value) in given {
                            let key = key.as_str().unwrap_or_default();
                            match fields.iter().position(|field| field.name == key) {
                                Some(at) => {
                                    let field = fields.get(at)?;
                                    let value = self.read(value, &field.ty, &path.key(key))?;
                                    read.push((at, (field.name.clone(), value)));
                                }
                                None => {
                                    let names = fields.iter().map(|field| field.name.as_str());
                                    let message = format!("`{name}` has no field {}", quoted(key));
                                    self.report.push(
                                        Diagnostic::key(self.code, &path.key(key), message)
                                            .note(format!("its fields are {}", list(names.clone())))
                                            .help_if(did_you_mean(key, names)),
                                    );
                                    return None;
                                }
                            }
                        }
                        read.sort_by_key(|(at, _)| *at);
                        return Some(Value::Object(read.into_iter().map(|(_, field)| field).collect()));
                    }
                    None
                }
                None => None,
            },
            _ => None,
        };
        if read.is_none() {
            let expected = describe(ty, self.types);
            let message = format!("{} is not {expected}", show(yaml));
            let help = match (ty, yaml) {
                (Type::Text(_), Yaml::Number(_) | Yaml::Bool(_)) => Some("put it in quotes".to_owned()),
                (Type::Bool, Yaml::String(text)) => {
                    notation::meant(text).filter(|meant| matches!(&**meant, "true" | "false")).map(meant_was)
                }
                (
                    Type::Int(_) | Type::Milliseconds | Type::Seconds | Type::Float | Type::Double,
                    Yaml::String(text),
                ) => notation::meant(text).filter(|meant| !matches!(&**meant, "true" | "false")).map(meant_was),
                // `1e3`, which is a number with a fraction.
                (Type::Int(_) | Type::Milliseconds | Type::Seconds, Yaml::Number(number)) => {
                    number.as_f64().filter(|number| number.fract() == 0.0).map(|number| meant_was(format!("{number}")))
                }
                (_, Yaml::Null) => Some("make the type `optional<…>` if it may be `null`".to_owned()),
                _ => None,
            };
            self.report.push(Diagnostic::value(self.code, path, message).help_if(help));
        }
        read
    }

    fn array(&mut self, items: &[Yaml], item: &Type, length: Length, path: &Path) -> Option<Value> {
        if let Length::Exactly(count) = length
            && usize::try_from(count).is_ok_and(|count| items.len() != count)
        {
            let message = format!("this has {} items, but the type has exactly {count}", items.len());
            self.report.push(Diagnostic::value(self.code, path, message));
            return None;
        }
        let items: Vec<_> = items.iter().enumerate().map(|(i, yaml)| self.read(yaml, item, &path.index(i))).collect();
        items.into_iter().collect::<Option<_>>().map(Value::Array)
    }

    fn one_of(&mut self, yaml: &Yaml, name: &str, values: &[EnumValue], path: &Path) -> Option<Value> {
        let found = values.iter().find(|value| match yaml {
            Yaml::String(text) => value.name == *text,
            _ => whole(yaml) == Some(value.value),
        });
        if found.is_none() {
            let names = values.iter().map(|value| value.name.as_str());
            let near = yaml.as_str().and_then(|text| did_you_mean(text, names.clone()));
            self.report.push(
                Diagnostic::value(self.code, path, format!("{} is none of the values of `{name}`", show(yaml)))
                    .note(format!("its values are {}", list(names)))
                    .help_if(near),
            );
        }
        found.map(|value| Value::Int(value.value))
    }

    /// A bit set: the sum as a number, one name, or a list of names.
    fn some_of(&mut self, yaml: &Yaml, name: &str, values: &[EnumValue], path: &Path) -> Option<Value> {
        match yaml {
            Yaml::Sequence(items) => {
                let mut sum = 0;
                for (i, item) in items.iter().enumerate() {
                    match self.one_of(item, name, values, &path.index(i))? {
                        Value::Int(bit) => sum |= bit,
                        _ => return None,
                    }
                }
                Some(Value::Int(sum))
            }
            Yaml::Number(_) => {
                let known = values.iter().fold(0, |known, value| known | value.value);
                let sum = whole(yaml).filter(|sum| *sum >= 0 && sum & !known == 0);
                if sum.is_none() {
                    let message = format!("{} is no sum of the bits of `{name}`", show(yaml));
                    let names = values.iter().map(|value| value.name.as_str());
                    self.report.push(
                        Diagnostic::value(self.code, path, message).note(format!("its bits are {}", list(names))),
                    );
                }
                sum.map(Value::Int)
            }
            _ => self.one_of(yaml, name, values, path),
        }
    }
}

fn whole(yaml: &Yaml) -> Option<i128> {
    yaml.as_i64().map(i128::from).or_else(|| yaml.as_u64().map(i128::from))
}

/// A text that is JSON stands for itself; anything else is written as JSON.
fn json(yaml: &Yaml) -> Option<String> {
    if let Yaml::String(text) = yaml
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
    {
        return Some(text.clone());
    }
    serde_json::to_string(yaml).ok()
}

fn show(yaml: &Yaml) -> String {
    match yaml {
        Yaml::String(text) => quoted(text),
        other => serde_json::to_string(other).map_or_else(|_| "this".to_owned(), |text| quoted(&text)),
    }
}

/// A type in the words of a sentence.
pub(crate) fn describe(ty: &Type, types: &[NamedType]) -> String {
    match ty {
        Type::Bool => "`true` or `false`".to_owned(),
        Type::Int(_) | Type::Milliseconds | Type::Seconds => "a whole number".to_owned(),
        Type::Float | Type::Double => "a number".to_owned(),
        Type::Text(_) => "a text".to_owned(),
        Type::Json(_) => "JSON".to_owned(),
        Type::Optional(inner) => format!("{} or `null`", describe(inner, types)),
        Type::Array { item, .. } => format!("a list whose items are {}", describe(item, types)),
        Type::Either(first, second) => format!("{} or {}", describe(first, types), describe(second, types)),
        Type::Named(id) => types.get(id.0).map_or_else(
            || "known".to_owned(),
            |named| match named.kind {
                NamedKind::Object { .. } => format!("an object `{}`", named.name),
                _ => format!("a value of `{}`", named.name),
            },
        ),
    }
}
