//! The App's own texts: `save: { en: Save, de: Speichern }`.

use std::collections::BTreeMap;
use std::path::Path;

use super::names::Names;
use super::read;

/// The texts by their names; each has one entry a language.
pub struct Texts {
    /// The file that they stand in.
    place: String,
    texts: BTreeMap<String, BTreeMap<String, String>>,
}

impl Texts {
    /// Reads them; each has to be there in every language of the device, and in no other.
    pub fn read(path: &Path, languages: &[String], wrong: &mut Vec<String>) -> Self {
        let place = format!("firmware/{}", path.display());
        let texts: BTreeMap<_, BTreeMap<_, _>> = serde_yaml::from_str(&read(path, wrong)).unwrap_or_else(|error| {
            wrong.push(format!("{place}: {error}"));
            BTreeMap::new()
        });
        for (name, text) in &texts {
            for language in languages.iter().filter(|language| !text.contains_key(*language)) {
                wrong.push(format!("{place}: {name} lacks its text in {language}"));
            }
            for language in text.keys().filter(|language| !languages.contains(language)) {
                wrong.push(format!("{place}: {name} has a text in {language}, which is no language of the device"));
            }
        }
        Self { place, texts }
    }

    pub fn names(&self) -> Vec<&str> {
        self.texts.keys().map(String::as_str).collect()
    }

    /// Texts that nobody shows go out of date unseen.
    pub fn report_unused(&self, names: &Names<'_>, wrong: &mut Vec<String>) {
        for name in self.texts.keys().filter(|name| !names.used_texts().contains(*name)) {
            wrong.push(format!("{}: {name} is used nowhere; take it out", self.place));
        }
    }

    /// The texts of one language, as a JSON object.
    pub fn json(&self, language: &str) -> String {
        let texts: BTreeMap<_, _> =
            self.texts.iter().filter_map(|(name, text)| Some((name.as_str(), text.get(language)?.as_str()))).collect();
        serde_json::json!(texts).to_string()
    }
}
