//! From the tree to the serde picture. Each key, type, value and field is read by itself, and in each of them one
//! wrong field after the other is reported and set aside: nothing hides what comes next.

use serde::de::DeserializeOwned;

use super::section::{empty, kind_name, not_a_mapping, read_section, section};
use super::{FORMAT, Given, Raw, RawField, RawKey, RawText, RawType, RawTypeHead, RawValue};
use crate::{
    diagnostic::{Code, Diagnostic, Path, Report, did_you_mean, list, quoted},
    source::tree::{Kind, Node},
};

const SECTIONS: [&str; 5] = ["format", "use", "device", "types", "keys"];

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
