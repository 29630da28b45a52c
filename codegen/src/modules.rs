//! Key modules: parts of a spec that come ready-made, and that a spec takes in with `use`.
//!
//! They are merged into the tree before anything is read, so that all else works on them as on what people wrote. Whatever is
//! said of a part of a module is said of the place where the module is named.

use crate::{
    diagnostic::{Code, Diagnostic, Path, Report, did_you_mean, list, quoted},
    source::tree::{Bytes, Entry, Kind, Node, parse},
};

/// The name of the section that lists modules.
pub(crate) const USE: &str = "use";

macro_rules! modules {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../modules/", $name, ".yaml")))),*]
    };
}

/// Every module, with its text.
pub(crate) const MODULES: &[(&str, &str)] = modules! {
    "identity" "clock" "restart" "settings" "password" "pages" "mqtt" "tls" "mqtt_test" "home_assistant"
};

/// A module that a spec takes in.
struct Used<'a> {
    name: &'static str,
    text: &'static str,
    /// Where it is named.
    place: Bytes,
    /// Keys of the module with another name.
    renamed: Vec<(&'a str, &'a str)>,
}

/// Merges the modules that the spec uses into it.
pub(crate) fn expand(root: &mut Node<'_>, report: &mut Report) {
    let Kind::Map(sections) = &root.kind else { return };
    let Some(used) = sections.iter().find(|section| section.key == USE) else { return };
    let languages = strings(root, &["device", "languages"]);
    let categories = own_categories(root);
    let mut parts = Vec::new();
    for used in read(&used.value, report) {
        // A test reads every module: nothing is wrong with it.
        let Some(mut module) = parse(used.text, &mut Report::default()) else { continue };
        rename(&mut module, &used.renamed);
        adapt(&mut module, &languages, &categories);
        put_at(&mut module, used.place);
        parts.push(module);
    }
    for part in parts {
        merge(root, part);
    }
}

/// The modules that are named, each once.
fn read<'a>(node: &'a Node<'_>, report: &mut Report) -> Vec<Used<'a>> {
    let path = Path::section(USE);
    let mut used = Vec::new();
    match &node.kind {
        Kind::List(items) => {
            for (index, item) in items.iter().enumerate() {
                match &item.kind {
                    Kind::Scalar { text, .. } if used.iter().any(|used: &Used<'_>| used.name == *text) => report.push(
                        Diagnostic::value(Code::Module, &path.index(index), format!("{} is given twice", quoted(text))),
                    ),
                    Kind::Scalar { text, .. } => used.extend(find(text, item.bytes, &path.index(index), report)),
                    _ => report.push(not_names(&path.index(index))),
                }
            }
        }
        Kind::Map(entries) => {
            for entry in entries {
                let path = path.key(&entry.key);
                let Some(mut module) = find(&entry.key, entry.key_bytes, &path, report) else { continue };
                module.renamed = names(&entry.value, module.text, &path, report);
                used.push(module);
            }
        }
        Kind::Scalar { .. } if node.is_null() => {}
        Kind::Broken => {}
        Kind::Scalar { .. } => report.push(not_names(&path)),
    }
    used
}

fn not_names(path: &Path) -> Diagnostic {
    Diagnostic::value(Code::Module, path, format!("`{path}` must be the name of a module"))
        .help("write `use: [identity, mqtt]`, or `use: { mqtt: { mcu: broker } }` to rename keys")
}

fn find<'a>(name: &str, place: Bytes, path: &Path, report: &mut Report) -> Option<Used<'a>> {
    let names = || MODULES.iter().map(|(name, _)| *name);
    if let Some((name, text)) = MODULES.iter().find(|(known, _)| *known == name) {
        return Some(Used { name, text, place, renamed: Vec::new() });
    }
    report.push(
        Diagnostic::key(Code::Module, path, format!("unknown module {}", quoted(name)))
            .note(format!("the modules are {}", list(names())))
            .help_if(did_you_mean(name, names())),
    );
    None
}

