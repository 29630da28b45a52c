//! What stands in the tree, as serde takes it.

use serde_yaml::{Number, Value};

use super::section::empty;
use crate::{
    diagnostic::{Code, Diagnostic, Path, Report},
    notation,
    source::tree::{self, Kind, Node},
};

/// What stands at a node, for serde. [`None`] when it is empty where nothing may be.
pub(super) fn value(node: &Node<'_>, path: &Path, nulls: bool, report: &mut Report) -> Option<Value> {
    Some(match &node.kind {
        Kind::Scalar { text, plain: true } if tree::is_null(text) => {
            if !nulls {
                report.push(empty(path));
                return None;
            }
            Value::Null
        }
        Kind::Scalar { text, plain } => {
            if *plain && let Some(octal) = notation::with_zeros(text) {
                report.push(zeros(text, octal, path));
            }
            let read = scalar(text, *plain);
            if *plain && read.is_string() && notation::meant(text).is_some() {
                report.note_loose(path);
            }
            read
        }
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

/// The warning of a number with zeros in front.
fn zeros(text: &str, octal: Option<u64>, path: &Path) -> Diagnostic {
    let decimal = text.trim_start_matches(['-', '+', '0']);
    let sign = if text.starts_with('-') { "-" } else { "" };
    let decimal = format!("{sign}{}", if decimal.is_empty() { "0" } else { decimal });
    let other = octal.map_or_else(|| "a text".to_owned(), |octal| format!("`{sign}{octal}`"));
    let message = format!("`{text}` is read as `{decimal}`, and as {other} by those who keep to YAML 1.1");
    let help = match octal {
        Some(octal) if octal.to_string() != decimal.trim_start_matches('-') => {
            format!("write `{decimal}`, or `{sign}{octal}` if that was meant")
        }
        _ => format!("write `{decimal}`"),
    };
    Diagnostic::value(Code::Notation, path, message).help(help)
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
        return Value::Number(Number::from(number));
    }
    if !unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        || !unsigned.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte))
    {
        return as_text();
    }
    if let Ok(number) = text.parse::<u64>() {
        return Value::Number(Number::from(number));
    }
    if let Ok(number) = text.parse::<i64>() {
        return Value::Number(Number::from(number));
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Value::Number(Number::from(number)),
        _ => as_text(),
    }
}
