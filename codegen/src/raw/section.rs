//! One mapping of the spec as a struct: one wrong field after the other is reported and set aside.

use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;
use serde_yaml::{Mapping, Number, Value};

use super::value::value;
use crate::{
    diagnostic::{Code, Diagnostic, Path, Report, did_you_mean, list, nearest, quoted},
    notation,
    source::tree::{Kind, Node},
};

/// Reads a mapping into a struct all of whose fields may be absent.
pub(super) fn section<T: DeserializeOwned>(node: &Node<'_>, path: &Path, report: &mut Report) -> Option<T> {
    read_section(node, path, &[], &mut Vec::new(), report)
}

/// The same without some entries; `present` gets the names that misspelt fields were meant to have.
pub(super) fn read_section<T: DeserializeOwned>(
    node: &Node<'_>,
    path: &Path,
    aside: &[&str],
    present: &mut Vec<String>,
    report: &mut Report,
) -> Option<T> {
    let Some(entries) = node.entries() else {
        not_a_mapping(node, path, report);
        return None;
    };
    let mut mapping = Mapping::with_capacity(entries.len());
    for entry in entries.iter().filter(|entry| !aside.contains(&&*entry.key)) {
        // `null` means something as a value of the device, and nothing anywhere else.
        let nulls = matches!(&*entry.key, "default" | "example");
        if let Some(value) = value(&entry.value, &path.key(&entry.key), nulls, report) {
            mapping.insert(Value::String(entry.key.to_string()), value);
        }
    }
    let mut value = Value::Mapping(mapping);
    loop {
        match serde_path_to_error::deserialize::<_, T>(&value) {
            Ok(read) => return Some(read),
            Err(error) => {
                let (at, steps) = wrong_place(&error, path);
                let (diagnostic, meant) = wrong_field(&error.inner().to_string(), path, &at);
                report.push(diagnostic);
                // Read again without it, for the next one; or under the name that was probably meant, so that
                // nobody hears of one mistake twice.
                let taken = remove(&mut value, &steps)?;
                if let (Some(meant), [_], Value::Mapping(mapping)) = (meant, steps.as_slice(), &mut value)
                    && node.get(&meant).is_none()
                {
                    present.push(meant.clone());
                    mapping.insert(Value::String(meant), taken);
                }
            }
        }
    }
}

fn wrong_place(error: &serde_path_to_error::Error<serde_yaml::Error>, base: &Path) -> (Path, Vec<Value>) {
    let mut path = base.clone();
    let mut steps = Vec::new();
    for segment in error.path().iter() {
        match segment {
            Segment::Seq { index } => {
                path = path.index(*index);
                steps.push(Value::Number(Number::from(*index)));
            }
            Segment::Map { key } | Segment::Enum { variant: key } => {
                path = path.key(key);
                steps.push(Value::String(key.clone()));
            }
            Segment::Unknown => {}
        }
    }
    (path, steps)
}

fn remove(value: &mut Value, steps: &[Value]) -> Option<Value> {
    let index = |step: &Value| step.as_u64().and_then(|at| usize::try_from(at).ok());
    match (steps, value) {
        ([last], Value::Mapping(mapping)) => mapping.shift_remove(last),
        ([last], Value::Sequence(items)) => index(last).filter(|at| *at < items.len()).map(|at| items.remove(at)),
        ([first, rest @ ..], Value::Mapping(mapping)) => remove(mapping.get_mut(first)?, rest),
        ([first, rest @ ..], Value::Sequence(items)) => remove(items.get_mut(index(first)?)?, rest),
        _ => None,
    }
}

/// What serde says, in the words of a spec; and the field that an unknown one was probably meant to be.
fn wrong_field(message: &str, base: &Path, at: &Path) -> (Diagnostic, Option<String>) {
    if let Some(rest) = message.strip_prefix("unknown field ") {
        let mut names = rest.split('`').skip(1).step_by(2);
        let unknown = names.next().unwrap_or_default();
        let known: Vec<&str> = names.collect();
        let owner = if base == at { base.to_string() } else { parent(at) };
        let diagnostic = Diagnostic::key(Code::UnknownField, at, format!("`{owner}` has no field {}", quoted(unknown)))
            .note(format!("its fields are {}", list(known.iter().copied())))
            .help_if(did_you_mean(unknown, known.iter().copied()));
        return (diagnostic, nearest(unknown, known).map(str::to_owned));
    }
    let (found, expected) = message
        .strip_prefix("invalid type: ")
        .or_else(|| message.strip_prefix("invalid value: "))
        .and_then(|rest| rest.rsplit_once(", expected "))
        .unwrap_or((message, ""));
    let expected = match expected {
        "a string" => "text",
        "a boolean" => "`true` or `false`",
        "a sequence" => "a list",
        "u8" => "a whole number from 0 to 255",
        "u16" => "a whole number from 0 to 65535",
        expected if expected.starts_with("struct") || expected == "a map" => "a mapping",
        expected => expected,
    };
    let found = match found {
        "sequence" => "a list".to_owned(),
        "map" => "a mapping".to_owned(),
        "unit value" => "empty".to_owned(),
        found => {
            let words = ["integer ", "floating point ", "boolean ", "string "];
            let bare = words.iter().find_map(|word| found.strip_prefix(word)).unwrap_or(found);
            quoted(bare.trim_matches(['`', '"']))
        }
    };
    let diagnostic = Diagnostic::value(Code::WrongKind, at, format!("`{at}` is {found}, but has to be {expected}"));
    if expected == "text" && !found.starts_with("a ") {
        return (diagnostic.help("put it in quotes, if text is what is meant"), None);
    }
    // A word where a bool belongs, or a number in another notation.
    let words = expected.contains("`true`");
    let found = found.trim_matches('`');
    let fits = |meant: &String| {
        meant != found && words == matches!(&**meant, "true" | "false") && (words || expected.contains("number"))
    };
    let meant = notation::meant(found).filter(fits);
    (diagnostic.help_if(meant.map(|meant| format!("did you mean `{meant}`?"))), None)
}

fn parent(path: &Path) -> String {
    let path = path.to_string();
    path.rsplit_once('.').map_or(path.clone(), |(parent, _)| parent.to_owned())
}

pub(super) fn not_a_mapping(node: &Node<'_>, path: &Path, report: &mut Report) {
    if matches!(node.kind, Kind::Broken) {
        return;
    }
    report.push(if node.is_null() {
        empty(path)
    } else {
        Diagnostic::value(Code::WrongKind, path, format!("`{path}` is {}, but has to be a mapping", kind_name(node)))
    });
}

pub(super) fn empty(path: &Path) -> Diagnostic {
    Diagnostic::key(Code::EmptyValue, path, format!("`{path}` is empty"))
        .help("give it a value, put `null` in quotes if that is the text meant, or remove it")
}

pub(super) fn kind_name(node: &Node<'_>) -> &'static str {
    match &node.kind {
        _ if node.is_null() => "empty",
        Kind::Scalar { .. } => "a single value",
        Kind::Broken => "an alias",
        Kind::List(_) => "a list",
        Kind::Map(_) => "a mapping",
    }
}
