//! A document as HTML.
//!
//! Of the HTML that stands in a document only what the documents are made with gets through: an anchor becomes the id of
//! the heading after it, `<br>` breaks a line, a comment is left out. All else shows as the text that it is.

use std::collections::HashSet;

use pulldown_cmark::{Alignment, CowStr, Event, Options, Parser, Tag, TagEnd, html};

use super::raw_html::Raw;

/// A document as HTML.
#[derive(Debug)]
pub struct Rendered {
    /// Its first heading, escaped.
    pub title: String,
    /// What stands inside `<main>`.
    pub body: String,
}

/// Renders Markdown.
pub fn markdown(text: &str) -> Rendered {
    let mut page = Writer { slugs: explicit_ids(text), ..Writer::default() };
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        page.event(event);
    }
    page.place_ids();
    let mut body = String::with_capacity(2 * text.len());
    html::push_html(&mut body, page.out.into_iter());
    let mut title = String::new();
    html::push_html(&mut title, std::iter::once(Event::Text(page.title.into())));
    Rendered { title, body }
}

/// Ids that anchors give: no heading may take one of them for its own.
fn explicit_ids(text: &str) -> HashSet<String> {
    let anchors = Parser::new_ext(text, Options::ENABLE_TABLES).filter_map(|event| match event {
        Event::InlineHtml(text) => match Raw::read(&text) {
            Raw::Anchor(id) => Some(id.to_owned()),
            _ => None,
        },
        _ => None,
    });
    anchors.collect()
}

#[derive(Default)]
struct Writer<'a> {
    out: Vec<Event<'a>>,
    title: String,
    slugs: HashSet<String>,
    /// Where the paragraph that is being read begins.
    paragraph: usize,
    /// Anchors since then.
    anchors: Vec<String>,
    /// Those of a paragraph that held nothing else: they belong to what comes next.
    ids: Vec<String>,
    /// Whether an `</a>` is that of an anchor.
    in_anchor: bool,
    /// Where the heading that is being read begins, and what it says.
    heading: Option<(usize, String)>,
    /// Raw HTML that fills a block, as far as it has come.
    block: Option<String>,
    /// Whether the link that is being read leads nowhere that a document may lead.
    unlinked: bool,
}

impl<'a> Writer<'a> {
    fn event(&mut self, event: Event<'a>) {
        match event {
            Event::Start(Tag::HtmlBlock) => self.block = Some(String::new()),
            Event::Html(text) => match &mut self.block {
                Some(block) => block.push_str(&text),
                None => self.out.push(Event::Text(text)),
            },
            Event::End(TagEnd::HtmlBlock) => {
                let block = self.block.take().unwrap_or_default();
                if !matches!(Raw::read(&block), Raw::Comment) {
                    self.start(Tag::Paragraph);
                    self.out.push(Event::Text(block.into()));
                    self.out.push(Event::End(TagEnd::Paragraph));
                }
            }
            Event::InlineHtml(text) => self.inline_html(text),
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(ref text) | Event::Code(ref text) => {
                if let Some((_, heading)) = &mut self.heading {
                    heading.push_str(text);
                }
                self.out.push(event);
            }
            other => self.out.push(other),
        }
    }

    fn inline_html(&mut self, text: CowStr<'a>) {
        match Raw::read(&text) {
            Raw::Anchor(id) => {
                self.anchors.push(id.to_owned());
                self.out.push(Event::Html(format!("<span id=\"{id}\"></span>").into()));
                self.in_anchor = true;
            }
            Raw::AnchorEnd if self.in_anchor => self.in_anchor = false,
            Raw::Break => self.out.push(Event::HardBreak),
            Raw::Comment => {}
            Raw::AnchorEnd | Raw::Other => self.out.push(Event::Text(text)),
        }
    }

