//! From the tree to the serde picture. Each key, type, value and field is read by itself, and in each of them one
//! wrong field after the other is reported and set aside: nothing hides what comes next.

use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;
use serde_yaml::{Mapping, Number, Value};

use super::{FORMAT, Given, Raw, RawField, RawKey, RawText, RawType, RawTypeHead, RawValue};
use crate::{
    diagnostic::{Code, Diagnostic, Path, Report, did_you_mean, list, nearest, quoted},
    source::tree::{self, Kind, Node},
};

const SECTIONS: [&str; 4] = ["format", "device", "types", "keys"];

/// Reads the whole spec.
pub(crate) fn read(root: &Node<'_>, report: &mut Report) -> Option<Raw> {
    let mut raw = Raw::default();
    let Some(entries) = root.entries() else {
        report.push(
            Diagnostic::value(
                Code::WrongKind,
                &Path::root(),
                format!("the spec is {}, not a mapping", kind_name(root)),
            )
            .help(format!("a spec has the sections {}", list(SECTIONS))),
        );
        return None;
    };
    for entry in entries {
        if !SECTIONS.contains(&&*entry.key) {
            let message = format!("there is no section {}", quoted(&entry.key));
            report.push(
                Diagnostic::key(Code::UnknownField, &Path::section(&entry.key), message)
                    .note(format!("the sections are {}", list(SECTIONS)))
                    .help_if(did_you_mean(&entry.key, SECTIONS)),
            );
        }
    }
    read_format(root, report);
    let device = Path::section("device");
    match root.get("device") {
        Some(node) => {
            raw.has_device = node.entries().is_some();
            raw.device = section(node, &device, report).unwrap_or_default();
        }
        None => report.push(missing_section("device")),
    }
    // With a language that is none, nothing certain can be said about the texts.
    let languages = raw.device.languages.clone().unwrap_or_default();
    raw.languages = if languages.iter().all(|language| is_language_tag(language)) { languages } else { Vec::new() };
    raw.types = elements(root.get("types"), &Path::section("types"), report, |name, node, path, report| {
        read_type(name, node, path, &raw.languages, report)
    });
    match root.get("keys") {
        Some(node) => {
            raw.keys = elements(Some(node), &Path::section("keys"), report, |name, node, path, report| {
                read_key(name, node, path, &raw.languages, report)
            });
        }
        None => report.push(missing_section("keys")),
    }
    Some(raw)
}

fn missing_section(name: &str) -> Diagnostic {
    Diagnostic::value(Code::MissingField, &Path::section(name), format!("the spec has no section `{name}`"))
}

fn read_format(root: &Node<'_>, report: &mut Report) {
    let path = Path::section("format");
    match root.get("format") {
        None => report.push(
            Diagnostic::key(Code::Format, &path, "the spec does not say which format it has")
                .help(format!("begin it with `format: {FORMAT}`")),
        ),
        Some(node) => {
            if !matches!(&node.kind, Kind::Scalar { text, .. } if *text == FORMAT.to_string()) {
                report.push(
                    Diagnostic::value(Code::Format, &path, "this format is not known")
                        .help(format!("the only one so far is `format: {FORMAT}`")),
                );
            }
        }
    }
}

