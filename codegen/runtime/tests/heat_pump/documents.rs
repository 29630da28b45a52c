//! What is written of the heat pump is written of a heat pump; and nothing that any device is made of knows another.

use std::{
    fs,
    path::{Path, PathBuf},
};

use keywright_codegen::{Source, docs, load};

fn pages() -> Vec<docs::Page> {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/heat_pump/spec.yaml");
    let source = Source::read(spec).expect("there is a spec");
    let spec = load(&source).spec.expect("the spec has no errors");
    docs::pages(&spec).expect("it has documents")
}

#[test]
fn its_pages_are_in_its_one_language_and_by_its_own_categories() {
    let pages = pages();
    let paths: Vec<_> = pages.iter().map(|page| page.path.as_str()).collect();
    assert!(paths.iter().all(|path| path.starts_with("en/") || !path.contains('/')), "{paths:?}");
    for category in ["nameplate", "setting", "reading", "action"] {
        assert!(paths.contains(&&*format!("en/{category}.md")), "{category}: {paths:?}");
    }
}

#[test]
fn its_pages_show_its_own_requests_and_topics() {
    let all: String = pages().iter().map(|page| page.text.as_str()).collect();
    for shown in ["/hp/v2/status", "/hp/v2/set?", "heating/WW0042/read/", "heating/WW0042/write/", "422", "Warmwell"] {
        assert!(all.contains(shown), "{shown}");
    }
}

#[test]
fn its_pages_name_no_other_device() {
    for page in pages() {
        assert_eq!(foreign(&page.text), None, "{}", page.path);
    }
}

#[test]
fn what_every_device_is_made_of_names_none() {
    let codegen = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for folder in ["src", "templates", "macros/src", "runtime/src"] {
        collect(&codegen.join(folder), &mut files);
    }
    assert!(files.len() > 100, "only {} files found", files.len());
    for file in files {
        let text = fs::read_to_string(&file).expect("it is text");
        assert_eq!(foreign(&text), None, "{}", file.display());
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("there is such a folder") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}

/// The first line that speaks of the charger.
fn foreign(text: &str) -> Option<&str> {
    text.lines().find(|line| {
        let line = line.to_lowercase();
        ["go-e", "goecharger", "charger", "wallbox", "ladegerät"].iter().any(|word| line.contains(word))
            || line.split(|char: char| !char.is_alphanumeric()).any(|word| word == "goe")
    })
}
