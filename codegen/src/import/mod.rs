//! Reads the key table that a project has in Markdown, broken as such tables are, and makes a spec of it.
//!
//! What a table does not say with certainty gets a `todo` in the spec, which `check` shows until a person removed it.

mod key_cell;
mod measure;
mod mend;
mod name;
mod row;
mod table;
mod type_cell;
mod values;
mod yaml;

use std::fmt;

pub use yaml::to_yaml;

/// What a Markdown text says of a device's keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Name of the device.
    pub device: String,
    /// Language of the descriptions: `en`, `de-AT`.
    pub language: String,
    /// The keys, in the order of the text.
    pub keys: Vec<ImportedKey>,
    /// Enums lifted out of prose, in the order of the keys that they were found at.
    pub enums: Vec<ImportedEnum>,
    /// Rows that are about no possible key.
    pub left_out: Vec<LeftOut>,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportedKey {
    /// The short key; a family as the spec writes it, `c{0..9}n`.
    pub short: String,
    /// As many keys as it stands for.
    pub members: usize,
    /// Readable name, made of the description.
    pub name: String,
    /// `R`, `R/W` or `W`.
    pub access: String,
    /// `Constant`, `Config`, `Status` or `Other`.
    pub category: String,
    /// Its type as the spec writes it.
    pub types: Types,
    /// Whether the table's words for the type left no question.
    pub understood: bool,
    /// Whether a length was taken that such texts usually have, because the table has none.
    pub usual_length: bool,
    /// Unit, from the type or the description.
    pub unit: Option<String>,
    /// Least and greatest value, from the description.
    pub range: Option<(i64, i64)>,
    /// Pattern of a string, from the description.
    pub pattern: Option<String>,
    /// First version, from what stands beside the key.
    pub since: Option<String>,
    /// A few words of the description.
    pub title: String,
    /// The description, without the values of its enum.
    pub text: String,
    /// Questions that the table leaves to a person.
    pub todo: Vec<String>,
    /// Line of the Markdown text, from 1.
    pub line: usize,
}

/// The type of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Types {
    /// Read and written alike.
    Same(String),
    /// Written as another type than it is read.
    Apart {
        /// Type of what is read.
        get: String,
        /// Type of what is written.
        set: String,
    },
}

impl Default for Types {
    fn default() -> Self {
        Self::Same(String::new())
    }
}

/// An enum that a description lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedEnum {
    /// Name of the type.
    pub name: String,
    /// What it is stored as.
    pub repr: String,
    /// What it is, in a few words.
    pub text: String,
    /// Its values.
    pub values: Vec<ImportedValue>,
}

/// A value of an [`ImportedEnum`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedValue {
    /// Its name in PascalCase.
    pub name: String,
    /// Its number on the wire.
    pub value: i64,
    /// Its name as words.
    pub text: String,
}

/// A row that could not be made a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Line of the Markdown text, from 1.
    pub line: usize,
    /// What stands where the key should be.
    pub cell: String,
}

/// How much of a table was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Keys, each member of a family counted.
    pub keys: usize,
    /// Keys whose type left no question.
    pub understood: usize,
    /// Enums lifted out of prose.
    pub enums: usize,
    /// Keys with a question, and rows left out.
    pub left: usize,
}

impl Default for Imported {
    fn default() -> Self {
        let (device, language) = ("my-device".to_owned(), "en".to_owned());
        Self { device, language, keys: Vec::new(), enums: Vec::new(), left_out: Vec::new() }
    }
}

impl Imported {
    /// Counts what was understood.
    pub fn summary(&self) -> Summary {
        let count = |wanted: &dyn Fn(&ImportedKey) -> bool| {
            self.keys.iter().filter(|key| wanted(key)).map(|key| key.members).sum::<usize>()
        };
        Summary {
            keys: count(&|_| true),
            understood: count(&|key| key.understood),
            enums: self.enums.len(),
            left: count(&|key| !key.todo.is_empty()) + self.left_out.len(),
        }
    }

    /// Keys whose strings got a length that the table does not give.
    pub fn usual_lengths(&self) -> usize {
        self.keys.iter().filter(|key| key.usual_length).map(|key| key.members).sum()
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let s = |count: usize| if count == 1 { "" } else { "s" };
        write!(f, "{} key{}, {} type{} understood, ", self.keys, s(self.keys), self.understood, s(self.understood))?;
        write!(f, "{} enum{} lifted out of prose, {} left for a person", self.enums, s(self.enums), self.left)
    }
}

/// Reads every key table of a Markdown text. Other text is passed over.
pub fn read(text: &str) -> Imported {
    let rows = table::rows(text);
    let vocabulary = mend::Vocabulary::of(rows.iter().map(|row| row.text.as_str()));
    let mut reader = row::Reader::default();
    for row in &rows {
        reader.read(row, &vocabulary);
    }
    let mut imported = reader.imported;
    name::choose(&mut imported);
    imported
}

#[cfg(test)]
mod tests;