/// The names that a spec gives to keys of a module.
fn names<'a>(node: &'a Node<'_>, module: &str, path: &Path, report: &mut Report) -> Vec<(&'a str, &'a str)> {
    let mut renamed = Vec::new();
    let Some(entries) = node.entries() else {
        if !node.is_null() {
            let message = format!("`{path}` must be a mapping from keys of the module to their names here");
            report.push(Diagnostic::value(Code::Module, path, message));
        }
        return renamed;
    };
    let tree = parse(module, &mut Report::default());
    let keys = tree.as_ref().and_then(|tree| tree.get("keys")).and_then(Node::entries).unwrap_or_default();
    let known = || keys.iter().map(|entry| &*entry.key);
    for entry in entries {
        let path = path.key(&entry.key);
        match &entry.value.kind {
            _ if known().all(|key| key != entry.key) => report.push(
                Diagnostic::key(Code::Module, &path, format!("the module has no key {}", quoted(&entry.key)))
                    .note(format!("its keys are {}", list(known())))
                    .help_if(did_you_mean(&entry.key, known())),
            ),
            Kind::Scalar { text, .. } => renamed.push((&*entry.key, &**text)),
            _ => report.push(
                Diagnostic::value(Code::Module, &path, format!("`{path}` must be the key's name in this spec"))
                    .help("write another text, default or type under `keys`"),
            ),
        }
    }
    renamed
}

/// Gives keys of a module the names that the spec wants, wherever the module says them.
fn rename(module: &mut Node<'_>, renamed: &[(&str, &str)]) {
    let Kind::Map(sections) = &mut module.kind else { return };
    for section in sections {
        match (&*section.key, &mut section.value.kind) {
            ("keys", Kind::Map(keys)) => {
                for key in keys {
                    if let Some((_, to)) = renamed.iter().find(|(from, _)| *from == key.key) {
                        key.key = (*to).to_owned().into();
                    }
                }
            }
            ("device", _) => rename_values(&mut section.value, renamed),
            _ => {}
        }
    }
}

fn rename_values(node: &mut Node<'_>, renamed: &[(&str, &str)]) {
    match &mut node.kind {
        Kind::Map(entries) => entries.iter_mut().for_each(|entry| rename_values(&mut entry.value, renamed)),
        Kind::List(items) => items.iter_mut().for_each(|item| rename_values(item, renamed)),
        Kind::Scalar { text, .. } => {
            for (from, to) in renamed {
                if *text == *from {
                    *text = (*to).to_owned().into();
                    break;
                }
                let (old, new) = (format!("{{{from}}}"), format!("{{{to}}}"));
                if text.contains(&old) {
                    *text = text.replace(&old, &new).into();
                }
            }
        }
        Kind::Broken => {}
    }
}

/// Takes out the languages that the device does not have, and gives keys the device's own categories.
fn adapt(node: &mut Node<'_>, languages: &[String], categories: &[(String, String)]) {
    match &mut node.kind {
        Kind::Map(entries) => {
            entries.retain(|entry| {
                !matches!(&*entry.key, "en" | "de") || languages.iter().any(|known| *known == entry.key)
            });
            for entry in entries {
                if let ("category", Kind::Scalar { text, .. }) = (&*entry.key, &mut entry.value.kind)
                    && let Some((own, _)) = categories.iter().find(|(_, kind)| *kind == **text)
                {
                    *text = own.clone().into();
                }
                adapt(&mut entry.value, languages, categories);
            }
        }
        Kind::List(items) => items.iter_mut().for_each(|item| adapt(item, languages, categories)),
        Kind::Scalar { .. } | Kind::Broken => {}
    }
}

fn put_at(node: &mut Node<'_>, place: Bytes) {
    node.bytes = place;
    match &mut node.kind {
        Kind::Map(entries) => {
            for entry in entries {
                entry.key_bytes = place;
                put_at(&mut entry.value, place);
            }
        }
        Kind::List(items) => items.iter_mut().for_each(|item| put_at(item, place)),
        Kind::Scalar { .. } | Kind::Broken => {}
    }
}

/// Adds what is not there. What people wrote stands.
fn merge<'a>(into: &mut Node<'a>, from: Node<'a>) {
    let (Kind::Map(own), Kind::Map(entries)) = (&mut into.kind, from.kind) else { return };
    // A key that says its type does not have those of the module, however many those are.
    let typed = |own: &[Entry<'_>]| own.iter().any(|entry| matches!(&*entry.key, "type" | "get" | "set"));
    let keeps_type = typed(own);
    for entry in entries {
        match own.iter_mut().find(|own| own.key == entry.key) {
            Some(own) if own.value.is_null() => own.value = entry.value,
            Some(own) => merge(&mut own.value, entry.value),
            None if keeps_type && matches!(&*entry.key, "type" | "get" | "set") => {}
            None => own.push(entry),
        }
    }
}

