//! Changes as a person reads them: what is alike stands in one line.

use super::{Change, Diff, Language, Level, Place, Rule};

/// Changes of one place by one rule.
pub(super) struct Line<'a> {
    /// Any of them, for what they have in common.
    pub first: &'a Change,
    /// What stood and what stands there, of each.
    pub details: Vec<(Option<&'a str>, Option<&'a str>)>,
}

/// The changes of a level, in their order. With a language, texts of others are left out, if the spec has it.
pub(super) fn lines(diff: &Diff, level: Level, language: Option<Language>) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let only = language.map(Language::tag).filter(|tag| diff.languages.iter().any(|known| known == tag));
    let is_read = |change: &&Change| match (only, change.language.as_deref()) {
        (Some(only), Some(tag)) => only == tag,
        _ => true,
    };
    for change in diff.at(level).filter(is_read) {
        let detail = match (change.old.as_deref(), change.new.as_deref()) {
            (Some(old), None) if change.rule.is_of_key() => (Some(old), Some(NO_KEY)),
            (None, Some(new)) if change.rule.is_of_key() => (Some(NO_KEY), Some(new)),
            detail => detail,
        };
        match lines.last_mut() {
            Some(line) if line.takes(change) => line.details.push(detail),
            _ => lines.push(Line { first: change, details: vec![detail] }),
        }
    }
    lines
}

impl<'a> Line<'a> {
    fn takes(&self, change: &Change) -> bool {
        self.first.rule == change.rule
            && self.first.language == change.language
            && subject(self.first) == subject(change)
            && change.rule.is_of_value()
    }

    /// Whose change it is: the key, the part of the device, the type; and of a type, the keys that use it.
    pub fn subject(&self) -> (String, &'a [String]) {
        let keys = match &self.first.place {
            Place::Type { .. } => self.first.keys.as_slice(),
            Place::Key(_) | Place::Device(_) => &[],
        };
        (subject(self.first), keys)
    }

    /// The key's title in this language, or in the first that it has one in.
    pub fn title(&self, diff: &'a Diff, language: Language) -> Option<&'a str> {
        let titles = &self.first.titles;
        let first = || diff.languages.first().and_then(|tag| titles.get(tag));
        titles.get(language.tag()).or_else(first).map(String::as_str).filter(|title| !title.is_empty())
    }
}

/// Stands for a key where there is none.
const NO_KEY: &str = "–";

/// Most keys that are named where a type is shown.
pub(super) const MOST_KEYS: usize = 3;

fn subject(change: &Change) -> String {
    match &change.place {
        Place::Device(part) => format!("device.{part}"),
        Place::Key(short) => short.clone(),
        // The detail names the value.
        Place::Type { name, .. } if change.rule.is_of_value() => name.clone(),
        Place::Type { name, part: Some(part) } => format!("{name}.{part}"),
        Place::Type { name, part: None } => name.clone(),
    }
}

impl Rule {
    /// Whether it is about which key the device uses for something: none is worth showing, too.
    fn is_of_key(self) -> bool {
        matches!(self, Self::RoleChanged | Self::SwitchChanged)
    }

    /// Whether the change shows the value of an enum itself, name and number.
    fn is_of_value(self) -> bool {
        matches!(
            self,
            Self::EnumValueAdded
                | Self::EnumValueAccepted
                | Self::EnumValueRemoved
                | Self::EnumValueRenamed
                | Self::EnumValueRenumbered
        )
    }
}
