//! No text makes the front panic, hang or fill the memory, and no mistake hides another.

use std::fs;

use keywright_codegen::{Code, Loaded, Severity, Source, SourceError, load, render};
use proptest::prelude::*;

fn loaded(text: &str) -> (Loaded, String) {
    let source = Source { name: "spec.yaml".to_owned(), text: text.to_owned() };
    let loaded = load(&source);
    let shown = render(&loaded.diagnostics, &source, false);
    (loaded, shown)
}

const HEAD: &str = "format: 1\ndevice: { name: lamp, languages: [en] }\n";

fn key(name: &str, fields: &str) -> String {
    format!("  {name}: {{ name: {name}_x, {fields}, en: {{ title: T, text: A text. }} }}\n")
}

fn codes(loaded: &Loaded) -> Vec<Code> {
    loaded.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

#[test]
fn ten_mistakes_show_ten_diagnostics() {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ui/ten_mistakes/input.yaml")).unwrap();
    let (loaded, shown) = loaded(&text);
    assert_eq!(loaded.diagnostics.len(), 10, "{shown}");
    assert!(shown.contains("10 errors"));
}

#[test]
fn diagnostics_stand_in_the_order_of_the_text() {
    let wrong = "type: uint8, access: R, category: Statsu";
    let (_, shown) = loaded(&format!("{HEAD}keys:\n{}{}", key("b", wrong), key("a", wrong)));
    assert!(shown.find("spec.yaml:4:").unwrap() < shown.find("spec.yaml:5:").unwrap(), "{shown}");
}

#[test]
fn a_place_is_told_by_line_and_column() {
    let (_, shown) = loaded(&format!("{HEAD}keys:\n  ä:\n    type: uint9\n"));
    assert!(shown.contains("spec.yaml:5:11"), "{shown}");
}

#[test]
fn of_a_thousand_mistakes_fifty_are_drawn_and_the_rest_counted() {
    let keys: String = (0..1000).map(|i| key(&format!("k{i}"), "type: uint9, access: R, category: Status")).collect();
    let text = format!("{HEAD}keys:\n{keys}");
    let (loaded, shown) = loaded(&text);
    assert_eq!(loaded.diagnostics.len(), 1000);
    assert_eq!(shown.matches("error[").count(), 50);
    assert!(shown.contains("… and 950 more"));
}

#[test]
fn a_type_whose_name_is_none_is_no_endless_suggestion() {
    let types = "types:\n  Mode.: { enum: uint8, en: A mode., values: { On: { value: 1, en: on } } }\n";
    let (loaded, shown) =
        loaded(&format!("{HEAD}{types}keys:\n{}", key("a", "type: Mode, access: R, category: Status")));
    assert!(codes(&loaded).contains(&Code::UnknownType), "{shown}");
    assert!(shown.contains("did you mean `Mode.`?"), "{shown}");
}

#[test]
fn nested_aliases_are_refused_before_they_grow() {
    let mut text = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for (one, next) in ('a'..='y').zip('b'..='z') {
        text.push_str(&format!("{next}: &{next} [{}]\n", vec![format!("*{one}"); 9].join(", ")));
    }
    assert!(codes(&loaded(&text).0).contains(&Code::NoAliases));
}

#[test]
fn deep_nesting_is_refused_before_the_stack_ends() {
    for open in ["[", "{a: ", "- ", "? "] {
        let (loaded, shown) = loaded(&open.repeat(100_000));
        assert!(loaded.spec.is_none(), "{open}");
        assert!(shown.len() < 5_000, "{open}");
    }
}

#[test]
fn deep_types_are_refused_before_the_stack_ends() {
    let ty = "optional<".repeat(50_000);
    let (loaded, _) =
        loaded(&format!("{HEAD}keys:\n{}", key("a", &format!("type: {ty}, access: R, category: Status"))));
    assert_eq!(codes(&loaded), [Code::TypeSyntax]);
}

#[test]
fn deep_patterns_are_refused_before_the_stack_ends() {
    let pattern = format!("{}a{}", "(".repeat(50_000), ")".repeat(50_000));
    let fields = format!("type: string(4), access: R, category: Status, pattern: \"{pattern}\"");
    let (loaded, _) = loaded(&format!("{HEAD}keys:\n{}", key("a", &fields)));
    assert_eq!(codes(&loaded), [Code::Pattern]);
}

#[test]
fn many_families_do_not_fill_the_memory() {
    let fields = "type: uint8, access: R, category: Status";
    let keys: String = (0..500).map(|i| key(&format!("\"k{i}x{{0..60000}}\""), fields)).collect();
    let (loaded, _) = loaded(&format!("{HEAD}keys:\n{}", keys.replace("\"_x", "_{n}\"")));
    assert!(loaded.spec.is_none());
}

#[test]
fn a_text_larger_than_any_spec_is_one_sentence() {
    let (loaded, _) = loaded(&"#".repeat(65 * 1024 * 1024));
    assert_eq!(codes(&loaded), [Code::TooLarge]);
}

#[test]
fn a_missing_file_is_one_sentence() {
    let error = Source::read("no/such/spec.yaml").unwrap_err();
    assert!(matches!(error, SourceError::Missing { .. }));
    assert_eq!(error.to_string(), "there is no spec at `no/such/spec.yaml`");
}

#[test]
fn a_folder_is_no_spec() {
    assert!(matches!(Source::read(env!("CARGO_MANIFEST_DIR")), Err(SourceError::Unreadable { .. })));
}

#[test]
fn a_file_that_is_no_text_names_the_line() {
    let path = std::env::temp_dir().join(format!("keywright-{}-not-utf8.yaml", std::process::id()));
    fs::write(&path, b"format: 1\nkeys: \xff\n").unwrap();
    let error = Source::read(&path);
    fs::remove_file(&path).unwrap();
    assert!(matches!(error, Err(SourceError::NotUtf8 { line: 2, .. })));
}

#[test]
fn a_file_that_is_too_large_is_not_read_whole() {
    let path = std::env::temp_dir().join(format!("keywright-{}-large.yaml", std::process::id()));
    let file = fs::File::create(&path).unwrap();
    file.set_len(keywright_codegen::MAX_BYTES + 1).unwrap();
    let error = Source::read(&path);
    fs::remove_file(&path).unwrap();
    assert!(matches!(error, Err(SourceError::TooLarge { .. })));
}

#[test]
fn families_side_by_side_interleave() {
    let fields = "type: uint8, access: R, category: Status";
    let keys = key("\"c{0..1}n\"", fields) + &key("\"c{0..1}e\"", fields);
    let keys =
        keys.replace("name: \"c{0..1}n\"_x", "name: \"n_{n}\"").replace("name: \"c{0..1}e\"_x", "name: \"e_{n}\"");
    let (loaded, shown) = loaded(&format!("{HEAD}keys:\n{keys}"));
    let spec = loaded.spec.unwrap_or_else(|| panic!("{shown}"));
    let shorts: Vec<_> = spec.keys.iter().map(|key| (key.short.as_str(), key.name.as_str())).collect();
    assert_eq!(shorts, [("c0n", "n_0"), ("c0e", "e_0"), ("c1n", "n_1"), ("c1e", "e_1")]);
}

/// Pieces of specs, so that random texts get further than the YAML parser.
fn piece() -> impl Strategy<Value = String> {
    let words = [
        "format: 1",
        "device:",
        "types:",
        "keys:",
        "name: a_b",
        "type: ",
        "optional<",
        "array<",
        ", ..3>",
        "string(4)",
        "enum: uint8",
        "flags: int8",
        "values:",
        "fields:",
        "A: { value: 1, en: x }",
        "range: ",
        "6..32",
        "-1.5..",
        "default: ",
        "null",
        "~",
        "\"",
        "'",
        "{",
        "}",
        "[",
        "]",
        "- ",
        "? ",
        ": ",
        "&a ",
        "*a",
        "!t ",
        "|\n",
        ">\n",
        "#",
        "---\n",
        "\t",
        "\n",
        "\n  ",
        "\n    ",
        "en: { title: T, text: X }",
        "languages: [en]",
        "c{0..9}n",
        "access: R/W",
        "category: Config",
        "pattern: \"[a-z]*\"",
        "{n}",
        "ü",
        "\u{feff}",
        "\r\n",
        "pace: 1s",
        "deadband: 0.5",
        "get: bool",
        "set: ",
    ];
    prop_oneof![4 => proptest::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,6}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(text in "(?s).{0,200}") {
        let _ = loaded(&text);
    }

    #[test]
    fn no_row_of_pieces_panics(pieces in proptest::collection::vec(piece(), 0..60)) {
        let (loaded, _) = loaded(&pieces.concat());
        let errors = loaded.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        prop_assert_eq!(loaded.spec.is_none(), errors);
    }

    #[test]
    fn no_damage_to_a_spec_panics(at in 0usize..2000, cut in 0usize..40, with in piece()) {
        let text = include_str!("ui/ten_mistakes/input.yaml");
        let mut start = at.min(text.len());
        while !text.is_char_boundary(start) { start -= 1; }
        let mut end = (start + cut).min(text.len());
        while !text.is_char_boundary(end) { end -= 1; }
        let end = end.max(start);
        let _ = loaded(&format!("{}{with}{}", &text[..start], &text[end..]));
    }
}

#[test]
fn of_a_spec_with_mistakes_roles_point_to_no_key() {
    let spec = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/spec.yaml")).unwrap();
    // Keys go, so that the numbers of the others change.
    let broken = spec.replace("access: R/W", "access: X");
    let (loaded, _) = loaded(&broken);
    assert!(loaded.spec.is_none());
    let partial = loaded.partial.expect("types and names are there");
    let (http, mqtt) = (&partial.device.http, &partial.device.mqtt);
    assert!(http.password.is_none() && mqtt.status.is_none() && mqtt.tls.is_none() && mqtt.test.is_none());
    let _ = keywright_codegen::emit::rust(&partial);
}