/// Reads every entry of a mapping by itself.
fn elements<T>(
    node: Option<&Node<'_>>,
    path: &Path,
    report: &mut Report,
    mut read: impl FnMut(&str, &Node<'_>, Path, &mut Report) -> Option<T>,
) -> Vec<T> {
    let Some(node) = node else { return Vec::new() };
    match node.entries() {
        Some(entries) => {
            entries.iter().filter_map(|entry| read(&entry.key, &entry.value, path.key(&entry.key), report)).collect()
        }
        // `types:` with nothing behind it is a spec that has none yet.
        None if node.is_null() => Vec::new(),
        None => {
            not_a_mapping(node, path, report);
            Vec::new()
        }
    }
}

fn read_key(
    name: &str,
    node: &Node<'_>,
    path: Path,
    languages: &[String],
    report: &mut Report,
) -> Option<Given<RawKey, RawText>> {
    read_given(name, node, path, languages, &[], report, |node, path, report| {
        let text = section::<RawText>(node, path, report)?;
        for (field, value) in [("title", &text.title), ("text", &text.text)] {
            if value.is_none() && node.get(field).is_none() {
                let message = format!("`{path}` has no `{field}`");
                report.push(
                    Diagnostic::key(Code::MissingText, path, message).help("each language has a title and a text"),
                );
            }
        }
        Some(text)
    })
}

fn read_type(
    name: &str,
    node: &Node<'_>,
    path: Path,
    languages: &[String],
    report: &mut Report,
) -> Option<Given<RawType, String>> {
    let head: Given<RawTypeHead, String> =
        read_given(name, node, path.clone(), languages, &["values", "fields"], report, read_line)?;
    let values = elements(node.get("values"), &path.key("values"), report, |name, node, path, report| {
        read_given::<RawValue, String>(name, node, path, languages, &[], report, read_line)
    });
    let fields = elements(node.get("fields"), &path.key("fields"), report, |name, node, path, report| {
        read_given::<RawField, String>(name, node, path, languages, &[], report, read_line)
    });
    let Given { name, path, fields: head, present, texts } = head;
    Some(Given { name, path, fields: RawType { head, values, fields }, present, texts })
}

fn read_line(node: &Node<'_>, path: &Path, report: &mut Report) -> Option<String> {
    match &node.kind {
        Kind::Scalar { .. } if node.is_null() => {
            report.push(empty(path));
            None
        }
        Kind::Scalar { text, .. } => Some(text.to_string()),
        Kind::Broken => None,
        _ => {
            let message = format!("`{path}` is {}, not a line of text", kind_name(node));
            report.push(Diagnostic::value(Code::WrongKind, path, message));
            None
        }
    }
}

/// Reads a part that has texts in several languages beside its fields. `apart` are fields that are read elsewhere.
fn read_given<T: DeserializeOwned + Default, X>(
    name: &str,
    node: &Node<'_>,
    path: Path,
    languages: &[String],
    apart: &[&str],
    report: &mut Report,
    read_text: impl Fn(&Node<'_>, &Path, &mut Report) -> Option<X>,
) -> Option<Given<T, X>> {
    let Some(entries) = node.entries() else {
        not_a_mapping(node, &path, report);
        return None;
    };
    let mut texts = Vec::new();
    let mut aside: Vec<&str> = apart.to_vec();
    for entry in entries {
        let known = languages.iter().any(|language| *language == entry.key);
        if known || is_language_tag(&entry.key) {
            aside.push(&entry.key);
            let path = path.key(&entry.key);
            if known {
                texts.extend(read_text(&entry.value, &path, report).map(|text| (entry.key.to_string(), text)));
            } else if !languages.is_empty() {
                let message = format!("{} is none of the device's languages", quoted(&entry.key));
                let known = list(languages.iter().map(String::as_str));
                report.push(
                    Diagnostic::key(Code::UnknownLanguage, &path, message)
                        .help(format!("`device.languages` lists {known}")),
                );
            }
        }
    }
    let mut present: Vec<String> = entries.iter().map(|entry| entry.key.to_string()).collect();
    let fields = read_section(node, &path, &aside, &mut present, report).unwrap_or_default();
    Some(Given { name: name.to_owned(), path, fields, present, texts })
}

/// `en`, `de-AT`. No field has a name of two letters.
pub(crate) fn is_language_tag(name: &str) -> bool {
    let (language, region) = name.split_once('-').map_or((name, None), |(language, region)| (language, Some(region)));
    language.len() == 2
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && region.is_none_or(|region| region.len() == 2 && region.bytes().all(|byte| byte.is_ascii_uppercase()))
}

/// Reads a mapping into a struct all of whose fields may be absent.
fn section<T: DeserializeOwned>(node: &Node<'_>, path: &Path, report: &mut Report) -> Option<T> {
    read_section(node, path, &[], &mut Vec::new(), report)
}

/// The same without some entries; `present` gets the names that misspelt fields were meant to have.
fn read_section<T: DeserializeOwned>(
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
    (diagnostic, None)
}

fn parent(path: &Path) -> String {
    let path = path.to_string();
    path.rsplit_once('.').map_or(path.clone(), |(parent, _)| parent.to_owned())
}

fn not_a_mapping(node: &Node<'_>, path: &Path, report: &mut Report) {
    if matches!(node.kind, Kind::Broken) {
        return;
    }
    report.push(if node.is_null() {
        empty(path)
    } else {
        Diagnostic::value(Code::WrongKind, path, format!("`{path}` is {}, but has to be a mapping", kind_name(node)))
    });
}

fn empty(path: &Path) -> Diagnostic {
    Diagnostic::key(Code::EmptyValue, path, format!("`{path}` is empty"))
        .help("give it a value, put `null` in quotes if that is the text meant, or remove it")
}

fn kind_name(node: &Node<'_>) -> &'static str {
    match &node.kind {
        _ if node.is_null() => "empty",
        Kind::Scalar { .. } => "a single value",
        Kind::Broken => "an alias",
        Kind::List(_) => "a list",
        Kind::Map(_) => "a mapping",
    }
}

/// What stands at a node, for serde. [`None`] when it is empty where nothing may be.
fn value(node: &Node<'_>, path: &Path, nulls: bool, report: &mut Report) -> Option<Value> {
    Some(match &node.kind {
        Kind::Scalar { text, plain: true } if tree::is_null(text) => {
            if !nulls {
                report.push(empty(path));
                return None;
            }
            Value::Null
        }
        Kind::Scalar { text, plain } => scalar(text, *plain),
        Kind::Broken => return None,
        Kind::List(items) => Value::Sequence(
            items.iter().enumerate().filter_map(|(i, item)| value(item, &path.index(i), nulls, report)).collect(),
        ),
        Kind::Map(entries) => Value::Mapping(
            entries
                .iter()
                .filter_map(|entry| {
                    let inner = value(&entry.value, &path.key(&entry.key), nulls, report)?;
                    Some((Value::String(entry.key.to_string()), inner))
                })
                .collect(),
        ),
    })
}

/// A scalar by YAML 1.2's core schema: what is in quotes is text, what looks like a number is one.
fn scalar(text: &str, plain: bool) -> Value {
    let as_text = || Value::String(text.to_owned());
    if !plain {
        return as_text();
    }
    match text {
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let hex = text.strip_prefix("0x").and_then(|digits| u64::from_str_radix(digits, 16).ok());
    if let Some(number) = hex {
        return Value::Number(number.into());
    }
    if !unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        || !unsigned.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte))
    {
        return as_text();
    }
    if let Ok(number) = text.parse::<u64>() {
        return Value::Number(number.into());
    }
    if let Ok(number) = text.parse::<i64>() {
        return Value::Number(number.into());
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Value::Number(number.into()),
        _ => as_text(),
    }
}
