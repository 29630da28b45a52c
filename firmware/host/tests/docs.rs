//! The documents as the program serves them.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::Charger;
use firmware_conformance::Device;
use firmware_conformance::Response;

/// The values of an attribute in a page, as they stand there.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    page.split(&format!(" {name}=\"")).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

/// Where a link leads, seen from a page: path and fragment.
fn resolve(page: &str, link: &str) -> (String, Option<String>) {
    let (link, fragment) = link.split_once('#').map_or((link, None), |(link, fragment)| (link, Some(fragment)));
    let mut path: Vec<&str> = page.split('/').collect();
    if link.starts_with('/') {
        path = vec![""];
    } else if !link.is_empty() {
        path.pop();
    }
    for step in link.trim_start_matches('/').split('/').filter(|_| !link.is_empty()) {
        match step {
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    (path.join("/"), fragment.map(str::to_owned))
}

/// Every page that links lead to, beginning with the first.
fn pages(charger: &Charger) -> BTreeMap<String, Response> {
    let mut pages = BTreeMap::new();
    let mut waiting = vec!["/docs/".to_owned()];
    while let Some(path) = waiting.pop() {
        if pages.contains_key(&path) || !path.starts_with("/docs/") {
            continue;
        }
        let page = charger.get(&path);
        assert_eq!(page.status, 200, "{path}");
        waiting.extend(links(&page).into_iter().map(|link| resolve(&path, link).0));
        pages.insert(path, page);
    }
    pages
}

/// Links to other places of this device.
fn links(page: &Response) -> Vec<&str> {
    let mut links = attributes(&page.body, "href");
    links.retain(|link| !link.starts_with("https://") && *link != "data:,");
    links
}

#[test]
fn every_link_leads_to_a_page_and_a_place_in_it() {
    let charger = Charger::with(&["--no-broker", "--rate", "0"]);
    let pages = pages(&charger);
    let ids: BTreeMap<&str, BTreeSet<&str>> =
        pages.iter().map(|(path, page)| (path.as_str(), attributes(&page.body, "id").into_iter().collect())).collect();
    let (mut count, mut broken) = (0, Vec::new());
    for (path, page) in &pages {
        for link in links(page) {
            let (to, fragment) = resolve(path, link);
            count += 1;
            let there = to == "/"
                || ids.get(to.as_str()).is_some_and(|ids| match &fragment {
                    Some(fragment) => ids.contains(fragment.as_str()),
                    None => true,
                });
            if !there {
                broken.push(format!("{path}: {link}"));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
    // Nine in each language, the outermost, which has a second name, and the style.
    assert!(pages.len() >= 20 && count > 2000, "{} pages, {count} links", pages.len());
    assert!(pages.contains_key("/docs/de/config.html"));
}

#[test]
fn no_id_is_there_twice() {
    let charger = Charger::with(&["--no-broker", "--rate", "0"]);
    for (path, page) in pages(&charger) {
        let ids = attributes(&page.body, "id");
        let mut once = BTreeSet::new();
        let twice: Vec<_> = ids.iter().filter(|id| !once.insert(**id)).collect();
        assert!(twice.is_empty(), "{path}: {twice:?}");
    }
}

#[test]
fn the_entry_of_a_key_is_found_under_its_name_in_each_language() {
    let charger = Charger::without_broker();
    for (language, heading) in [("en", "Requested current"), ("de", "Gewünschter Ladestrom")] {
        let page = charger.get(&format!("/docs/{language}/config.html"));
        let entry = page.body.split("<h2 id=\"amp\">").nth(1).expect("an entry").split("</h2>").next().unwrap();
        assert_eq!(entry, format!("<code>amp</code> · {heading}"));
        assert!(page.body.contains(&format!("<html lang=\"{language}\">")));
        assert!(page.body.contains("<div class=\"table\">\n<table>"));
    }
}

#[test]
fn a_page_leads_to_the_other_language_and_back_to_the_charger() {
    let charger = Charger::without_broker();
    let page = charger.get("/docs/en/mqtt.html").body;
    let header = page.split("<header>").nth(1).unwrap().split("</header>").next().unwrap();
    let there: Vec<_> = attributes(header, "href").iter().map(|link| resolve("/docs/en/mqtt.html", link).0).collect();
    assert_eq!(there, ["/", "/docs/de/mqtt.html"]);
}

#[test]
fn nothing_in_a_page_is_run_or_comes_from_elsewhere() {
    let charger = Charger::with(&["--no-broker", "--rate", "0"]);
    let page = charger.get("/docs/en/config.html");
    let policy = page.header("Content-Security-Policy").unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("X-Content-Type-Options"), Some("nosniff"));
    assert_eq!(page.header("Content-Type"), Some("text/html; charset=utf-8"));
    for page in pages(&charger).values().filter(|page| page.body.starts_with("<!doctype html>")) {
        for foreign in ["<script", "style=\"", "<!--", "<img", " src=", " on"] {
            let tags = page.body.split('<').skip(1).map(|rest| format!("<{}", rest.split('>').next().unwrap()));
            let found: Vec<_> = tags.filter(|tag| tag.contains(foreign)).collect();
            assert!(found.is_empty(), "{found:?}");
        }
    }
    assert_eq!(charger.post("/docs/", b"").status, 405);
    assert_eq!(charger.get("/docs/style.css").header("Content-Type"), Some("text/css; charset=utf-8"));
}

#[test]
fn a_page_that_is_not_there_is_404_with_a_sentence() {
    let charger = Charger::without_broker();
    for path in
        ["/docs/en/nothing.html", "/docs/../README.html", "/docs/en/config.html/", "/docs/en/%2e%2e/README.html"]
    {
        let page = charger.get(path);
        assert_eq!(page.status, 404, "{path}");
        assert!(page.body.contains("/docs/ leads"), "{}", page.body);
    }
}

#[test]
fn who_may_ask_is_asked_as_for_every_page() {
    let charger = Charger::without_broker();
    let asked = |host: &str| {
        let request = format!("GET /docs/en/http.html HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        charger.send(request.as_bytes()).status
    };
    assert_eq!((asked("charger"), asked("evil.example.com")), (200, 403));
}

#[test]
fn head_tells_the_length_and_sends_no_page() {
    use std::io::{Read, Write};
    let charger = Charger::without_broker();
    let length = charger.get("/docs/").body.len();
    let mut stream = charger.connect();
    stream.write_all(b"HEAD /docs/ HTTP/1.1\r\nHost: charger\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("\r\n\r\n"), "{answer}");
    assert!(answer.contains(&format!("\r\nContent-Length: {length}\r\n")), "{answer}");
}
