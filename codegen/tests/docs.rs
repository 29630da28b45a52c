//! What a reader of the documents relies on, tried on the pages of the whole spec.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use keywright_codegen::docs::{self, Act, Page};
use keywright_codegen::model::{Spec, Value};
use keywright_codegen::{Source, load};

const SPEC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/spec.yaml");

/// Read once for all tests: the whole spec takes a while.
static SPEC_AND_PAGES: LazyLock<(Spec, Vec<Page>)> = LazyLock::new(|| {
    let source = Source::read(Path::new(SPEC)).unwrap_or_else(|error| panic!("{error}"));
    let spec = load(&source).spec.expect("the spec has no errors");
    let pages = pages_of(&spec);
    (spec, pages)
});

fn spec() -> &'static Spec {
    &SPEC_AND_PAGES.0
}

fn pages() -> &'static [Page] {
    &SPEC_AND_PAGES.1
}

fn pages_of(spec: &Spec) -> Vec<Page> {
    docs::pages(spec).unwrap_or_else(|error| panic!("{error}"))
}

/// Text outside code: blocks and spans are taken out.
fn prose(text: &str) -> String {
    let mut out = String::new();
    let mut fence: Option<String> = None;
    for line in text.lines() {
        let ticks: String = line.trim_start().chars().take_while(|char| *char == '`').collect();
        match &fence {
            Some(open) if ticks == *open => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}

/// Targets of `[…](target)`.
fn links(text: &str) -> Vec<String> {
    prose(text)
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target.to_owned())
        .collect()
}

fn anchors(text: &str) -> BTreeSet<String> {
    text.split("<a id=\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(id, _)| id.to_owned()).collect()
}

#[test]
fn every_link_leads_to_a_page_and_an_anchor() {
    let pages = pages();
    let anchors: BTreeMap<&str, BTreeSet<String>> =
        pages.iter().map(|page| (page.path.as_str(), anchors(&page.text))).collect();
    let mut broken = Vec::new();
    let mut count = 0;
    for page in pages {
        let (folder, _) = page.path.rsplit_once('/').unwrap_or_default();
        for link in links(&page.text).into_iter().filter(|link| !link.starts_with("https://")) {
            count += 1;
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let path = match file.strip_prefix("../") {
                Some(other) => other.to_owned(),
                None if file.is_empty() => page.path.clone(),
                None if folder.is_empty() => file.to_owned(),
                None => format!("{folder}/{file}"),
            };
            let found = anchors.get(path.as_str()).is_some_and(|ids| anchor.is_empty() || ids.contains(anchor));
            if !found {
                broken.push(format!("{}: {link}", page.path));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
    assert!(count > 1_000, "only {count} links were found");
}

#[test]
fn every_anchor_stands_once_on_its_page() {
    for page in pages() {
        assert_eq!(page.text.matches("<a id=\"").count(), anchors(&page.text).len(), "{}", page.path);
    }
}

#[test]
fn all_languages_have_the_same_pages_and_anchors() {
    let spec = spec();
    let pages = pages();
    let of = |language: &str| -> BTreeMap<String, BTreeSet<String>> {
        let prefix = format!("{language}/");
        pages
            .iter()
            .filter_map(|page| Some((page.path.strip_prefix(&prefix)?.to_owned(), anchors(&page.text))))
            .collect()
    };
    let (first, others) = spec.device.languages.split_first().expect("a spec has a language");
    for language in others {
        assert_eq!(of(language), of(first), "{language}");
    }
}

#[test]
fn every_documented_key_is_in_the_table_and_has_an_entry() {
    let spec = spec();
    let pages = pages();
    for language in &spec.device.languages {
        let table = pages.iter().find(|page| page.path == format!("{language}/keys.md")).expect("a table of keys");
        let entries: String = pages
            .iter()
            .filter(|page| page.path.starts_with(language.as_str()))
            .map(|page| page.text.as_str())
            .collect();
        for key in spec.keys.iter().filter(|key| docs::is_documented(key)) {
            assert!(table.text.contains(&format!("| [`{}`](", key.short)), "{}", key.short);
            assert!(entries.contains(&format!("<a id=\"{}\"></a>", key.short)), "{}", key.short);
        }
    }
}

#[test]
fn every_request_and_every_topic_of_an_example_stands_on_its_page() {
    let spec = spec();
    let pages = pages();
    for example in docs::examples(spec) {
        let shown = match &example.act {
            Act::Http { target, .. } => target,
            Act::Value { topic, .. } | Act::Write { topic, .. } => topic,
        };
        for language in &spec.device.languages {
            let path = format!("{language}/{}", example.page);
            let page = pages.iter().find(|page| page.path == path).unwrap_or_else(|| panic!("no page {path}"));
            // A bar makes a span HTML, in which other characters stand for themselves.
            assert!(page.text.contains(&shown.replace('|', "&#124;")), "{path} lacks {shown}");
        }
    }
}

#[test]
fn every_key_of_a_transport_has_an_example_there() {
    let spec = spec();
    let examples = docs::examples(spec);
    for (index, key) in spec.keys.iter().enumerate() {
        let mut of_key = examples.iter().filter(|example| example.key.is_some_and(|id| id.0 == index));
        let http = of_key.clone().any(|example| matches!(example.act, Act::Http { .. }));
        let mqtt = of_key.any(|example| !matches!(example.act, Act::Http { .. }));
        assert_eq!((http, mqtt), (key.http, key.mqtt), "{}", key.short);
    }
}

#[test]
fn no_table_has_a_row_of_another_width() {
    for page in pages() {
        let mut head: Option<usize> = None;
        for line in page.text.lines() {
            head = line.starts_with('|').then(|| {
                let cells = line.matches('|').count();
                assert_eq!(head.unwrap_or(cells), cells, "{}: {line}", page.path);
                cells
            });
        }
    }
}

#[test]
fn no_page_shows_the_default_of_a_secret() {
    let mut spec = spec().clone();
    let hidden = "e5c4b2a1-never-shown";
    for key in spec.keys.iter_mut().filter(|key| key.is_secret()) {
        key.default = Some(Value::Text(hidden.to_owned()));
    }
    assert!(spec.keys.iter().any(|key| key.is_secret()), "the spec has no secret to try it with");
    for page in pages_of(&spec) {
        assert!(!page.text.contains(hidden), "{}", page.path);
    }
}

#[test]
fn of_a_role_that_no_key_plays_nothing_is_left_in_the_documents() {
    // A role, its page, and words that only a device with it has to tell.
    type Role = (&'static str, fn(&mut Spec), &'static [&'static str]);
    let roles: [Role; 7] = [
        (
            "http.md",
            |spec| spec.device.http.password = None,
            &["Authorization", "| 401 |", "Retry-After", "config.md#hpw", "config.md#hpp"],
        ),
        ("http.md", |spec| spec.device.http.pages = None, &["CORS", "config.md#hao", "config.md#hap"]),
        ("http.md", |spec| spec.device.discovery = None, &["mDNS", "_http._tcp", "go-echarger_{sse}"]),
        ("http.md", |spec| spec.device.settings = None, &["config.md#sld"]),
        ("mqtt.md", |spec| spec.device.mqtt.status = None, &["status.md#mcs", "status.md#mcc", "status.md#mlr"]),
        ("mqtt.md", |spec| spec.device.mqtt.tls = None, &["mqtts://", "config.md#mqg", "config.md#mck", "PEM"]),
        ("mqtt.md", |spec| spec.device.mqtt.test = None, &["other.md#mct", "status.md#mcts", "status.md#mctr"]),
    ];
    for (name, take_away, words) in roles {
        let texts = |pages: &[Page]| {
            let of_name = pages.iter().filter(|page| page.path.ends_with(name));
            of_name.map(|page| page.text.clone()).collect::<Vec<_>>()
        };
        let with = texts(pages());
        assert_eq!(with.len(), spec().device.languages.len(), "{name}");
        for (text, word) in with.iter().flat_map(|text| words.iter().map(move |word| (text, word))) {
            assert!(text.contains(word), "{word} is not in {text}");
        }
        let mut without = spec().clone();
        take_away(&mut without);
        for (text, word) in
            texts(&pages_of(&without)).iter().flat_map(|text| words.iter().map(move |word| (text, word)))
        {
            assert!(!text.contains(word), "{word} is left in {text}");
        }
    }
}
