//! The documents in `generated-docs`, as pages under `/docs/`. They are rendered when they are asked for first: as HTML
//! they would be most of the program.

mod raw_html;
mod render;

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use keywright_device::Page;

use super::answer::Answer;

/// Where the documents are. `/docs` alone leads there.
const BASE: &str = "/docs";
const STYLE: &str = include_str!("style.css");

/// Nothing but the style is loaded, and nothing is run.
const HEADERS: &str = "Content-Security-Policy: default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: same-origin\r\n";

/// What the frame around a page says in a language.
struct Words {
    language: &'static str,
    own_name: &'static str,
    back: &'static str,
    pages: &'static str,
}

const WORDS: [Words; 2] = [
    Words { language: "en", own_name: "English", back: "To the device", pages: "Pages" },
    Words { language: "de", own_name: "Deutsch", back: "Zum Gerät", pages: "Seiten" },
];

/// Whether a path is one of the documents'.
pub fn has(path: &str) -> bool {
    path.strip_prefix(BASE).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The page at a path, or a sentence where there is none.
pub fn answer(pages: &'static [Page], path: &str) -> Answer {
    let rest = path.strip_prefix(BASE).unwrap_or(path);
    let Some(inner) = rest.strip_prefix('/') else { return moved("/") };
    if let Some(folder) = folders(pages).find(|folder| *folder == inner && !inner.is_empty()) {
        return moved(&format!("/{folder}/"));
    }
    let (folder, file) = inner.rsplit_once('/').unwrap_or(("", inner));
    match (folder, file) {
        ("", "style.css") => Answer::new(200, "text/css; charset=utf-8", STYLE.as_bytes()).with_header(HEADERS),
        ("", "") if !inner.is_empty() => unknown(),
        (folder, "") => page(pages, folder, "README"),
        (folder, file) => file.strip_suffix(".html").map_or_else(unknown, |name| page(pages, folder, name)),
    }
}

/// Links in a page are relative to its folder, so the slash has to be there.
fn moved(folder: &str) -> Answer {
    Answer::text(301, "a folder ends in a slash").with_header(format!("Location: {BASE}{folder}\r\n"))
}

fn unknown() -> Answer {
    Answer::text(404, "there is no such page; /docs/ leads to all that there are")
}

/// The folders of the documents: the outermost, and one a language.
fn folders(pages: &'static [Page]) -> impl Iterator<Item = &'static str> {
    pages.iter().filter(|page| page.name == "README").map(|page| page.folder)
}

fn page(pages: &'static [Page], folder: &str, name: &str) -> Answer {
    // Each is rendered when it is asked for first: a long one takes longer than any other request.
    static RENDERED: LazyLock<Mutex<HashMap<(&str, &str), String>>> = LazyLock::new(Mutex::default);
    let Some(page) = find(pages, folder, name) else { return unknown() };
    let rendered = || RENDERED.lock().unwrap_or_else(PoisonError::into_inner);
    let known = rendered().get(&(page.folder, page.name)).cloned();
    let body = known.unwrap_or_else(|| {
        let body = html(pages, page);
        rendered().insert((page.folder, page.name), body.clone());
        body
    });
    Answer::new(200, "text/html; charset=utf-8", body.into_bytes()).with_header(HEADERS)
}

fn find(pages: &'static [Page], folder: &str, name: &str) -> Option<&'static Page> {
    pages.iter().find(|page| page.folder == folder && page.name == name)
}

fn html(pages: &'static [Page], page: &Page) -> String {
    let [english, _] = &WORDS;
    let words = WORDS.iter().find(|words| words.language == page.folder).unwrap_or(english);
    let up = if page.folder.is_empty() { "" } else { "../" };
    let others = WORDS.iter().filter(|other| other.language != page.folder).filter_map(|other| {
        find(pages, other.language, page.name)?;
        let Words { language, own_name, .. } = other;
        let name = page.name;
        Some(format!(
            "<a href=\"{up}{language}/{name}.html\" lang=\"{language}\" hreflang=\"{language}\">{own_name}</a>"
        ))
    });
    let others: String = others.collect();
    let render::Rendered { title, body } = render::markdown(page.markdown);
    let Words { language, back, pages: nav, .. } = words;
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"{up}style.css\">\n</head>\n<body>\n\
         <header><nav aria-label=\"{nav}\"><a href=\"{up}../\">{back}</a>{others}</nav></header>\n\
         <main>\n{body}</main>\n</body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGES: &[Page] = &[
        Page { folder: "", name: "README", markdown: "# Lamp\n" },
        Page { folder: "en", name: "README", markdown: "# Lamp\n" },
        Page { folder: "en", name: "config", markdown: "# Settings\n" },
        Page { folder: "de", name: "README", markdown: "# Lampe\n" },
    ];

    fn answer(path: &str) -> Answer {
        super::answer(PAGES, path)
    }

    #[test]
    fn a_folder_without_its_slash_leads_to_the_one_with_it() {
        for (path, place) in [("/docs", "/docs/"), ("/docs/en", "/docs/en/"), ("/docs/de", "/docs/de/")] {
            let answer = answer(path);
            assert_eq!((answer.status, answer.header.as_ref()), (301, &*format!("Location: {place}\r\n")));
        }
    }

    #[test]
    fn a_folder_shows_its_readme() {
        for (folder, page) in [("/docs/", "/docs/README.html"), ("/docs/de/", "/docs/de/README.html")] {
            assert_eq!(answer(folder).status, 200);
            assert_eq!(answer(folder).body, answer(page).body);
        }
    }

    #[test]
    fn what_is_no_page_is_not_found() {
        let paths = [
            "/docs/no.html",
            "/docs/fr/README.html",
            "/docs/en/config",
            "/docs/en/config.md",
            "/docs/en/../README.html",
        ];
        for path in paths.into_iter().chain(["/docs//", "/docs/en/style.css", "/docs/en/en/README.html"]) {
            assert!(has(path), "{path}");
            assert_eq!(answer(path).status, 404, "{path}");
        }
        assert!(!has("/docsx") && !has("/"));
    }
}
