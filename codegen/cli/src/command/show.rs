//! `keywright show`

use std::path::PathBuf;

use keywright_codegen::{
    Spec,
    model::{Key, Limits, NamedKind, Secret},
};

use crate::{
    failure::Failure,
    spec,
    terminal::{Style, say, stdout_width, table, wrapped},
};

/// Show all that is known of a key.
#[derive(clap::Args)]
pub struct Args {
    /// Its short or readable name.
    key: String,
    /// The language of the texts.
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// The spec.
    #[arg(long, value_name = "FILE", default_value = spec::USUAL)]
    spec: PathBuf,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let spec = spec::read(&args.spec)?;
    let language = spec::language(&spec, args.lang.as_deref())?;
    let key = spec::key(&spec, &args.key)?;
    let style = Style::of_stdout();
    let width = stdout_width().unwrap_or(100);
    let text = key.texts.get(language);
    let title = text.map(|text| text.title.as_str()).unwrap_or_default();
    say(&format!("{}  {title}", style.bold(&key.short)));
    if let Some(text) = text {
        say(&format!("\n{}", wrapped(&text.text, width)));
    }
    let facts = facts(&spec, key);
    let widest = facts.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    say("");
    for (name, fact) in facts {
        say(&format!("{}  {fact}", style.dim(&format!("{name:widest$}"))));
    }
    for id in spec::types(&spec, key) {
        let named = spec.named(id);
        say(&format!(
            "\n{}  {}",
            style.bold(&named.name),
            named.texts.get(language).map(String::as_str).unwrap_or_default()
        ));
        let (head, rows) = members(&spec, &named.kind, language);
        say(&table(&head, &rows, Some(width), style));
    }
    Ok(())
}

fn facts(spec: &Spec, key: &Key) -> Vec<(&'static str, String)> {
    let mut facts = vec![("name", key.name.clone())];
    match &key.write {
        Some(write) => facts.extend([("read as", spec.form(&key.read)), ("written as", spec.form(write))]),
        None => facts.push(("type", spec.form(&key.read))),
    }
    facts.push(("access", key.access.as_str().to_owned()));
    if let Some(category) = spec.device.categories.get(key.category) {
        facts.push(("category", category.name.clone()));
    }
    let mut say = |name, fact: Option<String>| facts.extend(fact.map(|fact| (name, fact)));
    say("unit", key.limits.unit.clone());
    say("range", key.limits.range.map(|range| range.to_string()));
    say("pattern", key.limits.pattern.as_ref().map(|pattern| pattern.source.clone()));
    say("default", key.default.as_ref().filter(|_| !key.is_secret()).map(ToString::to_string));
    say("example", key.example.as_ref().filter(|_| !key.is_secret()).map(ToString::to_string));
    say("since", key.since.clone());
    say("until", key.until.clone());
    say("family", key.family.as_ref().map(|family| family.pattern.clone()));
    let on: Vec<_> = [("HTTP", key.http), ("MQTT", key.mqtt)].into_iter().filter(|(_, on)| *on).collect();
    let on: Vec<_> = on.into_iter().map(|(name, _)| name).collect();
    say("on", Some(if on.is_empty() { "no transport".to_owned() } else { on.join(" and ") }));
    let pace = (key.mqtt && key.readable()).then(|| format!("every {} ms at most", key.pace_ms));
    say("published", pace);
    say(
        "deadband",
        key.deadband.map(|deadband| format!("changes of {} and more are published", number(deadband, key))),
    );
    say("stored", key.persist.then(|| format!("every {} ms at most", key.persist_ms)));
    say("copies", key.persist_twice.then(|| "two, since it protects the device".to_owned()));
    let flags = [
        (key.persist, "survives a restart"),
        (key.is_secret(), "never read back"),
        (key.secret == Secret::Written, "what is written is never read back"),
        (key.secret == Secret::UrlPassword, "its password is never read back"),
        (key.reboot, "takes effect after a restart"),
        (key.is_command(), "a command: the firmware decides what to do"),
    ];
    let flags: Vec<_> = flags.into_iter().filter(|(is, _)| *is).map(|(_, words)| words).collect();
    say("besides", (!flags.is_empty()).then(|| flags.join(", ")));
    facts
}

fn number(number: f64, key: &Key) -> String {
    [Some(number.to_string()), key.limits.unit.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn members(spec: &Spec, kind: &NamedKind, language: usize) -> ([&'static str; 4], Vec<Vec<String>>) {
    let text = |texts: &[String]| texts.get(language).cloned().unwrap_or_default();
    match kind {
        NamedKind::Enum { values, .. } | NamedKind::Flags { values, .. } => {
            let rows = values.iter();
            let rows =
                rows.map(|value| vec![value.value.to_string(), value.name.clone(), text(&value.texts)]).collect();
            (["value", "name", "text", ""], rows)
        }
        NamedKind::Object { fields, .. } => {
            let row = |field: &keywright_codegen::model::Field| {
                vec![field.name.clone(), spec.form(&field.ty), limits(&field.limits), text(&field.texts)]
            };
            (["field", "type", "limits", "text"], fields.iter().map(row).collect())
        }
    }
}

fn limits(limits: &Limits) -> String {
    let range = limits.range.map(|range| range.to_string());
    let pattern = limits.pattern.as_ref().map(|pattern| pattern.source.clone());
    [range, limits.unit.clone(), pattern].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
