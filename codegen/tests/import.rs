//! The tables that projects have, read as they are: the seed's own, and those of the reference.

use std::{fs, path::PathBuf};

use keywright_codegen::{
    Code, Severity, Source,
    import::{self, Imported, Types},
    load, render,
};
use proptest::{collection::vec, prelude::*, sample::select};

const REFERENCE: [&str; 5] =
    ["apikeys-59.4.md", "apikeys-60.3.md", "apikeys-60.4.md", "apikeys-de.md", "apikeys-en.md"];

/// A file beside the workspace, which is not part of it.
fn shared(file: &str) -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(file);
    let text = fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("skipped: there is no {}", path.display());
    }
    text
}

fn reference() -> impl Iterator<Item = (&'static str, String)> {
    REFERENCE.into_iter().filter_map(|file| Some((file, shared(&format!("reference/{file}"))?)))
}

fn source(imported: &Imported) -> Source {
    Source { name: "spec.yaml".to_owned(), text: import::to_yaml(imported) }
}

#[test]
fn the_seed_gives_fifteen_keys_without_a_question() {
    let Some(text) = shared("seeds/mqtt-en.md") else { return };
    let imported = import::read(&text);
    let summary = imported.summary();
    assert_eq!((summary.keys, summary.understood, summary.left), (15, 15, 0));
    assert!(!import::to_yaml(&imported).contains("todo"));
}

#[test]
fn what_is_imported_is_a_spec_with_warnings_only() {
    for (file, text) in reference().chain(shared("seeds/mqtt-en.md").map(|text| ("mqtt-en.md", text))) {
        let source = source(&import::read(&text));
        let loaded = load(&source);
        assert!(loaded.spec.is_some(), "{file}:\n{}", render(&loaded.diagnostics, &source, false));
    }
}

#[test]
fn each_question_is_a_warning_of_check() {
    for (file, text) in reference() {
        let imported = import::read(&text);
        let asked = imported.keys.iter().filter(|key| !key.todo.is_empty()).count();
        let loaded = load(&source(&imported));
        let shown = loaded.diagnostics.iter().filter(|diagnostic| diagnostic.code == Code::Todo);
        assert_eq!(shown.clone().count(), asked, "{file}");
        assert!(shown.clone().all(|diagnostic| diagnostic.severity == Severity::Warning));
    }
}

#[test]
fn no_row_of_the_reference_is_left_out() {
    for (file, text) in reference() {
        assert_eq!(import::read(&text).left_out, [], "{file}");
    }
}

#[test]
fn the_tables_are_understood_as_far_as_they_say_anything() {
    for ((file, text), (keys, understood, enums, left)) in reference().zip([
        (280, 244, 21, 38),
        (309, 276, 17, 35),
        (316, 283, 18, 35),
        (201, 179, 18, 23),
        (299, 179, 22, 120),
    ]) {
        let summary = import::read(&text).summary();
        let counted = (summary.keys, summary.understood, summary.enums, summary.left);
        assert_eq!(counted, (keys, understood, enums, left), "{file}");
    }
}

#[test]
fn broken_cells_of_the_reference_are_read() {
    let Some(text) = shared("reference/apikeys-60.4.md") else { return };
    let imported = import::read(&text);
    let key = |short: &str| imported.keys.iter().find(|key| key.short == short).unwrap();
    assert_eq!(key("mtp").types, Types::Apart { get: "string(64)".to_owned(), set: "optional<string(64)>".to_owned() });
    assert_eq!(key("pvopt_averagePGrid").category, "Status");
    assert!(key("att").text.contains("(minutes*60)"));
    assert!(key("cards").text.contains("send an array"));
    assert_eq!(key("wst").text, "WiFi STA status (for compatibility with WiFi Shield library)");
}

#[test]
fn a_family_in_one_row_is_a_family() {
    let Some(text) = shared("reference/apikeys-en.md") else { return };
    let imported = import::read(&text);
    let cards = imported.keys.iter().find(|key| key.short == "c{0..9}n").unwrap();
    assert_eq!((cards.members, cards.since.as_deref(), cards.name.as_str()), (10, Some("60.0"), "rfid_card_name_{n}"));
}

