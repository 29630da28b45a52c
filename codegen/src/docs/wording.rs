//! The fixed words of a language: which templates a page is made of.

use askama::Template;

use super::view::{CategoryPage, HttpPage, IndexPage, KeysPage, LanguageLine, MqttPage, Refusal, Shape, TypesPage};
use crate::model::CategoryKind;

/// A language that there are templates for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wording {
    English,
    German,
}

impl Wording {
    /// The words for a language tag: `de`, `de-AT`. A language without templates has English words around its texts.
    pub fn of(tag: &str) -> Self {
        match tag.split(['-', '_']).next() {
            Some(language) if language.eq_ignore_ascii_case("de") => Self::German,
            _ => Self::English,
        }
    }
}

/// A language's own name, as far as it is known here.
pub fn language_name(tag: &str) -> &str {
    match tag {
        "en" => "English",
        "de" => "Deutsch",
        other => other,
    }
}

/// Something that can be rendered in every language.
pub trait Worded {
    /// The text in the words of this language.
    fn render(&self, wording: Wording) -> Result<String, askama::Error>;
}

/// A few words inside a page: a type, a range.
pub enum Phrase {
    Bool,
    Whole,
    Number,
    Milliseconds,
    Seconds,
    Text(u32),
    Json(u32),
    OptionalBool,
    Optional(String),
    OptionalList(String),
    Exactly(u32, String),
    UpTo(u32, String),
    Either(String, String),
    OneOf(String),
    BitsOf(String),
    Object(String),
    Between(String, String),
    AtLeast(String),
    AtMost(String),
}

/// The words for a view, one template a language.
macro_rules! worded {
    ($($view:ty: $english:tt, $german:tt;)*) => {$(
        const _: () = {
            #[derive(Template)]
            #[template(path = $english)]
            struct English<'a> {
                v: &'a $view,
            }

            #[derive(Template)]
            #[template(path = $german)]
            struct German<'a> {
                v: &'a $view,
            }

            impl Worded for $view {
                fn render(&self, wording: Wording) -> Result<String, askama::Error> {
                    match wording {
                        Wording::English => English { v: self }.render(),
                        Wording::German => German { v: self }.render(),
                    }
                }
            }
        };
    )*};
}

worded! {
    Phrase: "en/phrase.md", "de/phrase.md";
    LanguageLine: "en/language.md", "de/language.md";
    IndexPage: "en/README.md", "de/README.md";
    KeysPage: "en/keys.md", "de/keys.md";
    CategoryPage: "en/category.md", "de/category.md";
    TypesPage: "en/types.md", "de/types.md";
    HttpPage: "en/http.md", "de/http.md";
    MqttPage: "en/mqtt.md", "de/mqtt.md";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_regional_tag_has_the_words_of_its_language() {
        assert_eq!(Wording::of("de-AT"), Wording::German);
    }

    #[test]
    fn a_language_without_templates_has_english_words() {
        assert_eq!(Wording::of("fr"), Wording::English);
    }

    #[test]
    fn a_range_is_worded_in_each_language() {
        let range = Phrase::Between("6".to_owned(), "32".to_owned());
        assert_eq!(range.render(Wording::English).unwrap().trim(), "6 to 32");
        assert_eq!(range.render(Wording::German).unwrap().trim(), "6 bis 32");
    }
}
