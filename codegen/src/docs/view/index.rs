use super::call::{Message, Request};
use super::context::{DocContext, category_file};
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
    pub fn of(context: &DocContext<'_>) -> Self {
        let tag = context.spec.device.languages.get(context.language).map_or("", String::as_str);
        Self {
            name: markdown::text(language_name(tag)),
            tag: tag.to_owned(),
            device: markdown::text(&context.spec.device.name),
            keys: context.documented().count(),
            has_http: context.has_http(),
            has_mqtt: context.has_mqtt(),
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
    pub fn of(context: &DocContext<'_>) -> Self {
        let spec = context.spec;
        let http = HttpExamples::of(spec);
        let mqtt = MqttExamples::of(spec);
        let categories = spec.device.categories.iter().enumerate().map(|(index, category)| CategoryRow {
            name: markdown::text(&category.name),
            file: category_file(spec, index),
            keys: context.documented().filter(|(_, key)| key.category == index).count(),
            kind: category.kind,
        });
        let languages = spec.device.languages.iter().enumerate().filter(|(index, _)| *index != context.language);
        Self {
            device: markdown::text(&spec.device.name),
            keys: context.documented().count(),
            readable: context.documented().filter(|(_, key)| key.readable() && !key.is_secret()).count(),
            writable: context.documented().filter(|(_, key)| key.writable()).count(),
            types: context.all_types.len(),
            has_http: context.has_http(),
            has_mqtt: context.has_mqtt(),
            categories: categories.filter(|row| row.keys > 0).collect(),
            status: Request::of(&http.some),
            set: Request::of(&http.set_one),
            value: Message::of(&mqtt.value),
            write: Message::of(&mqtt.write),
            mqtt_enabled_by: context.link_to(spec.device.mqtt.enabled_by),
            mqtt_read_only_by: context.link_to(spec.device.mqtt.read_only_by),
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
    pub fn of(context: &DocContext<'_>) -> Self {
        let row = |key: &Key| KeyRow {
            link: context.link(key),
            name: markdown::code(&key.name),
            access: key.access,
            ty: markdown::code(&context.spec.form(&key.read)),
            category: context.category(key),
            category_file: category_file(context.spec, key.category),
            title: context.title(key),
        };
        Self {
            device: markdown::text(&context.spec.device.name),
            keys: context.documented().map(|(_, key)| row(key)).collect(),
        }
    }
}