#[test]
fn each_table_becomes_a_spec() {
    for (file, text) in reference() {
        assert!(load(&source(&import::read(&text))).spec.is_some(), "{file}");
    }
}

#[test]
fn no_text_upsets_it() {
    for text in [
        "",
        "|",
        "||",
        "|-|",
        "| Key | Type |\n|-|-|\n|",
        "| Key | Type |\n|-|-|\n| a | \u{0}\u{7}\"\\ | x |",
        "| Key | Type |\n|-|-|\n| a | optional<optional<\u{130}> |",
    ] {
        let imported = import::read(text);
        let source = source(&imported);
        let loaded = load(&source);
        assert!(loaded.spec.is_some(), "{text:?}:\n{}", render(&loaded.diagnostics, &source, false));
    }
}

const KEYS: &[&str] = &[
    "a",
    "b",
    "A",
    "self",
    "ALL",
    "type",
    "registry",
    "c0n c1n",
    "c0n",
    "c1n c2n",
    "c{0..2}n",
    "m1 m2 m3",
    "m2",
    "_k",
    "k_",
    "x (introduced in 60.0)",
    "y (introduced in 9999999999)",
    "z (removed in 1)",
    "z9 (",
    "",
    "`q`",
    "e1 e3",
    "1a",
    "abcdefghijabcdefghijabcdefghijabc",
];
const TYPES: &[&str] = &[
    "bool",
    "uint8_t",
    "int8",
    "uint64_t",
    "int64_t",
    "float",
    "string",
    "string(0)",
    "string(99999)",
    "string(7)",
    "legacy",
    "TYPE",
    "",
    "seconds",
    "minutes",
    "null or milliseconds",
    "optional<optional<uint8>>",
    "optional<object>",
    "array",
    "get: bool set: string",
    "get: uint8_t set: optional<uint8_t>",
    "get: legacy set: legacy",
    "get: set:",
    "uint8_t[3]",
    "uint8_t[0]",
    "bool[9999]",
    "get: string set: uint8_t",
    "optional<string",
    "\u{130}",
];
const TEXTS: &[&str] = &[
    "set this to 0-9",
    "(A=0, B=1, C=2)",
    "values=1, two=2",
    "Self=1, Me=2",
    "in W",
    "(ms)",
    "#RRGGBB",
    "max. 70000 characters",
    "max. 9 characters",
    "(0=off mode, 1=on)",
    "{n}",
    "MQTT",
    "set x",
    "set",
    "new",
    "0.",
    "12",
    "\t",
    "\"",
    "\\",
    ": #",
    "- ",
    "& *x",
    "Unknown/Error=0, Error=300",
    "Neg=-1, Pos=99999999999",
    "(uint8_t[3])",
    "Option=1, Some=2,...",
    "\u{fc}\u{df}",
    "a_b",
    "registry",
    "\u{7}",
    "(",
    ")",
    "0-255",
    ", 5-7",
    "Default=0, Clone=1",
    "=",
    "key",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_table_gives_a_spec_without_errors(
        rows in vec((select(KEYS), select(&["R", "W", "R/W", "", "x"][..]), select(TYPES), select(&["Config", "Status", "Constant", "Unknown", "\u{fc}"][..]), vec(select(TEXTS), 0..4)), 0..8),
    ) {
        let mut table = "| Key | R/W | Type | Category | Description |\n|---|---|---|---|---|\n".to_owned();
        for (key, access, ty, category, text) in rows {
            table += &format!("| {key} | {access} | {ty} | {category} | {} |\n", text.join(" "));
        }
        let source = source(&import::read(&table));
        let loaded = load(&source);
        prop_assert!(loaded.spec.is_some(), "{table}\n{}\n{}", source.text, render(&loaded.diagnostics, &source, false));
    }
}
