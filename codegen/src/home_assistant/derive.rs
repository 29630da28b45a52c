//! From a key to its entities.

use super::{
    Entity, classes,
    value::{self, Kind, LONGEST, Place},
};
use crate::model::{CategoryKind, Component, EntityPart, Key, KeyId, Limits, PartAt, Secret, Spec, Type};

/// The entities of one key. `shown` says whether they are from the start, where the key does not.
pub(crate) fn entities(spec: &Spec, id: KeyId, key: &Key, shown: bool) -> Vec<Entity> {
    let words = &key.home_assistant;
    if !key.mqtt || key.secret == Secret::Whole || words.hidden {
        return Vec::new();
    }
    if !words.parts.is_empty() {
        return words.parts.iter().filter_map(|part| of_part(spec, id, key, part, shown)).collect();
    }
    let Some(component) = words.component.or_else(|| default_component(spec, key)) else { return Vec::new() };
    let read = value::kind(spec, &key.read, &key.limits);
    // What is only written has the kind of what is written.
    let kind = if component.controls() { control_kind(spec, key, component).unwrap_or(read) } else { read };
    let large = matches!(&kind, Kind::Other) || matches!(&kind, Kind::Text(capacity) if *capacity > LONGEST);
    let clock = matches!(value::bare(&key.read).0, Type::Milliseconds) && !component.controls();
    let place = Place {
        kind,
        path: "value_json".to_owned(),
        optional: matches!(key.read, Type::Optional(_)),
        pattern: key.limits.pattern.as_ref(),
    };
    let measured = Measured::of(&key.read, &key.limits, words.unit.as_ref(), words.device_class.as_ref());
    vec![Entity {
        part: String::new(),
        object: slug(&key.name),
        names: key.texts.iter().map(|text| text.title.clone()).collect(),
        icon: words.icon.clone(),
        enabled: words.enabled.unwrap_or(shown && !large && !clock),
        entity_category: chosen(words.entity_category.as_ref(), || category(kind_of(spec, key), component)),
        reads: key.readable() && component != Component::Button,
        writes: component.controls(),
        ..finish(spec, id, key, component, &place, measured, words.state_class.as_ref(), words.step)
    }]
}

fn of_part(spec: &Spec, id: KeyId, key: &Key, part: &EntityPart, shown: bool) -> Option<Entity> {
    let words = &key.home_assistant;
    let (ty, limits) = value::at(spec, &key.read, &key.limits, &part.at)?;
    let kind = value::kind(spec, ty, limits);
    let component = if kind == Kind::Bool { Component::BinarySensor } else { Component::Sensor };
    let place = Place { kind, path: value::path(&part.at), optional: true, pattern: None };
    let device_class = part.device_class.as_ref().or(words.device_class.as_ref());
    let measured = Measured::of(ty, limits, part.unit.as_ref().or(words.unit.as_ref()), device_class);
    let state_class = part.state_class.as_ref().or(words.state_class.as_ref());
    Some(Entity {
        part: match &part.at {
            PartAt::Item(index) => format!("_{index}"),
            PartAt::Field(name) => format!("_{}", slug(name)),
        },
        object: format!("{}_{}", slug(&key.name), slug(part.names.first().map_or("", String::as_str))),
        names: part.names.clone(),
        icon: words.icon.clone(),
        enabled: part.enabled.or(words.enabled).unwrap_or(shown),
        entity_category: chosen(words.entity_category.as_ref(), || category(kind_of(spec, key), component)),
        reads: true,
        writes: false,
        ..finish(spec, id, key, component, &place, measured, state_class, None)
    })
}

/// What all entities have in common.
#[allow(clippy::too_many_arguments, reason = "one caller a kind of entity, and nothing of this belongs together")]
fn finish(
    spec: &Spec,
    id: KeyId,
    key: &Key,
    component: Component,
    place: &Place<'_>,
    measured: Measured,
    state_class: Option<&String>,
    step: Option<f64>,
) -> Entity {
    let choice = matches!(place.kind, Kind::Choice(_));
    let number = matches!(place.kind, Kind::Number { .. });
    let Measured { unit, device_class } = match component {
        Component::Sensor if choice => Measured { unit: None, device_class: Some("enum".to_owned()) },
        Component::Sensor | Component::Number if number => measured,
        // Of a bool, a button or a text there is no unit; a class is what the spec says of it.
        _ => Measured { unit: None, device_class: measured.said() },
    };
    let status = kind_of(spec, key) == CategoryKind::Status;
    let state_class = (component == Component::Sensor && number)
        .then(|| chosen(state_class, || derived_state_class(status, unit.as_deref(), device_class.as_deref())))
        .flatten();
    let mut values = value::members(component, place, step);
    // A number that is nothing in particular is a text to Home Assistant, unless it is told how to round it.
    let plain = unit.is_none() && device_class.is_none() && state_class.is_none();
    if component == Component::Sensor
        && plain
        && let Kind::Number { whole, .. } = place.kind
    {
        values.push(("sug_dsp_prc", serde_json::json!(if whole { 0 } else { 2 })));
    }
    Entity {
        key: id,
        component,
        part: String::new(),
        object: String::new(),
        names: Vec::new(),
        category: key.category,
        device_class,
        unit,
        state_class,
        entity_category: None,
        icon: None,
        enabled: true,
        reads: true,
        writes: false,
        values,
    }
}

