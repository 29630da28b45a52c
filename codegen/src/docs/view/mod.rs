//! What each page says, in one language: text from the spec made safe for Markdown, ready for a template.

mod call;
mod context;
mod home_assistant;
mod http;
mod index;
mod key;
mod mqtt;
mod types;

use super::wording::Worded;
use super::{Error, MARK, Page, is_documented, markdown};
use crate::model::Spec;

use context::DocContext;
pub use context::category_file;
pub use http::{HttpPage, Refusal};
pub use index::{IndexPage, KeysPage, LanguageLine};
pub use key::CategoryPage;
pub use mqtt::MqttPage;
pub use types::{Shape, TypesPage};

/// Pages that a category's page must not replace.
const RESERVED: [&str; 5] = ["readme.md", "keys.md", "types.md", "http.md", "mqtt.md"];

/// Every page of every language.
pub fn pages(spec: &Spec) -> Result<Vec<Page>, Error> {
    check_names(spec)?;
    let mut lines = Vec::new();
    let mut pages = Vec::new();
    for (language, tag) in spec.device.languages.iter().enumerate() {
        let context = DocContext::new(spec, language);
        lines.push(LanguageLine::of(&context).render(context.wording)?.trim().to_owned());
        let mut add = |file: String, view: &dyn Worded| -> Result<(), Error> {
            pages.push(page(format!("{tag}/{file}"), &view.render(context.wording)?));
            Ok(())
        };
        add("README.md".to_owned(), &IndexPage::of(&context))?;
        add("keys.md".to_owned(), &KeysPage::of(&context))?;
        for (index, _) in spec.device.categories.iter().enumerate() {
            if spec.keys.iter().any(|key| key.category == index && is_documented(key)) {
                add(category_file(spec, index), &CategoryPage::of(&context, index)?)?;
            }
        }
        add("types.md".to_owned(), &TypesPage::of(&context)?)?;
        if context.has_http() {
            add("http.md".to_owned(), &HttpPage::of(&context))?;
        }
        if context.has_mqtt() {
            add("mqtt.md".to_owned(), &MqttPage::of(&context))?;
        }
    }
    let index = format!("# {} API\n\n{}\n", markdown::text(&spec.device.name), lines.join("\n"));
    pages.insert(0, page("README.md".to_owned(), &index));
    Ok(pages)
}

fn page(path: String, body: &str) -> Page {
    Page { path, text: markdown::tidy(&format!("{MARK}. Do not edit: change the spec and build. -->\n\n{body}")) }
}

fn check_names(spec: &Spec) -> Result<(), Error> {
    for tag in &spec.device.languages {
        if tag.is_empty() || !tag.chars().all(|char| char.is_ascii_alphanumeric() || char == '-' || char == '_') {
            return Err(Error::Language(tag.clone()));
        }
    }
    let mut taken: Vec<String> = RESERVED.map(str::to_owned).to_vec();
    for (index, category) in spec.device.categories.iter().enumerate() {
        let file = category_file(spec, index);
        if file == ".md" || taken.contains(&file) {
            return Err(Error::PageName { category: category.name.clone(), file });
        }
        taken.push(file);
    }
    Ok(())
}
