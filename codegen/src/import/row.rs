//! From the cells of a row to a key.

use std::collections::HashMap;

use super::{
    Imported, ImportedEnum, ImportedKey, LeftOut, Types, key_cell, measure, mend::Vocabulary, name, table::Row,
    type_cell, type_cell::Kind, values,
};

/// What has been read so far.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) imported: Imported,
    /// Where each key is in it.
    places: HashMap<String, usize>,
}

impl Reader {
    /// Reads a row and adds its keys.
    pub(super) fn read(&mut self, row: &Row, vocabulary: &Vocabulary) {
        let Some(keys) = key_cell::read(&row.key) else {
            self.imported.left_out.push(LeftOut { line: row.line, cell: row.key.clone() });
            return;
        };
        let text = vocabulary.mend(&row.text);
        for (short, members) in keys.shorts {
            let mut key =
                ImportedKey { short, members, since: keys.since.clone(), line: row.line, ..ImportedKey::default() };
            if let Some(remark) = &keys.remark {
                key.todo.push(format!("the table adds `{remark}` to the key"));
            }
            access_and_category(row, &mut key);
            let found = types(row, &text, &mut key);
            self.add(key, found);
        }
    }

    /// Adds a key, with its enum; of two rows for one key, the one that says more.
    fn add(&mut self, mut key: ImportedKey, found: Option<ImportedEnum>) {
        let Imported { keys, enums, .. } = &mut self.imported;
        let members = key_cell::members(&key.short);
        let place = members.iter().find_map(|member| self.places.get(member)).copied();
        match place.and_then(|place| keys.get_mut(place)) {
            Some(known) if known.short != key.short => {
                known.todo.push(format!("the table has it again in line {}, as `{}`", key.line, key.short));
            }
            Some(known) if known.understood || !key.understood => {
                if known.understood && key.understood && known.types != key.types && found.is_none() {
                    known.todo.push(format!("the table has it again in line {}, as another type", key.line));
                }
            }
            Some(known) => {
                put(&mut key, found, enums);
                *known = key;
            }
            None => {
                put(&mut key, found, enums);
                self.places.extend(members.into_iter().map(|member| (member, keys.len())));
                keys.push(key);
            }
        }
    }
}

fn access_and_category(row: &Row, key: &mut ImportedKey) {
    let letters: String = row.access.chars().filter(|char| !char.is_whitespace()).collect();
    key.access = match letters.to_uppercase().as_str() {
        "R" => "R",
        "W" => "W",
        "R/W" | "RW" | "W/R" => "R/W",
        other => {
            key.todo.push(format!("the table says `{other}` for the access"));
            "R"
        }
    }
    .to_owned();
    key.category = match row.category.to_lowercase().as_str() {
        "constant" => "Constant",
        "config" => "Config",
        "status" => "Status",
        // A table's `Unknown` is no statement, and neither is the spec's `Other`.
        "other" | "unknown" => "Other",
        other => {
            key.todo.push(format!("the table says `{other}` for the category"));
            "Other"
        }
    }
    .to_owned();
}

/// Types, limits and texts. Gives the enum of the key, if its description lists one.
fn types(row: &Row, text: &str, key: &mut ImportedKey) -> Option<ImportedEnum> {
    let mut types = type_cell::read(&row.ty);
    // What the access leaves out is of no interest further on.
    if key.access == "R" && types.set.take().is_some() {
        key.todo.push("the table has a type for writing, and the access `R`".to_owned());
    }
    if key.access == "W"
        && let Some(set) = types.set.take()
    {
        types.get = set;
    }
    for ty in [Some(&mut types.get), types.set.as_mut()].into_iter().flatten() {
        if !ty.kind.known()
            && let Some(array) = type_cell::array_in(text)
        {
            ty.kind = array;
        }
    }
    let found = values::find(text).filter(|_| types.get.kind.is_integer() || says_nothing(&types.get.kind));
    let described = found.as_ref().map_or_else(|| text.to_owned(), |found| found.rest.clone());
    let described = described.as_str();
    let family = key.short.contains('{');
    let phrase = name::phrase(described, family);
    key.title = name::title(&phrase, &key.short);
    key.name = name::readable(&phrase);
    key.text = if described.is_empty() { key.title.clone() } else { described.to_owned() };
    if text.is_empty() {
        key.todo.push("the table does not say what it is".to_owned());
    } else if found.is_none() && types.get.kind.is_integer() && values::suspected(text) {
        key.todo.push("the description seems to list values that could not be read".to_owned());
    }
    doubts(&types, row, found.is_some(), key);
    let enumeration = found.map(|found| {
        if found.open {
            key.todo.push("the list of its values ends in dots".to_owned());
        }
        let (repr, fits) = repr(&types.get.kind, &found.values);
        if !fits {
            key.todo.push(format!("a value does not fit the type `{}`", row.ty));
        }
        let text = key.title.clone();
        ImportedEnum { name: String::new(), repr: repr.to_owned(), text, values: found.values }
    });
    if enumeration.is_none() {
        limits(&types, described, row, key);
    }
    let length = measure::length(described).or_else(|| measure::format(described).map(|(length, _)| length));
    let is_text = |ty: &type_cell::Type| matches!(ty.kind, Kind::Text(_));
    let unmeasured = |ty: &type_cell::Type| ty.kind == Kind::Text(None);
    let set = types.set.as_ref();
    key.usual_length = length.is_none() && (unmeasured(&types.get) || set.is_some_and(unmeasured));
    if is_text(&types.get) && set.is_none_or(is_text) {
        key.pattern = measure::format(described).map(|(_, pattern)| pattern.to_owned());
    }
    let length = length.unwrap_or_else(|| measure::usual_length(described));
    if enumeration.is_some() {
        types.get.kind = Kind::Named(ENUM.to_owned());
    }
    let (get, set) = (types.get.expression(length), types.set.map(|set| set.expression(length)));
    key.types = match set {
        Some(set) if set != get => Types::Apart { get, set },
        _ => Types::Same(get),
    };
    enumeration
}

