use crate::docs::wording::{Phrase, Worded, Wording};
use crate::docs::{is_documented, markdown};
use crate::model::{Bound, IntKind, Key, KeyId, Length, Limits, NamedKind, Range, Spec, Type, TypeId, Value};

/// A device in one language.
pub struct DocContext<'a> {
    pub spec: &'a Spec,
    /// Index into the languages of the device.
    pub language: usize,
    pub wording: Wording,
    /// Named types that a documented key is read as, those inside them included.
    pub read_types: Vec<TypeId>,
    /// The same, with those that a key is written as.
    pub all_types: Vec<TypeId>,
}

/// The page that holds the keys of a category: `config.md`.
pub fn category_file(spec: &Spec, category: usize) -> String {
    let name = spec.device.categories.get(category).map_or("", |category| category.name.as_str());
    let slug: String =
        name.to_lowercase().chars().map(|char| if char.is_ascii_alphanumeric() { char } else { '-' }).collect();
    format!("{}.md", slug.trim_matches('-'))
}

impl<'a> DocContext<'a> {
    pub fn new(spec: &'a Spec, language: usize) -> Self {
        let tag = spec.device.languages.get(language).map_or("", String::as_str);
        let wording = Wording::of(tag);
        Self { spec, language, wording, read_types: used(spec, false), all_types: used(spec, true) }
    }

    pub fn documented(&self) -> impl Iterator<Item = (KeyId, &'a Key)> + use<'a> {
        self.spec.keys.iter().enumerate().filter(|(_, key)| is_documented(key)).map(|(index, key)| (KeyId(index), key))
    }

    pub fn has_http(&self) -> bool {
        self.spec.keys.iter().any(|key| key.http)
    }

    pub fn has_mqtt(&self) -> bool {
        self.spec.keys.iter().any(|key| key.mqtt)
    }

    /// The text in this language, safe for Markdown.
    pub fn text(&self, texts: &[String]) -> String {
        markdown::text(texts.get(self.language).or(texts.first()).map_or("", String::as_str))
    }

    pub fn title(&self, key: &Key) -> String {
        markdown::text(key.texts.get(self.language).or(key.texts.first()).map_or("", |text| &text.title))
    }

    pub fn sentence(&self, key: &Key) -> String {
        markdown::text(key.texts.get(self.language).or(key.texts.first()).map_or("", |text| &text.text))
    }

    pub fn category(&self, key: &Key) -> String {
        markdown::text(self.spec.device.categories.get(key.category).map_or("", |category| &category.name))
    }

    /// `` [`amp`](config.md#amp) ``; a key that no page shows is no link.
    pub fn link(&self, key: &Key) -> String {
        let code = markdown::code(&key.short);
        if !is_documented(key) {
            return code;
        }
        format!("[{code}]({}#{})", category_file(self.spec, key.category), key.short)
    }

    pub fn link_to(&self, id: Option<KeyId>) -> Option<String> {
        id.map(|id| self.link(self.spec.key(id)))
    }

    /// The type in words, with a link to a named type: `list of at most 5 items, each: whole number`.
    pub fn words(&self, ty: &Type) -> Result<String, askama::Error> {
        let phrase = match ty {
            Type::Bool => Phrase::Bool,
            Type::Int(_) => Phrase::Whole,
            Type::Float | Type::Double => Phrase::Number,
            Type::Milliseconds => Phrase::Milliseconds,
            Type::Seconds => Phrase::Seconds,
            Type::Text(capacity) => Phrase::Text(*capacity),
            Type::Json(capacity) => Phrase::Json(*capacity),
            Type::Optional(inner) if **inner == Type::Bool => Phrase::OptionalBool,
            Type::Optional(inner) if matches!(**inner, Type::Array { .. }) => Phrase::OptionalList(self.words(inner)?),
            Type::Optional(inner) => Phrase::Optional(self.words(inner)?),
            Type::Array { item, length: Length::Exactly(count), .. } => Phrase::Exactly(*count, self.words(item)?),
            Type::Array { item, length: Length::UpTo(most), .. } => Phrase::UpTo(*most, self.words(item)?),
            Type::Either(a, b) => Phrase::Either(self.words(a)?, self.words(b)?),
            Type::Named(id) => {
                let link = self.type_link(*id);
                match self.spec.named(*id).kind {
                    NamedKind::Enum { .. } => Phrase::OneOf(link),
                    NamedKind::Flags { .. } => Phrase::BitsOf(link),
                    NamedKind::Object { .. } => Phrase::Object(link),
                }
            }
        };
        self.phrase(&phrase)
    }

    pub fn phrase(&self, phrase: &Phrase) -> Result<String, askama::Error> {
        Ok(phrase.render(self.wording)?.trim().to_owned())
    }

    pub fn type_link(&self, id: TypeId) -> String {
        let name = &self.spec.named(id).name;
        format!("[{}](types.md#{name})", markdown::code(name))
    }

    /// The range in words: what the spec limits a number to, or what a small type can hold.
    pub fn range(&self, ty: &Type, limits: &Limits) -> Result<Option<String>, askama::Error> {
        let Some(number) = number(ty) else { return Ok(None) };
        let bounds = match number {
            Type::Int(kind @ (IntKind::U8 | IntKind::I8 | IntKind::U16 | IntKind::I16)) => Some(kind.bounds()),
            _ => None,
        };
        let stated = limits.range.unwrap_or(Range { min: None, max: None });
        let min = stated.min.or(bounds.map(|(min, _)| Bound::Int(min))).map(|bound| bound.to_string());
        let max = stated.max.or(bounds.map(|(_, max)| Bound::Int(max))).map(|bound| bound.to_string());
        let phrase = match (min, max) {
            (Some(min), Some(max)) => Phrase::Between(min, max),
            (Some(min), None) => Phrase::AtLeast(min),
            (None, Some(max)) => Phrase::AtMost(max),
            (None, None) => return Ok(None),
        };
        self.phrase(&phrase).map(Some)
    }

    /// The unit, which a type that is a time has by itself.
    pub fn unit(&self, ty: &Type, limits: &Limits) -> Option<String> {
        let own = match number(ty) {
            Some(Type::Milliseconds) => Some("ms"),
            Some(Type::Seconds) => Some("s"),
            _ => None,
        };
        limits.unit.as_deref().or(own).map(markdown::text)
    }

    /// The deadband of a key, with the unit.
    pub fn deadband(&self, key: &Key) -> Option<String> {
        let number = key.deadband?.to_string();
        let unit = self.unit(&key.read, &key.limits);
        Some([Some(number), unit].into_iter().flatten().collect::<Vec<_>>().join(" "))
    }

    /// A stated value: JSON, and of an enum its name.
    pub fn value(&self, ty: &Type, value: &Value) -> String {
        let json = markdown::code(&value.to_string());
        match (self.enum_name(ty, value), value) {
            (Some(name), _) => format!("{json} ({name})"),
            (None, _) => json,
        }
    }

    fn enum_name(&self, ty: &Type, value: &Value) -> Option<String> {
        match (ty, value) {
            (Type::Optional(inner), _) => self.enum_name(inner, value),
            (Type::Named(id), Value::Int(int)) => match &self.spec.named(*id).kind {
                NamedKind::Enum { values, .. } => {
                    values.iter().find(|value| value.value == *int).map(|value| value.name.clone())
                }
                NamedKind::Flags { .. } | NamedKind::Object { .. } => None,
            },
            _ => None,
        }
    }
}

/// The number that a type is, or may be, or that the items of a list are.
fn number(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Int(_) | Type::Float | Type::Double | Type::Milliseconds | Type::Seconds => Some(ty),
        Type::Optional(inner) => number(inner),
        _ => None,
    }
}

