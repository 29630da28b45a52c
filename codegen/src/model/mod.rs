//! The resolved picture of a device: what every emitter reads.
//!
//! A [`Spec`] holds only what was found right: families are expanded, named types are looked up, aliases are
//! replaced by what they stand for, defaults are checked against their types. No place in the YAML is kept
//! here; a diagnostic names a *path* instead (see [`crate::diagnostic`]).

mod device;
mod home_assistant;
mod key;
mod types;
mod value;

pub use device::{
    Device, Discovery, ErrorTexts, Http, Mqtt, MqttStatus, MqttTest, MqttTls, Pages, Password, SettingsKeys, Template,
    TemplatePart, TopicLayout,
};
pub use home_assistant::{Component, EntityPart, EntityWords, HomeAssistant, PartAt, Style};
pub use key::{Access, Category, CategoryKind, Family, Key, PERSIST_MS, Secret, Text, url_password};
pub use types::{
    Bound, EnumValue, Field, IntKind, Length, Limits, NamedKind, NamedType, PatternStep, Range, TextPattern, Type,
};
pub use value::Value;

/// Index of a key in [`Spec::keys`]: its place in device order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub usize);

/// Index of a named type in [`Spec::types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub usize);

/// One device: its types and its keys, in device order.
#[derive(Debug, Clone, PartialEq)]
pub struct Spec {
    /// What is particular to this device: languages, topics, status codes, texts of errors.
    pub device: Device,
    /// Enums, bit sets and objects, in the order of the spec. Aliases are resolved away.
    pub types: Vec<NamedType>,
    /// Every key, families expanded, in device order.
    pub keys: Vec<Key>,
}

impl Spec {
    /// The key at `id`. Ids come from this spec, so this does not fail.
    pub fn key(&self, id: KeyId) -> &Key {
        &self.keys[id.0]
    }

    /// The named type at `id`.
    pub fn named(&self, id: TypeId) -> &NamedType {
        &self.types[id.0]
    }

    /// The key with this short name.
    pub fn find(&self, short: &str) -> Option<KeyId> {
        self.keys.iter().position(|key| key.short == short).map(KeyId)
    }

    /// The keys of roles that take commands, which `keywright-device` carries out.
    pub fn served(&self) -> Vec<KeyId> {
        let Device { http, mqtt, restart, settings, .. } = &self.device;
        let is_text = |id: &KeyId| match self.key(*id).written() {
            Type::Optional(inner) => matches!(**inner, Type::Text(_)),
            ty => matches!(ty, Type::Text(_)),
        };
        let announced = mqtt.home_assistant.as_ref().and_then(|info| info.prefix_key);
        let prefixes = [mqtt.prefix_key, announced].into_iter().flatten().filter(is_text);
        let password = http.password.map(|keys| keys.key);
        let test = mqtt.test.map(|keys| keys.run);
        prefixes.chain(password).chain(test).chain(*restart).chain(settings.map(|keys| keys.lost)).collect()
    }

    /// A type as the spec writes it: `optional<uint8>`. Aliases are resolved away, so they don't show.
    pub fn form(&self, ty: &Type) -> String {
        match ty {
            Type::Bool => "bool".to_owned(),
            Type::Int(kind) => kind.spec_name().to_owned(),
            Type::Float => "float".to_owned(),
            Type::Double => "double".to_owned(),
            Type::Milliseconds => "milliseconds".to_owned(),
            Type::Seconds => "seconds".to_owned(),
            Type::Text(capacity) => format!("string({capacity})"),
            Type::Json(capacity) => format!("json({capacity})"),
            Type::Optional(inner) => format!("optional<{}>", self.form(inner)),
            Type::Array { item, length: Length::Exactly(count), .. } => format!("array<{}, {count}>", self.form(item)),
            Type::Array { item, length: Length::UpTo(most), .. } => format!("array<{}, ..{most}>", self.form(item)),
            Type::Either(a, b) => format!("either<{}, {}>", self.form(a), self.form(b)),
            Type::Named(id) => self.named(*id).name.clone(),
        }
    }
}