    fn start(&mut self, tag: Tag<'a>) {
        match tag {
            Tag::Heading { level, classes, attrs, .. } => {
                let id = (!self.ids.is_empty()).then(|| self.ids.remove(0).into());
                self.place_ids();
                self.heading = Some((self.out.len(), String::new()));
                self.out.push(Event::Start(Tag::Heading { level, id, classes, attrs }));
            }
            Tag::Link { link_type, dest_url, title, id } => match target(&dest_url) {
                Some(dest_url) => {
                    let dest_url = dest_url.into();
                    self.out.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
                }
                None => self.unlinked = true,
            },
            // There are none; what stands for one is read as text.
            Tag::Image { .. } => {}
            Tag::Paragraph => {
                self.anchors.clear();
                self.paragraph = self.out.len();
                self.out.push(Event::Start(Tag::Paragraph));
            }
            Tag::Table(mut columns) => {
                // The library writes an alignment as a style of the cell, which the pages' own policy forbids.
                columns.fill(Alignment::None);
                self.place_ids();
                self.out.push(Event::Html("<div class=\"table\">\n".into()));
                self.out.push(Event::Start(Tag::Table(columns)));
            }
            other => {
                self.place_ids();
                self.out.push(Event::Start(other));
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => {
                let inside = self.out.len().saturating_sub(self.paragraph + 1);
                if inside == self.anchors.len() && inside > 0 {
                    self.out.truncate(self.paragraph);
                    self.ids.append(&mut self.anchors);
                    return;
                }
                // What stands before it was not meant for a heading.
                let paragraph = self.out.split_off(self.paragraph.min(self.out.len()));
                self.place_ids();
                self.out.extend(paragraph);
            }
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::Link if std::mem::take(&mut self.unlinked) => return,
            TagEnd::Image => return,
            _ => {}
        }
        self.out.push(Event::End(tag));
        if tag == TagEnd::Table {
            self.out.push(Event::Html("</div>\n".into()));
        }
    }

    /// A heading without an anchor gets an id from its words.
    fn end_heading(&mut self) {
        let Some((at, text)) = self.heading.take() else { return };
        if self.title.is_empty() {
            self.title.clone_from(&text);
        }
        if let Some(Event::Start(Tag::Heading { id: id @ None, .. })) = self.out.get_mut(at) {
            let slug = slug(&text);
            let mut unique = slug.clone();
            let mut count = 0;
            while unique.is_empty() || !self.slugs.insert(unique.clone()) {
                count += 1;
                unique = format!("{slug}-{count}");
            }
            *id = Some(unique.into());
        }
    }

    /// Ids that no heading took stand by themselves.
    fn place_ids(&mut self) {
        let spans = self.ids.drain(..).map(|id| Event::Html(format!("<span id=\"{id}\"></span>\n").into()));
        self.out.extend(spans);
    }
}

/// Where a link of a document leads here: other documents are pages. Nothing if it is of a kind that may do harm.
fn target(link: &str) -> Option<String> {
    if link.starts_with("https://") || link.starts_with("http://") {
        return Some(link.to_owned());
    }
    let (path, fragment) = link.split_once('#').map_or((link, None), |(path, fragment)| (path, Some(fragment)));
    // A scheme ends in a colon; two slashes lead to another host.
    if path.contains(':') || path.starts_with("//") || path.contains('\\') {
        return None;
    }
    let path = path.strip_suffix(".md").map_or_else(|| path.to_owned(), |path| format!("{path}.html"));
    Some(fragment.map_or_else(|| path.clone(), |fragment| format!("{path}#{fragment}")))
}

fn slug(heading: &str) -> String {
    let words = heading.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> String {
        markdown(text).body
    }

    #[test]
    fn raw_html_shows_as_text() {
        let html = [
            "<script>alert(1)</script>",
            "text <img src=x onerror=alert(1)> text",
            "<div onclick=\"alert(1)\">\ntext\n</div>",
            "text <a href=\"https://a\">text</a>",
            "<a id=\"a\" onclick=\"alert(1)\"></a>",
            "<a id=\"a\"onclick=\"alert(1)\"></a>",
            "| a |\n| --- |\n| <b onclick=x>b</b> |",
            "<!-- a --><b>b</b><!-- c -->",
            "text <!-- a --><i>b</i>",
            "<style>a</style>",
            "</main></body>",
        ];
        for text in html {
            let body = body(text);
            let tags: Vec<&str> = body.split('<').skip(1).map(|tag| tag.split(['>', ' ']).next().unwrap()).collect();
            let known = [
                "p", "/p", "div", "/div", "table", "/table", "thead", "/thead", "tbody", "/tbody", "tr", "/tr", "th",
                "/th", "td", "/td",
            ];
            assert!(tags.iter().all(|tag| known.contains(tag)), "{text}: {body}");
            assert!(body.contains("&lt;"), "{text}: {body}");
        }
    }

    #[test]
    fn an_anchor_is_the_id_of_the_heading_after_it() {
        assert_eq!(
            body("<a id=\"amp\"></a>\n\n## `amp` · Current"),
            "<h2 id=\"amp\"><code>amp</code> · Current</h2>\n"
        );
    }

    #[test]
    fn an_anchor_elsewhere_stays_where_it_is() {
        assert_eq!(body("text <a id=\"amp\"></a>"), "<p>text <span id=\"amp\"></span></p>\n");
        assert_eq!(body("<a id=\"a\"></a>\n\ntext"), "<span id=\"a\"></span>\n<p>text</p>\n");
    }

    #[test]
    fn a_heading_without_an_anchor_gets_an_id_of_its_own() {
        let body = body("## First steps\n\n## First steps!\n\n## amp\n\n<a id=\"amp\"></a>\n\n## The key");
        for id in ["first-steps", "first-steps-1", "amp-1", "amp"] {
            assert_eq!(body.matches(&format!("<h2 id=\"{id}\">")).count(), 1, "{id}: {body}");
        }
    }

    #[test]
    fn a_table_has_a_box_of_its_own_and_breaks_its_lines() {
        let body = body("| a |\n| --- |\n| b<br>c |");
        assert!(body.starts_with("<div class=\"table\">\n<table>"), "{body}");
        assert!(body.contains("b<br />\nc") && body.trim_end().ends_with("</div>"), "{body}");
    }

    #[test]
    fn links_lead_to_pages() {
        let links = [
            ("config.md#amp", "config.html#amp"),
            ("../de/README.md", "../de/README.html"),
            ("#amp", "#amp"),
            ("https://a.example/b.md", "https://a.example/b.md"),
        ];
        for (link, page) in links {
            assert_eq!(body(&format!("[a]({link})")), format!("<p><a href=\"{page}\">a</a></p>\n"));
        }
    }

    #[test]
    fn a_link_that_could_do_harm_is_none() {
        for link in ["javascript:alert(1)", "data:text/html,a", "//a.example/", "JAVASCRIPT:a", "<\\\\a.example>"] {
            assert_eq!(body(&format!("[a]({link})")), "<p>a</p>\n", "{link}");
        }
    }

    #[test]
    fn the_title_is_the_first_heading_escaped() {
        assert_eq!(markdown("# `a` \\<b\\> & c\n\n# d").title, "a &lt;b&gt; &amp; c");
    }

    #[test]
    fn a_comment_is_left_out() {
        assert_eq!(body("<!-- Generated. -->\n\ntext <!-- a -->b"), "<p>text b</p>\n");
    }
}
