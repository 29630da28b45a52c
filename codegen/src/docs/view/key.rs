use super::call::{Message, Request};
use super::context::{DocContext, duration, mentioned};
use super::types::TypeTable;
use crate::docs::example::KeyExamples;
use crate::docs::markdown;
use crate::model::{Access, CategoryKind, Key, KeyId, PERSIST_MS, Secret, Type, Value};

/// One page with the keys of a category.
pub struct CategoryPage {
    pub device: String,
    pub name: String,
    pub kind: CategoryKind,
    /// Links to the keys on this page.
    pub index: Vec<String>,
    pub keys: Vec<KeySection>,
}

/// What the page says of one key.
pub struct KeySection {
    pub short: String,
    pub title: String,
    pub text: String,
    pub name: String,
    pub access: Access,
    pub ty: TypeCell,
    pub written: Option<TypeCell>,
    pub unit: Option<String>,
    pub range: Option<String>,
    pub pattern: Option<String>,
    pub default: Option<String>,
    pub long_default: Option<String>,
    pub example: Option<String>,
    pub persist: bool,
    /// Least time between two times that it is stored, where it is not a second.
    pub persist_pace: Option<String>,
    pub reboot: bool,
    pub secret: bool,
    pub url_password: bool,
    /// Least time between two values on MQTT, where it is not the device's.
    pub pace: Option<String>,
    /// Smallest difference that is published over MQTT, with its unit.
    pub deadband: Option<String>,
    pub since: Option<String>,
    pub until: Option<String>,
    pub http: bool,
    pub mqtt: bool,
    pub tables: Vec<TypeTable>,
    pub status: Option<Request>,
    pub set: Option<Request>,
    pub value: Option<Message>,
    pub write: Option<Message>,
}

/// A type in a table cell: in words, and as the spec writes it.
pub struct TypeCell {
    pub words: String,
    pub form: String,
}

/// A value longer than this stands below the table, not in it.
const CELL: usize = 40;

impl CategoryPage {
    pub fn of(context: &DocContext<'_>, category: usize) -> Result<Self, askama::Error> {
        let spec = context.spec;
        let here = || context.documented().filter(move |(_, key)| key.category == category);
        let (name, kind) = spec
            .device
            .categories
            .get(category)
            .map_or((String::new(), CategoryKind::Other), |c| (markdown::text(&c.name), c.kind));
        Ok(Self {
            device: markdown::text(&spec.device.name),
            name,
            kind,
            index: here().map(|(_, key)| format!("[{}](#{})", markdown::code(&key.short), key.short)).collect(),
            keys: here().map(|(id, key)| KeySection::of(context, id, key)).collect::<Result<_, _>>()?,
        })
    }
}

impl KeySection {
    fn of(context: &DocContext<'_>, id: KeyId, key: &Key) -> Result<Self, askama::Error> {
        let spec = context.spec;
        let examples = KeyExamples::of(spec, id, key);
        let shown = |value: &&Value| !key.is_secret() && **value != Value::Null;
        let default = key.default.as_ref().filter(|_| !key.is_secret() && key.readable());
        let is_long = |value: &&Value| value.to_string().len() > CELL;
        let example =
            key.example.as_ref().filter(shown).filter(|value| !is_long(value) && key.default.as_ref() != Some(*value));
        Ok(Self {
            short: key.short.clone(),
            title: context.title(key),
            text: context.sentence(key),
            name: markdown::code(&key.name),
            access: key.access,
            ty: TypeCell::of(context, &key.read)?,
            written: key.write.as_ref().map(|ty| TypeCell::of(context, ty)).transpose()?,
            unit: context.unit(&key.read, &key.limits),
            range: context.range(ranged(key), &key.limits)?,
            pattern: key.limits.pattern.as_ref().map(|pattern| markdown::code(&pattern.source)),
            default: default.filter(|value| !is_long(value)).map(|value| context.value(&key.read, value)),
            long_default: default.filter(is_long).map(|value| markdown::block("json", &value.to_string(), "  ")),
            example: example.map(|value| context.value(&key.read, value)),
            persist: key.persist,
            persist_pace: (key.persist_ms != PERSIST_MS).then(|| duration(key.persist_ms)),
            reboot: key.reboot,
            secret: key.is_secret(),
            url_password: key.secret == Secret::UrlPassword,
            pace: (key.mqtt && key.readable() && key.pace_ms != spec.device.mqtt.pace_ms)
                .then(|| duration(key.pace_ms)),
            deadband: context.deadband(key),
            since: key.since.as_deref().map(markdown::text),
            until: key.until.as_deref().map(markdown::text),
            http: key.http,
            mqtt: key.mqtt,
            tables: tables(context, key)?,
            status: Request::of(&examples.status),
            set: Request::of(&examples.set),
            value: Message::of(&examples.value),
            write: Message::of(&examples.write),
        })
    }

    /// Whether anything is said below the table.
    pub fn has_notes(&self) -> bool {
        self.persist
            || self.reboot
            || self.secret
            || self.url_password
            || self.written.is_some()
            || self.pattern.is_some()
            || self.long_default.is_some()
            || self.pace.is_some()
            || self.deadband.is_some()
            || self.since.is_some()
            || self.until.is_some()
            || self.http != self.mqtt
    }
}

/// The type that the limits of a key belong to: the written one where the read one is no number.
fn ranged(key: &Key) -> &Type {
    match &key.read {
        Type::Bool | Type::Text(_) => key.written(),
        read => read,
    }
}

fn tables(context: &DocContext<'_>, key: &Key) -> Result<Vec<TypeTable>, askama::Error> {
    let mut ids = Vec::new();
    mentioned(&key.read, &mut ids);
    if let Some(write) = &key.write {
        mentioned(write, &mut ids);
    }
    ids.into_iter().map(|id| TypeTable::of(context, id)).collect()
}

impl TypeCell {
    pub fn of(context: &DocContext<'_>, ty: &Type) -> Result<Self, askama::Error> {
        let form = context.spec.form(ty);
        // A named type by itself is in the words already.
        let form = if matches!(ty, Type::Named(_)) { String::new() } else { markdown::code(&form) };
        Ok(Self { words: context.words(ty)?, form })
    }
}
