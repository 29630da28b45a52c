//! The App's own texts: `save: { en: Save, de: Speichern }`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::names::Names;
use crate::sources::{STANDARD, Sources};

/// One entry a language.
type Text = BTreeMap<String, String>;

/// The texts by their names.
pub struct Texts {
    /// Those of the standard pages, in English and German.
    standard: BTreeMap<String, Text>,
    /// The file of the device's own, and what is in it.
    place: String,
    own: BTreeMap<String, Text>,
}

impl Texts {
    /// Reads the texts. Each text of the device must exist in exactly the languages of the device.
    pub fn read(sources: &Sources, languages: &[String], wrong: &mut Vec<String>) -> Self {
        const FILE: &str = "texts.yaml";
        let standard = parse(sources, &Path::new(STANDARD).join(FILE), wrong);
        let own = sources.own().map(|folder| folder.join(FILE)).filter(|path| path.is_file());
        let Some(path) = own else { return Self { standard, place: String::new(), own: BTreeMap::new() } };
        let (place, own) = (sources.shown(&path), parse(sources, &path, wrong));
        for (name, text) in &own {
            for language in languages.iter().filter(|language| !text.contains_key(*language)) {
                wrong.push(format!("{place}: {name} lacks its text in {language}"));
            }
            for language in text.keys().filter(|language| !languages.contains(language)) {
                wrong.push(format!("{place}: {name} has a text in {language}, which is no language of the device"));
            }
        }
        Self { standard, place, own }
    }

    pub fn names(&self) -> Vec<&str> {
        self.standard.keys().chain(self.own.keys()).map(String::as_str).collect()
    }

    /// Texts that nobody shows go out of date unseen.
    pub fn report_unused(&self, names: &Names<'_>, wrong: &mut Vec<String>) {
        for name in self.own.keys().filter(|name| !names.used_texts().contains(*name)) {
            wrong.push(format!("{}: {name} is used nowhere; take it out", self.place));
        }
    }

    /// The texts of one language that are used, as a JSON object. A standard text that the language lacks is English.
    pub fn json(&self, language: &str, used: &BTreeSet<String>) -> String {
        let of = |name: &String| {
            let text = self.own.get(name).or_else(|| self.standard.get(name))?;
            text.get(language).or_else(|| text.get("en")).map(String::as_str)
        };
        let texts: BTreeMap<_, _> = used.iter().filter_map(|name| Some((name.as_str(), of(name)?))).collect();
        serde_json::json!(texts).to_string()
    }
}

fn parse(sources: &Sources, path: &Path, wrong: &mut Vec<String>) -> BTreeMap<String, Text> {
    serde_yaml::from_str(&sources.read(path, wrong)).unwrap_or_else(|error| {
        wrong.push(format!("{}: {error}", sources.shown(path)));
        BTreeMap::new()
    })
}