/// Unit and class of a number.
struct Measured {
    unit: Option<String>,
    device_class: Option<String>,
}

impl Measured {
    fn of(ty: &Type, limits: &Limits, own: Option<&String>, class: Option<&String>) -> Self {
        let implied = match value::bare(ty).0 {
            Type::Milliseconds => Some("ms"),
            Type::Seconds => Some("s"),
            _ => None,
        };
        let unit = own.or(limits.unit.as_ref()).map(String::as_str).or(implied).map(str::to_owned);
        let device_class = chosen(class, || unit.as_deref().and_then(classes::of_unit).map(str::to_owned));
        Self { unit, device_class }
    }

    /// The class of what has no unit: what was derived from one does not count.
    fn said(self) -> Option<String> {
        self.device_class.filter(|class| self.unit.as_deref().and_then(classes::of_unit) != Some(class))
    }
}

/// What was said, where `none` says that there is none; else what is derived.
fn chosen(said: Option<&String>, derived: impl FnOnce() -> Option<String>) -> Option<String> {
    match said {
        Some(word) if word == classes::NONE => None,
        Some(word) => Some(word.clone()),
        None => derived(),
    }
}

fn derived_state_class(status: bool, unit: Option<&str>, device_class: Option<&str>) -> Option<String> {
    const MEASUREMENT: &str = "measurement";
    let possible = match device_class {
        // A duration is mostly a point in time, or a clock that runs.
        Some("duration") => false,
        Some(class) => classes::measured(class).is_some_and(|class| class.state_classes.contains(&MEASUREMENT)),
        None => unit.is_some(),
    };
    (status && possible).then(|| MEASUREMENT.to_owned())
}

fn kind_of(spec: &Spec, key: &Key) -> CategoryKind {
    spec.device.categories.get(key.category).map_or(CategoryKind::Other, |category| category.kind)
}

/// What is no control is never among the settings: Home Assistant refuses that.
fn category(kind: CategoryKind, component: Component) -> Option<String> {
    match kind {
        CategoryKind::Status => None,
        CategoryKind::Config if component.controls() => Some("config".to_owned()),
        CategoryKind::Config | CategoryKind::Constant | CategoryKind::Other => Some("diagnostic".to_owned()),
    }
}

/// The kind of entity that a key is, unless it says otherwise. None for what can only be written, and is no bool.
pub(crate) fn default_component(spec: &Spec, key: &Key) -> Option<Component> {
    let possible = possible(spec, key);
    let order = [
        Component::Switch,
        Component::Number,
        Component::Select,
        Component::Text,
        Component::BinarySensor,
        Component::Sensor,
    ];
    if key.readable() {
        order.into_iter().find(|component| possible.contains(component))
    } else {
        possible.contains(&Component::Button).then_some(Component::Button)
    }
}

/// The kinds of entities that a key can be.
pub(crate) fn possible(spec: &Spec, key: &Key) -> Vec<Component> {
    let mut possible = Vec::new();
    if key.readable() {
        possible.push(Component::Sensor);
        if value::kind(spec, &key.read, &key.limits) == Kind::Bool {
            possible.push(Component::BinarySensor);
        }
    }
    let controls = [Component::Number, Component::Select, Component::Switch, Component::Text, Component::Button];
    possible.extend(controls.into_iter().filter(|control| control_kind(spec, key, *control).is_some()));
    possible
}

/// What a control of a key writes, if the key can be one: it is written as it is read.
fn control_kind<'a>(spec: &'a Spec, key: &Key, component: Component) -> Option<Kind<'a>> {
    if !key.writable() {
        return None;
    }
    let read = key.readable().then(|| value::kind(spec, &key.read, &key.limits));
    value::written(spec, key.written(), &key.limits).into_iter().find(|kind| {
        let fits = match (component, kind) {
            (Component::Number, Kind::Number { range, .. }) => {
                range.min.zip(range.max).is_some_and(|(min, max)| min.as_f64() < max.as_f64())
            }
            (Component::Select, Kind::Choice(_)) | (Component::Switch, Kind::Bool) => true,
            (Component::Text, Kind::Text(capacity)) => *capacity <= LONGEST,
            (Component::Button, Kind::Bool) => return true,
            _ => false,
        };
        fits && read.as_ref().is_none_or(|read| read.is_like(kind))
    })
}

/// What can stand in an entity id.
fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for char in name.chars() {
        if char.is_ascii_alphanumeric() {
            out.push(char.to_ascii_lowercase());
        } else if !out.ends_with('_') {
            out.push('_');
        }
    }
    out.trim_end_matches('_').to_owned()
}
