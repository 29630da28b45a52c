use super::book::{Book, category_file};
use super::call::{Message, Request};
use crate::docs::example::{HttpExamples, MqttExamples};
use crate::docs::markdown;
use crate::docs::wording::language_name;
use crate::model::{Access, CategoryKind, Key};

/// One language in the list of languages.
pub struct LanguageLine {
    pub name: String,
    pub tag: String,
    pub device: String,
    pub keys: usize,
    pub has_http: bool,
    pub has_mqtt: bool,
}

impl LanguageLine {
    pub fn of(book: &Book<'_>) -> Self {
        let tag = book.spec.device.languages.get(book.language).map_or("", String::as_str);
        Self {
            name: markdown::text(language_name(tag)),
            tag: tag.to_owned(),
            device: markdown::text(&book.spec.device.name),
            keys: book.documented().count(),
            has_http: book.has_http(),
            has_mqtt: book.has_mqtt(),
        }
    }
}

/// The first page of a language.
pub struct IndexPage {
    pub device: String,
    pub keys: usize,
    pub readable: usize,
    pub writable: usize,
    pub types: usize,
    pub has_http: bool,
    pub has_mqtt: bool,
    pub categories: Vec<CategoryRow>,
    pub status: Option<Request>,
    pub set: Option<Request>,
    pub value: Option<Message>,
    pub write: Option<Message>,
    /// Link to the key that switches MQTT on.
    pub mqtt_enabled_by: Option<String>,
    /// Link to the key that allows writing over MQTT.
    pub mqtt_read_only_by: Option<String>,
    /// Links to the same page in the other languages.
    pub languages: Vec<String>,
}

/// A row of the table of categories.
pub struct CategoryRow {
    pub name: String,
    pub file: String,
    pub keys: usize,
    pub kind: CategoryKind,
}

impl IndexPage {
    pub fn of(book: &Book<'_>) -> Self {
        let spec = book.spec;
        let http = HttpExamples::of(spec);
        let mqtt = MqttExamples::of(spec);
        let categories = spec.device.categories.iter().enumerate().map(|(index, category)| CategoryRow {
            name: markdown::text(&category.name),
            file: category_file(spec, index),
            keys: book.documented().filter(|(_, key)| key.category == index).count(),
            kind: category.kind,
        });
        let languages = spec.device.languages.iter().enumerate().filter(|(index, _)| *index != book.language);
        Self {
            device: markdown::text(&spec.device.name),
            keys: book.documented().count(),
            readable: book.documented().filter(|(_, key)| key.readable() && !key.is_secret()).count(),
            writable: book.documented().filter(|(_, key)| key.writable()).count(),
            types: book.all_types.len(),
            has_http: book.has_http(),
            has_mqtt: book.has_mqtt(),
            categories: categories.filter(|row| row.keys > 0).collect(),
            status: Request::of(&http.some),
            set: Request::of(&http.set_one),
            value: Message::of(&mqtt.value),
            write: Message::of(&mqtt.write),
            mqtt_enabled_by: book.link_to(spec.device.mqtt.enabled_by),
            mqtt_read_only_by: book.link_to(spec.device.mqtt.read_only_by),
            languages: languages
                .map(|(_, tag)| format!("[{}](../{tag}/README.md)", markdown::text(language_name(tag))))
                .collect(),
        }
    }
}

/// The table of all keys.
pub struct KeysPage {
    pub device: String,
    pub keys: Vec<KeyRow>,
}

/// A row of the table of all keys.
pub struct KeyRow {
    pub link: String,
    pub name: String,
    pub access: Access,
    pub ty: String,
    pub category: String,
    pub category_file: String,
    pub title: String,
}

impl KeysPage {
    pub fn of(book: &Book<'_>) -> Self {
        let row = |key: &Key| KeyRow {
            link: book.link(key),
            name: markdown::code(&key.name),
            access: key.access,
            ty: markdown::code(&book.spec.form(&key.read)),
            category: book.category(key),
            category_file: category_file(book.spec, key.category),
            title: book.title(key),
        };
        Self {
            device: markdown::text(&book.spec.device.name),
            keys: book.documented().map(|(_, key)| row(key)).collect(),
        }
    }
}
