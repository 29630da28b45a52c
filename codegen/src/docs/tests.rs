//! What holds for all pages of any spec, tried on the small device.

use std::collections::BTreeSet;

use super::{Page, address, fixture, pages};
use crate::model::{Category, CategoryKind, Spec};

fn pages_of(spec: &Spec) -> Vec<Page> {
    pages(spec).unwrap_or_else(|error| panic!("{error}"))
}

fn page<'a>(pages: &'a [Page], path: &str) -> &'a str {
    let found = pages.iter().find(|page| page.path == path);
    &found.unwrap_or_else(|| panic!("no page {path}")).text
}

/// The part of a category's page that is about one key.
fn section<'a>(text: &'a str, key: &str) -> &'a str {
    let from = text.find(&format!("<a id=\"{key}\"></a>")).unwrap_or_else(|| panic!("no section {key}"));
    let rest = &text[from..];
    rest[1..].find("<a id=").map_or(rest, |end| &rest[..=end])
}

#[test]
fn both_languages_have_the_same_pages() {
    let pages = pages_of(&fixture::spec());
    let of = |language: &str| -> BTreeSet<String> {
        pages.iter().filter_map(|page| page.path.strip_prefix(language)).map(str::to_owned).collect()
    };
    assert_eq!(of("en/"), of("de/"));
    assert!(of("en/").contains("config.md"));
}

#[test]
fn both_languages_have_the_same_anchors() {
    let pages = pages_of(&fixture::spec());
    let anchors = |path: &str| -> Vec<String> {
        page(&pages, path).lines().filter(|line| line.starts_with("<a id=")).map(str::to_owned).collect()
    };
    for file in ["constant.md", "config.md", "status.md", "other.md", "types.md"] {
        assert_eq!(anchors(&format!("en/{file}")), anchors(&format!("de/{file}")), "{file}");
    }
}

#[test]
fn every_page_says_that_it_is_generated() {
    for page in pages_of(&fixture::spec()) {
        assert!(page.text.starts_with(super::MARK), "{}", page.path);
    }
}

#[test]
fn each_language_has_its_own_texts() {
    let pages = pages_of(&fixture::spec());
    assert!(page(&pages, "en/config.md").contains("`amp` · Title amp"));
    assert!(page(&pages, "de/config.md").contains("`amp` · Titel amp"));
}

#[test]
fn a_key_has_its_topics_and_urls() {
    let pages = pages_of(&fixture::spec());
    let amp = section(page(&pages, "en/config.md"), "amp");
    for part in [
        "`GET /api/status?filter=amp`",
        "`GET /api/set?amp=16`",
        "`lamp/123456/amp`",
        "`lamp/123456/amp/set`",
        "`lamp/123456/amp/result`",
    ] {
        assert!(amp.contains(part), "{part} is not in:\n{amp}");
    }
}

#[test]
fn a_key_shows_unit_range_and_default() {
    let pages = pages_of(&fixture::spec());
    let amp = section(page(&pages, "en/config.md"), "amp");
    assert!(amp.contains("| A | 6 to 32 | `16` |"), "{amp}");
}

#[test]
fn an_enum_is_explained_where_it_is_used() {
    let pages = pages_of(&fixture::spec());
    let mode = section(page(&pages, "en/config.md"), "mod");
    assert!(mode.contains("| `1` | On | means &#124; something |"), "{mode}");
}

#[test]
fn a_key_on_one_transport_says_so() {
    let pages = pages_of(&fixture::spec());
    let only = section(page(&pages, "en/config.md"), "box");
    assert!(only.contains("Over HTTP only") && !only.contains("lamp/123456"), "{only}");
}

#[test]
fn a_deadband_stands_at_its_key_and_on_the_mqtt_page() {
    let pages = pages_of(&fixture::spec());
    let old = section(page(&pages, "en/status.md"), "old");
    assert!(old.contains("- On MQTT only when it differs from the value last published by 0.5 s or more\n"), "{old}");
    let old = section(page(&pages, "de/status.md"), "old");
    assert!(old.contains("um 0.5 s oder mehr vom zuletzt veröffentlichten Wert"), "{old}");
    for language in ["en", "de"] {
        let mqtt = page(&pages, &format!("{language}/mqtt.md"));
        assert!(mqtt.contains("| [`old`](status.md#old) | 0.5 s |\n"), "{mqtt}");
    }
}

#[test]
fn a_key_without_transports_is_in_no_page() {
    for page in pages_of(&fixture::spec()) {
        assert!(!page.text.contains("`hid`"), "{}", page.path);
    }
}

#[test]
fn no_page_holds_a_secret() {
    for page in pages_of(&fixture::spec()) {
        assert!(!page.text.contains("hunter2"), "{}", page.path);
    }
}

#[test]
fn every_row_of_a_table_has_as_many_cells_as_its_head() {
    for page in pages_of(&fixture::spec()) {
        let mut head: Option<usize> = None;
        for line in page.text.lines() {
            if !line.starts_with('|') {
                head = None;
                continue;
            }
            let cells = line.matches('|').count();
            assert_eq!(*head.get_or_insert(cells), cells, "{}: {line}", page.path);
        }
    }
}

#[test]
fn a_category_named_like_another_page_is_an_error() {
    let mut spec = fixture::spec();
    spec.device.categories.push(Category { name: "HTTP".to_owned(), kind: CategoryKind::Other });
    assert!(matches!(pages(&spec), Err(super::Error::PageName { .. })));
}

#[test]
fn a_language_that_leaves_the_folder_is_an_error() {
    let mut spec = fixture::spec();
    spec.device.languages[1] = "../de".to_owned();
    assert!(matches!(pages(&spec), Err(super::Error::Language(_))));
}

#[test]
fn a_device_without_mqtt_has_no_page_on_it() {
    let mut spec = fixture::spec();
    spec.keys.iter_mut().for_each(|key| key.mqtt = false);
    let pages = pages_of(&spec);
    assert!(pages.iter().all(|page| !page.path.ends_with("mqtt.md")));
    assert!(pages.iter().all(|page| !page.text.contains("mqtt.md")));
}

#[test]
fn the_prefix_of_the_examples_is_that_of_a_new_device() {
    assert_eq!(address::prefix(&fixture::spec()), "lamp/123456");
}

#[test]
fn every_key_shown_as_http_example_is_in_the_http_page() {
    let spec = fixture::spec();
    let pages = pages_of(&spec);
    for example in super::examples(&spec).iter().filter(|example| example.page == "http.md") {
        let super::Act::Http { target, .. } = &example.act else { continue };
        assert!(page(&pages, "en/http.md").contains(target.as_str()), "{target}");
        assert!(page(&pages, "de/http.md").contains(target.as_str()), "{target}");
    }
}
