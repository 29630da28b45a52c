//! Device class, unit, state class and category of an entity go together as Home Assistant wants it.

use super::Context;
use crate::{
    diagnostic::{Code, Diagnostic, Path, Report, did_you_mean, list, quoted},
    home_assistant::{Entity, classes, entities_of, part_type},
    model::KeyId,
};

/// What somebody wrote of one entity.
struct Said<'a> {
    path: Path,
    device_class: Option<&'a String>,
    state_class: Option<&'a String>,
    entity_category: Option<&'a String>,
    unit: Option<&'a String>,
}

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for (key, given) in context.keys() {
        let words = &key.home_assistant;
        let path = given.path.key("home_assistant");
        let whole = Said {
            path: path.clone(),
            device_class: words.device_class.as_ref(),
            state_class: words.state_class.as_ref(),
            entity_category: words.entity_category.as_ref(),
            unit: words.unit.as_ref(),
        };
        // What is said of the key counts for each of its parts, but only once as a mistake.
        let there = |at| part_type(context.spec, &key.read, &key.limits, at).is_some();
        let parts = words.parts.iter().enumerate().filter(|(_, part)| there(&part.at)).map(|(i, part)| Said {
            path: path.key("parts").index(i),
            device_class: part.device_class.as_ref(),
            state_class: part.state_class.as_ref(),
            entity_category: None,
            unit: part.unit.as_ref(),
        });
        let said: Vec<_> = if words.parts.is_empty() { vec![whole] } else { parts.collect() };
        for (entity, said) in entities_of(context.spec, KeyId(0), key, true).iter().zip(&said) {
            words_known(entity, said, report);
            class_fits(entity, said, report);
            state_class_fits(entity, said, report);
            category_fits(entity, said, report);
        }
    }
}

/// A word that somebody wrote, where it says something.
fn word(said: Option<&String>) -> Option<&String> {
    said.filter(|word| *word != classes::NONE)
}

fn words_known(entity: &Entity, said: &Said<'_>, report: &mut Report) {
    let device_classes = classes::of_component(entity.component);
    let fields = [
        ("device_class", word(said.device_class), device_classes.as_slice(), "device class"),
        ("state_class", said.state_class, &classes::STATE_CLASSES, "state class"),
        ("entity_category", said.entity_category, &classes::ENTITY_CATEGORIES, "category"),
    ];
    for (field, word, known, what) in fields {
        let Some(word) = word.filter(|word| !known.contains(&word.as_str())) else { continue };
        let component = entity.component.as_str();
        let message = format!("{} is no {what} of a `{component}` in Home Assistant", quoted(word));
        let help = if known.is_empty() {
            format!("a `{component}` has none")
        } else {
            did_you_mean(word, known.iter().copied())
                .unwrap_or_else(|| format!("these are known: {}", list(known.iter().copied())))
        };
        report.push(Diagnostic::value(Code::EntityWord, &said.path.key(field), message).help(help));
    }
}

fn class_fits(entity: &Entity, said: &Said<'_>, report: &mut Report) {
    if said.unit.is_some() && entity.unit.is_none() {
        report.push(
            Diagnostic::key(Code::EntityClass, &said.path.key("unit"), "only a number has a unit in Home Assistant")
                .help("remove it"),
        );
        return;
    }
    let Some(class) = entity.device_class.as_deref().and_then(classes::measured) else { return };
    // On and off have classes of their own, some of the same name.
    if !entity.is_measured() {
        return;
    }
    let unit = entity.unit.as_deref().unwrap_or_default();
    if class.units.is_empty() || class.units.contains(&unit) {
        return;
    }
    let at = if said.unit.is_some() { "unit" } else { "device_class" };
    let message = if entity.unit.is_some() {
        format!("the device class `{}` has no unit {}", class.name, quoted(unit))
    } else {
        format!("the device class `{}` needs a unit", class.name)
    };
    let units = class.units.iter().copied().filter(|unit| !unit.is_empty());
    report.push(
        Diagnostic::value(Code::EntityClass, &said.path.key(at), message)
            .note(format!("its units are {}", list(units)))
            .help("choose another class, `none`, or say with `unit` how Home Assistant writes the same unit"),
    );
}

fn state_class_fits(entity: &Entity, said: &Said<'_>, report: &mut Report) {
    let Some(word) = word(said.state_class) else { return };
    let path = said.path.key("state_class");
    if entity.state_class.is_none() {
        let message = format!("a `{}` that is no number to look at has no state class", entity.component.as_str());
        report.push(Diagnostic::key(Code::EntityClass, &path, message).help("only a number of a `sensor` has one"));
        return;
    }
    let class = entity.device_class.as_deref().and_then(classes::measured);
    if let Some(class) = class
        && classes::STATE_CLASSES.contains(&word.as_str())
        && !class.state_classes.contains(&word.as_str())
    {
        let message = format!("the device class `{}` has no state class {}", class.name, quoted(word));
        report.push(
            Diagnostic::value(Code::EntityClass, &path, message)
                .help(format!("it has {}", list(class.state_classes.iter().copied()))),
        );
    }
}

fn category_fits(entity: &Entity, said: &Said<'_>, report: &mut Report) {
    if said.entity_category.is_some_and(|word| word == "config") && !entity.component.controls() {
        let message = format!("a `{}` is not among the settings: nothing can be set with it", entity.component.as_str());
        report.push(
            Diagnostic::value(Code::EntityClass, &said.path.key("entity_category"), message)
                .help("`diagnostic`, or `none` for what matters"),
        );
    }
}
