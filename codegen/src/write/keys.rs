//! The keys, each member of a family where its family first shows.

use std::collections::HashMap;

use super::{
    family::{template, value_template},
    field, home_assistant,
    text::{limits, mapping, quoted, value},
    types::Names,
};
use crate::model::{Access, CategoryKind, Family, Key, PERSIST_MS, Secret, Spec, Value};
use crate::raw::TWICE;

/// Every key, as they stand under `keys`.
pub(super) fn all(spec: &Spec, names: &mut Names<'_>) -> String {
    let mut families: HashMap<&str, Vec<&Key>> = HashMap::new();
    for key in &spec.keys {
        if let Some(family) = &key.family {
            families.entry(&family.pattern).or_default().push(key);
        }
    }
    let mut out = String::new();
    for key in &spec.keys {
        match &key.family {
            None => write(spec, &[key], names, &mut out),
            // The first member stands for all of them.
            Some(family) => {
                let members = families.remove(family.pattern.as_str()).unwrap_or_default();
                write(spec, &members, names, &mut out);
            }
        }
    }
    out
}

/// One entry: a key, or all members of a family.
fn write(spec: &Spec, members: &[&Key], names: &mut Names<'_>, out: &mut String) {
    let Some(key) = members.first() else { return };
    let number = |key: &Key| key.family.as_ref().map(|family: &Family| family.number);
    let text = |of: &dyn Fn(&Key) -> String| {
        let texts: Vec<_> = members.iter().map(|member| (number(member), of(member))).collect();
        quoted(&template(&texts))
    };
    let stated = |of: &dyn Fn(&Key) -> Option<Value>| {
        let values: Option<Vec<_>> = members.iter().map(|member| Some((number(member), of(member)?))).collect();
        values.map(|values| value(&value_template(&values)))
    };
    out.push_str(&format!("  {}:\n", quoted(key.spec_key())));
    let mut put = |name: &str, value: &str| field(out, 4, name, value);
    put("name", &text(&|key| key.name.clone()));
    match &key.write {
        None => put("type", &quoted(&names.expression(&key.read))),
        Some(write) => {
            put("get", &quoted(&names.expression(&key.read)));
            put("set", &quoted(&names.expression(write)));
        }
    }
    put("access", key.access.as_str());
    let category = spec.device.categories.get(key.category);
    put("category", &quoted(category.map_or("", |category| &category.name)));
    for (name, value) in limits(&key.limits) {
        put(name, &value);
    }
    for (name, value) in
        [("default", stated(&|key| key.default.clone())), ("example", stated(&|key| key.example.clone()))]
    {
        if let Some(value) = value {
            put(name, &value);
        }
    }
    // What a key that is only written does when nothing is said can't be said.
    let usual = category.is_some_and(|category| category.kind == CategoryKind::Config) && key.access != Access::Read;
    if key.persist_twice {
        put("persist", TWICE);
    } else if key.persist && key.persist_ms != PERSIST_MS {
        put("persist", &format!("{}ms", key.persist_ms));
    } else if key.persist != usual {
        put("persist", &key.persist.to_string());
    }
    for (name, value) in [
        ("secret", (key.secret != Secret::Nothing).then_some(key.secret.as_str())),
        ("reboot", key.reboot.then_some("true")),
    ] {
        if let Some(value) = value {
            put(name, value);
        }
    }
    if !(key.http && key.mqtt) {
        put(
            "transports",
            if key.http {
                "[http]"
            } else if key.mqtt {
                "[mqtt]"
            } else {
                "[]"
            },
        );
    }
    if key.pace_ms != spec.device.mqtt.pace_ms {
        put("pace", &format!("{}ms", key.pace_ms));
    }
    if let Some(deadband) = key.deadband {
        put("deadband", &deadband.to_string());
    }
    if let Some(words) = home_assistant::words(spec, &key.home_assistant) {
        put("home_assistant", &words);
    }
    for (name, version) in [("since", &key.since), ("until", &key.until)] {
        if let Some(version) = version {
            put(name, &quoted(version));
        }
    }
    for (i, language) in spec.device.languages.iter().enumerate() {
        let of = |key: &Key, field: fn(&crate::model::Text) -> &String| key.texts.get(i).map(field).cloned();
        let title = text(&|key| of(key, |text| &text.title).unwrap_or_default());
        let long = text(&|key| of(key, |text| &text.text).unwrap_or_default());
        put(language, &mapping([("title".to_owned(), title), ("text".to_owned(), long)]));
    }
}
