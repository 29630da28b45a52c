//! One change, and where it is.

use std::collections::{BTreeMap, BTreeSet};

use super::{Level, Rule};

/// Something that is otherwise in the new spec.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where it stands.
    pub place: Place,
    /// What it is and how it is judged.
    pub rule: Rule,
    /// Of a text: its language.
    pub language: Option<String>,
    /// What stood there, as the spec writes it.
    pub old: Option<String>,
    /// What stands there, as the spec writes it.
    pub new: Option<String>,
    /// Short names of the keys that it concerns; of a family, its pattern: `c{0..9}n`.
    pub keys: Vec<String>,
    /// Title of the key in each language, where the change is one of a key.
    pub titles: BTreeMap<String, String>,
}

/// Where a change stands. Names are those of the new spec, and of the old one for what was removed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// A part of the `device` section: `http.base`.
    Device(String),
    /// A key by its short name, or a whole family by its pattern.
    Key(String),
    /// A named type.
    Type {
        /// `CarState`
        name: String,
        /// A value or a field of it.
        part: Option<String>,
    },
}

impl Place {
    /// The path into the spec: `keys.amp`, `types.CarState.Charging`, `device.http.base`.
    pub fn path(&self) -> String {
        match self {
            Self::Device(part) => format!("device.{part}"),
            Self::Key(short) => format!("keys.{short}"),
            Self::Type { name, part: None } => format!("types.{name}"),
            Self::Type { name, part: Some(part) } => format!("types.{name}.{part}"),
        }
    }
}

impl Change {
    pub(super) fn new(place: Place, rule: Rule, old: Option<String>, new: Option<String>) -> Self {
        Self { place, rule, language: None, old, new, keys: Vec::new(), titles: BTreeMap::new() }
    }
}

/// Everything that is otherwise in the new spec, the worst first, each level in the order of the device.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diff {
    /// The changes.
    pub changes: Vec<Change>,
    /// Languages that the new spec has texts in, the default first.
    pub languages: Vec<String>,
}

impl Diff {
    /// How many changes are that bad.
    pub fn count(&self, level: Level) -> usize {
        self.at(level).count()
    }

    /// Whether somebody who relies on the old spec has to do something.
    pub fn is_breaking(&self) -> bool {
        self.count(Level::Breaking) > 0
    }

    /// The changes that are that bad.
    pub fn at(&self, level: Level) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.rule.level() == level)
    }

    /// The rules that judged, in the order of their table.
    pub fn rules(&self) -> Vec<Rule> {
        let used: BTreeSet<_> = self.changes.iter().map(|change| change.rule).collect();
        used.into_iter().collect()
    }
}
