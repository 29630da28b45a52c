//! The few pieces of HTML that the documents are made with.

/// A piece of raw HTML.
#[derive(Debug, PartialEq, Eq)]
pub enum Raw<'a> {
    /// `<a id="amp">`, with an id that needs no escaping.
    Anchor(&'a str),
    /// `</a>`
    AnchorEnd,
    /// `<br>`
    Break,
    /// A comment and nothing else.
    Comment,
    /// Anything else.
    Other,
}

impl<'a> Raw<'a> {
    /// Reads a whole tag or comment.
    pub fn read(text: &'a str) -> Self {
        let text = text.trim();
        if let Some(id) = text.strip_prefix("<a id=\"").and_then(|rest| rest.strip_suffix("\">"))
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
            && !id.is_empty()
        {
            return Self::Anchor(id);
        }
        match text {
            "</a>" => Self::AnchorEnd,
            "<br>" => Self::Break,
            _ if text.strip_prefix("<!--").and_then(|rest| rest.find("-->")).is_some_and(|at| at + 7 == text.len()) => {
                Self::Comment
            }
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_has_an_id_and_nothing_else() {
        assert_eq!(Raw::read("<a id=\"sch_week\">"), Raw::Anchor("sch_week"));
        for text in
            ["<a id=\"\">", "<a id=\"a\" b=\"c\">", "<a id=\"a\"b=\"c\">", "<a id='a'>", "<a id=\"a&b\">", "<a>"]
        {
            assert_eq!(Raw::read(text), Raw::Other, "{text}");
        }
    }

    #[test]
    fn a_comment_ends_where_the_text_ends() {
        assert_eq!(Raw::read("<!-- a\nb -->\n"), Raw::Comment);
        for text in ["<!-- a --><b>", "<!-- a --> <!-- b -->", "<!-- a", "<!-->", "<b><!-- a -->"] {
            assert_eq!(Raw::read(text), Raw::Other, "{text}");
        }
    }
}