/// Stands for the enum of a key until its name is known.
const ENUM: &str = "\u{0}";

/// Words for a type that was never filled in; others, such as `object`, do say something.
fn says_nothing(kind: &Kind) -> bool {
    matches!(kind, Kind::Json(word) if matches!(word.to_uppercase().as_str(), "TYPE" | "" | "?" | "-" | "TODO"))
}

/// Asks for what the words of the type leave open.
fn doubts(types: &type_cell::Types, row: &Row, is_enum: bool, key: &mut ImportedKey) {
    let unclear = |ty: &type_cell::Type| match &ty.kind {
        Kind::Json(word) => Some(word.clone()),
        _ => None,
    };
    let (read, written) = (unclear(&types.get), types.set.as_ref().and_then(unclear));
    key.understood = read.is_none() && written.is_none();
    let shown = |word: &str| if word.is_empty() { "nothing".to_owned() } else { format!("`{word}`") };
    match (read, written) {
        (Some(word), None) if is_enum => {
            key.todo.push(format!("the table says {} for the type; its values say a number", shown(&word)));
        }
        (None, Some(word)) => {
            key.todo.push(format!("the table says {} for what is written: which type is it?", shown(&word)))
        }
        (Some(_), Some(_)) => key.todo.push(format!("the table says `{}` for the type: which is it?", row.ty)),
        (Some(word), None) if types.set.is_none() => {
            key.todo.push(format!("the table says {} for the type: which is it?", shown(&word)));
        }
        (Some(word), None) => {
            key.todo.push(format!("the table says {} for what is read: which type is it?", shown(&word)));
        }
        (None, None) => {}
    }
}

/// Unit and range, which belong to numbers that are read and written alike.
fn limits(types: &type_cell::Types, text: &str, row: &Row, key: &mut ImportedKey) {
    let Kind::Plain(word) = types.get.kind else { return };
    if !types.get.kind.is_number() || types.set.as_ref().is_some_and(|set| set.kind != types.get.kind) {
        return;
    }
    let of_type = match (word, row.ty.to_lowercase().contains("minutes")) {
        ("milliseconds", _) => Some("ms"),
        ("seconds", _) => Some("s"),
        (_, true) => Some("min"),
        _ => None,
    };
    key.unit = of_type.or_else(|| measure::unit(text)).map(str::to_owned);
    if types.get.kind.is_integer()
        && let (Some(range), Some((least, greatest))) = (measure::range(text), bounds(word))
    {
        let fits = range.0 >= least && range.1 <= greatest;
        key.range = Some(range).filter(|range| fits && *range != (least, greatest));
    }
}

/// The whole range of an integer type, as far as values of enums go.
fn bounds(word: &str) -> Option<(i64, i64)> {
    Some(match word {
        "uint8" => (0, u8::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        "uint64" => (0, i64::MAX),
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "int32" => (i32::MIN.into(), i32::MAX.into()),
        "int64" => (i64::MIN, i64::MAX),
        _ => return None,
    })
}

/// What an enum is stored as, and whether that is what the table says.
fn repr(kind: &Kind, values: &[super::ImportedValue]) -> (&'static str, bool) {
    let holds = |word: &str| {
        bounds(word)
            .is_some_and(|(least, greatest)| values.iter().all(|value| (least..=greatest).contains(&value.value)))
    };
    match kind {
        Kind::Plain(word) if holds(word) => (word, true),
        kind => {
            let smallest = ["uint8", "int8", "uint16", "int16", "uint32", "int32"].into_iter().find(|word| holds(word));
            (smallest.unwrap_or("int64"), !kind.known())
        }
    }
}

/// Gives the enum of a key its name.
fn put(key: &mut ImportedKey, found: Option<ImportedEnum>, enums: &mut Vec<ImportedEnum>) {
    let Some(found) = found else { return };
    let name = name_of(found, key, enums);
    match &mut key.types {
        Types::Same(ty) => *ty = ty.replace(ENUM, &name),
        Types::Apart { get, set } => {
            *get = get.replace(ENUM, &name);
            *set = set.replace(ENUM, &name);
        }
    }
}

/// The name of an enum: that of an equal one, or a new one made of the key's title.
fn name_of(mut found: ImportedEnum, key: &ImportedKey, enums: &mut Vec<ImportedEnum>) -> String {
    let equal =
        |known: &&ImportedEnum| known.repr == found.repr && known.values == found.values && found.values.len() > 2;
    if let Some(known) = enums.iter().find(equal) {
        return known.name.clone();
    }
    let pascal = |text: &str| name::pascal(&text.split(['{', '}', '.']).collect::<String>(), false);
    let words: Vec<&str> = key.name.split('_').take(4).collect();
    let free = |name: &String| {
        !crate::rust_names::is_generated_type(name) && !enums.iter().any(|known| known.name.eq_ignore_ascii_case(name))
    };
    let first = pascal(&words.join("_")).filter(free);
    let name = first.or_else(|| pascal(&format!("{}_{}", words.join("_"), key.short)).filter(free));
    found.name = name.unwrap_or_else(|| format!("Values{}", enums.len()));
    enums.push(found.clone());
    found.name
}