/// The named types that a type mentions itself, not those inside them.
pub fn mentioned(ty: &Type, found: &mut Vec<TypeId>) {
    match ty {
        Type::Named(id) if !found.contains(id) => found.push(*id),
        Type::Optional(inner) => mentioned(inner, found),
        Type::Array { item, .. } => mentioned(item, found),
        Type::Either(a, b) => {
            mentioned(a, found);
            mentioned(b, found);
        }
        _ => {}
    }
}

/// Named types that documented keys are read as, and written as if that is asked for, fields of objects included.
fn used(spec: &Spec, written: bool) -> Vec<TypeId> {
    let mut found = Vec::new();
    for key in spec.keys.iter().filter(|key| is_documented(key)) {
        if key.readable() {
            mentioned(&key.read, &mut found);
        }
        if written {
            mentioned(key.written(), &mut found);
        }
    }
    let mut next = 0;
    while let Some(id) = found.get(next).copied() {
        if let NamedKind::Object { fields, .. } = &spec.named(id).kind {
            fields.iter().for_each(|field| mentioned(&field.ty, &mut found));
        }
        next += 1;
    }
    found.sort();
    found
}

/// A time as people write it: `500 ms`, `10 s`, `5 min`.
pub fn duration(ms: u32) -> String {
    match ms {
        0 => "0 ms".to_owned(),
        ms if ms % 60_000 == 0 => format!("{} min", ms / 60_000),
        ms if ms % 1_000 == 0 => format!("{} s", ms / 1_000),
        ms => format!("{ms} ms"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docs::fixture;

    fn context(spec: &Spec) -> DocContext<'_> {
        DocContext::new(spec, 0)
    }

    #[test]
    fn a_list_limits_its_items() {
        let list = Type::Array { item: Box::new(Type::Bool), limits: Limits::default(), length: Length::UpTo(5) };
        assert_eq!(fixture::spec().form(&Type::Optional(Box::new(list))), "optional<array<bool, ..5>>");
    }

    #[test]
    fn an_enum_is_shown_with_its_name() {
        let spec = fixture::spec();
        assert_eq!(context(&spec).value(&Type::Named(TypeId(0)), &Value::Int(1)), "`1` (On)");
    }

    #[test]
    fn a_small_integer_without_a_range_shows_what_it_can_hold() {
        let spec = fixture::spec();
        let range = context(&spec).range(&Type::Int(IntKind::U8), &Limits::default());
        assert_eq!(range.unwrap().as_deref(), Some("0 to 255"));
    }

    #[test]
    fn a_large_integer_without_a_range_shows_none() {
        let spec = fixture::spec();
        assert_eq!(context(&spec).range(&Type::Int(IntKind::U64), &Limits::default()).unwrap(), None);
    }

    #[test]
    fn a_duration_has_the_largest_unit_that_fits() {
        assert_eq!([duration(500), duration(10_000), duration(300_000)], ["500 ms", "10 s", "5 min"]);
    }
}