/// The texts of a list.
fn strings(root: &Node<'_>, path: &[&str]) -> Vec<String> {
    let node = path.iter().try_fold(root, |node, name| node.get(name));
    let Some(Kind::List(items)) = node.map(|node| &node.kind) else { return Vec::new() };
    let text = |item: &Node<'_>| match &item.kind {
        Kind::Scalar { text, .. } => Some(text.to_string()),
        _ => None,
    };
    items.iter().filter_map(text).collect()
}

/// Names and kinds of the categories, where the device has its own.
fn own_categories(root: &Node<'_>) -> Vec<(String, String)> {
    let categories = root.get("device").and_then(|device| device.get("categories")).and_then(Node::entries);
    let named = |entry: &Entry<'_>| match &entry.value.kind {
        Kind::Scalar { text, .. } => Some((entry.key.to_string(), text.to_string())),
        _ => None,
    };
    categories.unwrap_or_default().iter().filter_map(named).collect()
}

/// The module that stands at a place, if one does.
pub(crate) fn named_at<'a>(root: &'a Node<'_>, place: &std::ops::Range<usize>) -> Option<&'a str> {
    let is_at = |bytes: Bytes| bytes.range() == *place;
    match &root.get(USE)?.kind {
        Kind::List(items) => items.iter().filter(|item| is_at(item.bytes)).find_map(|item| match &item.kind {
            Kind::Scalar { text, .. } => Some(&**text),
            _ => None,
        }),
        Kind::Map(entries) => entries.iter().find(|entry| is_at(entry.key_bytes)).map(|entry| &*entry.key),
        Kind::Scalar { .. } | Kind::Broken => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Source, load, render};

    fn spec(text: &str) -> (Option<crate::Spec>, String) {
        let source = Source { name: "spec.yaml".to_owned(), text: text.to_owned() };
        let loaded = load(&source);
        (loaded.spec, render(&loaded.diagnostics, &source, false))
    }

    fn with(languages: &str, uses: &str, rest: &str) -> (Option<crate::Spec>, String) {
        spec(&format!("format: 1\nuse: {uses}\ndevice:\n  name: lamp\n  languages: {languages}\n{rest}"))
    }

    #[test]
    fn every_module_is_right_by_itself_in_each_of_its_languages() {
        for (name, _) in MODULES {
            for languages in ["[en]", "[de]", "[en, de]"] {
                let (spec, said) = with(languages, &format!("[{name}]"), "");
                assert!(spec.is_some() && said.is_empty(), "{name} in {languages}:\n{said}");
            }
        }
    }

    #[test]
    fn all_modules_go_together_and_have_their_roles() {
        let names: Vec<_> = MODULES.iter().map(|(name, _)| *name).collect();
        let (spec, said) = with("[en, de]", &format!("[{}]", names.join(", ")), "");
        let spec = spec.unwrap_or_else(|| panic!("{said}"));
        let (device, mqtt) = (&spec.device, &spec.device.mqtt);
        assert!(device.serial.is_some() && device.uptime.is_some() && device.restart.is_some());
        assert!(device.settings.is_some() && device.discovery.is_some());
        assert!(device.http.password.is_some() && device.http.pages.is_some());
        assert!(mqtt.broker.is_some() && mqtt.status.is_some() && mqtt.tls.is_some() && mqtt.test.is_some());
        assert!(mqtt.home_assistant.is_some());
    }

    #[test]
    fn the_readme_lists_every_module_with_its_keys() {
        let readme = include_str!("../README.md");
        for (name, _) in MODULES {
            let (spec, said) = with("[en]", &format!("[{name}]"), "");
            let keys = spec.unwrap_or_else(|| panic!("{said}")).keys.into_iter().map(|key| format!("`{}`", key.short));
            let row = readme.lines().find(|line| line.starts_with(&format!("| [`{name}`](modules/{name}.yaml) |")));
            let listed = format!("| {} |", keys.collect::<Vec<_>>().join(", "));
            assert!(row.is_some_and(|row| row.ends_with(&listed)), "{name}: {row:?} {listed}");
        }
    }

    #[test]
    fn the_example_of_the_readme_is_right() {
        let (_, section) = include_str!("../README.md").split_once("## Modules\n").expect("the section");
        let example = section.split("```").nth(1).and_then(|block| block.strip_prefix("yaml\n")).expect("an example");
        let (spec, said) = spec(&format!("format: 1\ndevice: {{ name: lamp, languages: [en] }}\n{example}"));
        let spec = spec.unwrap_or_else(|| panic!("{said}"));
        assert!(spec.find("broker").is_some() && spec.find("mcu").is_none() && said.is_empty(), "{said}");
        let on = spec.key(spec.find("mce").expect("it is there"));
        assert_eq!(on.default, Some(crate::model::Value::Bool(true)));
    }

    #[test]
    fn mqtt_and_tls_have_the_fifteen_keys_that_such_devices_have() {
        let (spec, said) = with("[en]", "[mqtt, tls]", "");
        let mut keys: Vec<_> = spec.unwrap_or_else(|| panic!("{said}")).keys.into_iter().map(|key| key.short).collect();
        keys.sort();
        let expected = "mcc mcca mce mck mcr mcs mcu mlr mlra mqcc mqcn mqg mqss msc mtp";
        assert_eq!(keys.join(" "), expected);
    }

    #[test]
    fn a_key_has_another_name_everywhere() {
        let (spec, said) = with("[en]", "{ identity: { serial: sn, label: title }, mqtt: { mcu: broker } }", "");
        let spec = spec.unwrap_or_else(|| panic!("{said}"));
        let short = |id: Option<crate::model::KeyId>| id.map(|id| spec.key(id).short.as_str());
        assert_eq!((short(spec.device.serial), short(spec.device.mqtt.broker)), (Some("sn"), Some("broker")));
        assert!(spec.find("serial").is_none() && spec.find("mcu").is_none() && spec.find("title").is_some());
    }

    #[test]
    fn a_key_has_another_text_default_type_and_place() {
        let keys = "keys:\n  lit: { name: lit, type: bool, access: R, category: Status, en: { title: Lit, text: It is. } }\n  \
                    mce: { default: true }\n  mtp: { type: string(32), en: { title: Topics } }\n";
        let (spec, said) = with("[en]", "[mqtt]", keys);
        let spec = spec.unwrap_or_else(|| panic!("{said}"));
        let order: Vec<_> = spec.keys.iter().take(4).map(|key| key.short.as_str()).collect();
        assert_eq!(order, ["lit", "mce", "mtp", "mcu"]);
        let key = |short| spec.key(spec.find(short).unwrap());
        assert_eq!(key("mce").default, Some(crate::model::Value::Bool(true)));
        assert!(key("mtp").write.is_none() && key("mtp").texts[0].title == "Topics");
        assert!(key("mtp").texts[0].text.starts_with("Every MQTT topic"));
    }

    #[test]
    fn what_is_wrong_in_a_module_points_to_where_it_is_named() {
        let keys =
            "keys:\n  x: { name: mqtt_enabled, type: bool, access: R, category: Status, en: { title: X, text: X. } }\n";
        let (spec, said) = with("[en, fr]", "[clock, mqtt]", keys);
        assert!(spec.is_none());
        assert!(said.contains("2 | use: [clock, mqtt]") && said.contains("it is in the module `mqtt`"), "{said}");
    }

    #[test]
    fn own_categories_take_the_keys_of_their_kind() {
        let (spec, said) = with("[en]", "[clock]", "  categories: { live: Status, setup: Config }\n");
        let spec = spec.unwrap_or_else(|| panic!("{said}"));
        assert_eq!(spec.device.categories[spec.keys[0].category].name, "live");
    }

    #[test]
    fn what_is_no_module_is_told() {
        for (uses, expected) in [
            ("[clok]", "unknown module `clok`"),
            ("[clock, clock]", "`clock` is given twice"),
            ("clock", "`use` must be the name of a module"),
            ("[[clock]]", "`use[0]` must be the name of a module"),
            ("{ clock: [] }", "`use.clock` must be a mapping"),
            ("{ clock: { up: x } }", "the module has no key `up`"),
            ("{ clock: { uptime: [] } }", "`use.clock.uptime` must be the key's name"),
        ] {
            let (_, said) = with("[en]", uses, "keys:\n");
            assert!(said.contains(expected), "{uses}: {said}");
        }
    }
}
