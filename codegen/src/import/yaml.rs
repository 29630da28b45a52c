//! Writes what was read as a spec.

use std::fmt::Write as _;

use super::{Imported, ImportedKey, Types};

/// The spec, which `keywright check` takes, its questions as warnings.
pub fn to_yaml(imported: &Imported) -> String {
    let mut yaml = format!("# Imported: {}.\n", imported.summary());
    if imported.usual_lengths() > 0 {
        let count = imported.usual_lengths();
        let _ = writeln!(yaml, "# The table gives no length for the text of {count} keys; they have a usual one.");
    }
    for row in &imported.left_out {
        let _ = writeln!(yaml, "# TODO line {}: {} is no key, so this row is left out.", row.line, quote(&row.cell));
    }
    let language = &imported.language;
    let _ =
        write!(yaml, "format: 1\n\ndevice:\n  name: {}\n  languages: [{language}]\n", quote_if_odd(&imported.device));
    if !imported.enums.is_empty() {
        yaml.push_str("\ntypes:\n");
    }
    for (i, found) in imported.enums.iter().enumerate() {
        let gap = if i == 0 { "" } else { "\n" };
        let _ = write!(
            yaml,
            "{gap}  {}:\n    enum: {}\n    en: {}\n    values:\n",
            found.name,
            found.repr,
            quote(&found.text)
        );
        for value in &found.values {
            let _ = writeln!(
                yaml,
                "      {}: {{ value: {}, {language}: {} }}",
                value.name,
                value.value,
                quote(&value.text)
            );
        }
    }
    yaml.push_str("\nkeys:");
    yaml.push_str(if imported.keys.is_empty() { " {}\n" } else { "\n" });
    for (i, key) in imported.keys.iter().enumerate() {
        if i > 0 {
            yaml.push('\n');
        }
        write_key(key, language, &mut yaml);
    }
    yaml
}

fn write_key(key: &ImportedKey, language: &str, yaml: &mut String) {
    let _ = writeln!(yaml, "  {}:", key.short);
    let mut field = |name: &str, value: &str| {
        let _ = writeln!(yaml, "    {name}: {value}");
    };
    let name = if key.name.contains('{') { quote(&key.name) } else { key.name.clone() };
    field("name", &name);
    match &key.types {
        Types::Same(ty) => field("type", ty),
        Types::Apart { get, set } => {
            field("get", get);
            field("set", set);
        }
    }
    field("access", &key.access);
    field("category", &key.category);
    if let Some(unit) = &key.unit {
        field("unit", &quote_if_odd(unit));
    }
    if let Some((least, greatest)) = key.range {
        field("range", &format!("{least}..{greatest}"));
    }
    if let Some(pattern) = &key.pattern {
        field("pattern", &quote(pattern));
    }
    if let Some(since) = &key.since {
        field("since", &quote(since));
    }
    if !key.todo.is_empty() {
        field("todo", &quote(&key.todo.join("; ")));
    }
    field(language, &format!("{{ title: {}, text: {} }}", quote(&key.title), quote(&key.text)));
}

fn quote_if_odd(text: &str) -> String {
    let word = |char: char| char.is_ascii_alphanumeric() || char == '-';
    // YAML takes some words for something else than text.
    let plain = text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.chars().all(word);
    let plain = plain
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&text.to_ascii_lowercase().as_str());
    if plain { text.to_owned() } else { quote(text) }
}

/// Text in double quotes, as YAML reads it.
fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            // The name of the device comes from the command line.
            char if char.is_control() => quoted.push(' '),
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}
