//! From the model to Markdown, one set of pages a language.
//!
//! What a page says is gathered in `view`, the words around it stand in the templates of each language
//! (`codegen/templates/<language>/`), and every request and every message shown is one of [`examples`], so that a
//! test can run exactly what a person reads.

mod address;
mod example;
mod files;
pub(crate) mod markdown;
mod sample;
mod view;
mod wording;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::model::{Key, Spec};

pub use address::{client_id, prefix};
pub use example::{Act, Answer, AppExamples, Example, Method, app_examples, examples};
pub use files::{Difference, Doing, FileError, MARK, Written, check, write};

/// One document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Where it stands under the folder of the documents, with `/` between the parts: `en/keys.md`.
    pub path: String,
    /// The whole Markdown text.
    pub text: String,
}

/// Why a spec has no documents.
#[derive(Debug)]
pub enum Error {
    /// A language tag that can't name a folder.
    Language(String),
    /// A category whose page would take the name of another page.
    PageName {
        /// The category's name.
        category: String,
        /// The file that exists already.
        file: String,
    },
    /// A template failed.
    Template(askama::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Language(tag) => write!(f, "the language {tag:?} can't name a folder of documents"),
            Self::PageName { category, file } => {
                write!(f, "the page of category {category:?} would be {file}, which another page has already")
            }
            Self::Template(error) => write!(f, "a page could not be written: {error}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Self {
        Self::Template(error)
    }
}

/// Every page of the documents: the list of languages, and for each language the same set of pages.
///
/// # Errors
///
/// When two pages would have the same name, or a language can't be a folder's name.
pub fn pages(spec: &Spec) -> Result<Vec<Page>, Error> {
    view::pages(spec)
}

/// Whether a key stands in the documents: one that no transport exposes is nobody's business.
pub fn is_documented(key: &Key) -> bool {
    key.http || key.mqtt
}
