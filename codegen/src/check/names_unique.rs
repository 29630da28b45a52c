//! No two keys have the same readable name, and none has the short name of another: both name accessors.

use std::collections::HashMap;

use super::Context;
use crate::{
    diagnostic::{At, Code, Diagnostic, Path, Report},
    model::Key,
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    let path = |key: &Key| Path::of_key(key.spec_key()).key("name");
    let shorts: HashMap<&str, &Key> = context.spec.keys.iter().map(|key| (key.short.as_str(), key)).collect();
    let mut names: HashMap<&str, &Key> = HashMap::new();
    for (key, given) in context.all_keys() {
        if !given.has("name") {
            continue;
        }
        if let Some(first) = names.get(key.name.as_str()) {
            let message = format!("the keys `{}` and `{}` are both named `{}`", first.short, key.short, key.name);
            let same = first.spec_key() == key.spec_key();
            let mut diagnostic = Diagnostic::value(Code::NameDuplicate, &path(key), message);
            if same {
                diagnostic = diagnostic.help("put the number into the name: `{n}` stands for it");
            } else {
                diagnostic = diagnostic.also(&path(first), At::Value, "first used here");
            }
            report.push(diagnostic);
            continue;
        }
        names.insert(&key.name, key);
        let other = |name: &str| shorts.get(name).copied().filter(|other| other.short != key.short);
        if let Some(other) = other(&key.name) {
            let message = format!("the name `{}` of `{}` is another key's short name", key.name, key.short);
            report.push(Diagnostic::value(Code::NameDuplicate, &path(key), message).also(
                &Path::of_key(other.spec_key()),
                At::Key,
                "this one's",
            ));
        }
    }
    // Setting `x` is called `set_x`.
    for (key, _) in context.all_keys() {
        let Some(other) = key.name.strip_prefix("set_").and_then(|rest| names.get(rest)) else { continue };
        let message = format!("`{}` is what setting `{}` is called", key.name, other.short);
        report.push(Diagnostic::value(Code::NameDuplicate, &path(key), message).also(
            &path(other),
            At::Value,
            "this key",
        ));
    }
}
