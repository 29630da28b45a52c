//! The JSON Schema takes the specs that are right, and sees what an editor should underline.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use jsonschema::Validator;
use serde_json::Value;

fn printed() -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_keywright")).arg("schema").output().expect("the program is built");
    String::from_utf8(output.stdout).expect("a schema is text")
}

fn validator() -> Validator {
    let schema: Value = serde_json::from_str(&printed()).expect("the schema is JSON");
    jsonschema::draft7::meta::validate(&schema).expect("the schema is one");
    jsonschema::draft7::new(&schema).expect("the schema can be used")
}

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/ui")
}

fn spec_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec")
}

fn json(file: &Path) -> Value {
    let text = fs::read_to_string(file).expect("there is such a spec");
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn mistakes(validator: &Validator, spec: &Value) -> Vec<String> {
    validator.iter_errors(spec).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn the_schema_beside_the_spec_is_not_stale() {
    let file = spec_folder().join("spec.schema.json");
    let there = fs::read_to_string(&file).unwrap_or_default();
    assert!(there == printed(), "stale: `keywright schema -o spec/spec.schema.json` writes it anew");
}

#[test]
fn the_spec_names_the_schema() {
    let spec = fs::read_to_string(spec_folder().join("spec.yaml")).expect("there is a spec");
    assert_eq!(spec.lines().next(), Some("# yaml-language-server: $schema=spec.schema.json"));
}

#[test]
fn the_spec_fits() {
    assert_eq!(mistakes(&validator(), &json(&spec_folder().join("spec.yaml"))), [""; 0]);
}

#[test]
fn every_case_without_an_error_fits() {
    let validator = validator();
    let mut fitting = 0;
    for case in fs::read_dir(cases()).expect("there are cases") {
        let case = case.expect("the case can be read").path();
        let Ok(expected) = fs::read_to_string(case.join("expected.txt")) else { continue };
        if !expected.contains("error[") {
            assert_eq!(mistakes(&validator, &json(&case.join("input.yaml"))), [""; 0], "{}", case.display());
            fitting += 1;
        }
    }
    assert!(fitting > 0);
}

#[test]
fn a_mistake_that_shows_without_looking_elsewhere_does_not_fit() {
    let validator = validator();
    for case in [
        "access_word",
        "capacity_wrong",
        "category_kind",
        "device_numbers",
        "device_without_name",
        "duration_wrong",
        "enum_repr",
        "enum_value_is_no_number",
        "enum_without_values",
        "family_syntax",
        "field_misspelt",
        "field_name_wrong",
        "field_without_type",
        "format_missing",
        "format_unknown",
        "http_base",
        "languages_missing",
        "languages_wrong",
        "missing_fields",
        "missing_sections",
        "name_wrong",
        "object_without_fields",
        "range_syntax",
        "short_name_wrong",
        "text_empty",
        "topic_layout",
        "transport_unknown",
        "type_beside_set",
        "type_name_wrong",
        "type_says_nothing",
        "type_says_two_things",
        "type_with_stray_field",
        "unknown_field",
        "unknown_field_of_device",
        "unknown_section",
        "value_name_wrong",
        "version_wrong",
        "wrong_kind",
    ] {
        let found = mistakes(&validator, &json(&cases().join(case).join("input.yaml")));
        assert!(!found.is_empty(), "{case} fits, though it is wrong");
    }
}

#[test]
fn every_field_says_what_it_is_for() {
    let schema: Value = serde_json::from_str(&printed()).expect("the schema is JSON");
    let (mut silent, mut fields) = (Vec::new(), 0);
    walk(&schema, "", &mut |path, field| {
        fields += 1;
        if field["description"].as_str().is_none_or(str::is_empty) {
            silent.push(path.to_owned());
        }
    });
    assert_eq!(silent, [""; 0]);
    assert!(fields > 70, "only {fields} fields found");
}

/// Every property of every object in a schema.
fn walk(schema: &Value, path: &str, visit: &mut impl FnMut(&str, &Value)) {
    let Some(object) = schema.as_object() else { return };
    for (word, value) in object {
        if let ("properties" | "definitions", Some(properties)) = (word.as_str(), value.as_object()) {
            for (name, property) in properties {
                let path = format!("{path}.{name}");
                if word == "properties" {
                    visit(&path, property);
                }
                walk(property, &path, visit);
            }
        } else {
            walk(value, path, visit);
        }
    }
}

#[test]
fn the_schema_is_written_to_a_file() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("spec.schema.json");
    let status = Command::new(env!("CARGO_BIN_EXE_keywright")).arg("schema").arg("-o").arg(&file).status();
    assert!(status.expect("the program is built").success());
    assert_eq!(fs::read_to_string(&file).expect("it is there"), printed());
}
