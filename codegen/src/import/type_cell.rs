//! What a table calls a type, as the spec writes it.

/// A type that a table names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Type {
    pub(super) kind: Kind,
    pub(super) optional: bool,
}

/// A type without its `null`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A type of the spec that needs nothing more.
    Plain(&'static str),
    /// A string, with its length where the table gives one.
    Text(Option<u32>),
    /// So many items.
    Array(&'static str, u32),
    /// A type of the spec's own.
    Named(String),
    /// Anything: the table's word says too little.
    Json(String),
}

/// The types of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Types {
    pub(super) get: Type,
    /// Where it is told apart.
    pub(super) set: Option<Type>,
}

/// Words that tables use for the types of the spec. `int` and `size_t` are those of a 32-bit device.
const WORDS: [(&str, &str); 40] = [
    ("bool", "bool"),
    ("boolean", "bool"),
    ("uint8", "uint8"),
    ("uint8_t", "uint8"),
    ("u8", "uint8"),
    ("byte", "uint8"),
    ("unsigned char", "uint8"),
    ("uint16", "uint16"),
    ("uint16_t", "uint16"),
    ("u16", "uint16"),
    ("unsigned short", "uint16"),
    ("uint32", "uint32"),
    ("uint32_t", "uint32"),
    ("u32", "uint32"),
    ("unsigned int", "uint32"),
    ("unsigned", "uint32"),
    ("uint", "uint32"),
    ("size_t", "uint32"),
    ("uint64", "uint64"),
    ("uint64_t", "uint64"),
    ("u64", "uint64"),
    ("int8", "int8"),
    ("int8_t", "int8"),
    ("i8", "int8"),
    ("int16", "int16"),
    ("int16_t", "int16"),
    ("i16", "int16"),
    ("short", "int16"),
    ("int32", "int32"),
    ("int32_t", "int32"),
    ("i32", "int32"),
    ("int", "int32"),
    ("integer", "int32"),
    ("int64", "int64"),
    ("int64_t", "int64"),
    ("float", "float"),
    ("double", "double"),
    ("milliseconds", "milliseconds"),
    ("seconds", "seconds"),
    // Neither width nor sign is said; offsets of a time zone are negative.
    ("minutes", "int32"),
];

/// Reads what stands in the column of types.
pub(super) fn read(cell: &str) -> Types {
    let cell = cell.trim().trim_matches('`').trim();
    if let Some((get, set)) = cell.strip_prefix("get:").and_then(|rest| rest.split_once("set:")) {
        return Types { get: one(get), set: Some(one(set)) };
    }
    Types { get: one(cell), set: None }
}

fn one(text: &str) -> Type {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let inner = inside(text, &lower, "optional<", ">")
        .or_else(|| inside(text, &lower, "null or ", ""))
        .or_else(|| inside(text, &lower, "", " or null"));
    match inner {
        Some(inner) => Type { optional: true, ..one(inner) },
        None => Type { kind: kind(text, &lower), optional: false },
    }
}

/// What is between two parts of a text that are found in any case.
fn inside<'a>(text: &'a str, lower: &str, before: &str, after: &str) -> Option<&'a str> {
    lower.strip_prefix(before)?.strip_suffix(after)?;
    text.get(before.len()..text.len().checked_sub(after.len())?)
}

fn kind(text: &str, lower: &str) -> Kind {
    if let Some(word) = plain(lower) {
        return Kind::Plain(word);
    }
    if matches!(lower, "string" | "str" | "text") {
        return Kind::Text(None);
    }
    let length = inside(text, lower, "string(", ")").and_then(|length| length.parse().ok());
    if let Some(length) = length.filter(|length| (1..=65_535).contains(length)) {
        return Kind::Text(Some(length));
    }
    array(text).unwrap_or_else(|| Kind::Json(text.to_owned()))
}

/// The spec's word for a number or a bool.
fn plain(lower: &str) -> Option<&'static str> {
    WORDS.iter().find(|(word, _)| *word == lower).map(|(_, meant)| *meant)
}

/// `uint8_t[3]`
fn array(text: &str) -> Option<Kind> {
    let (item, rest) = text.split_once('[')?;
    let length = rest.strip_suffix(']')?.parse().ok().filter(|length| (1..=1024).contains(length))?;
    Some(Kind::Array(plain(&item.to_ascii_lowercase())?, length))
}

/// An array whose items a description gives: `load_mapping (uint8_t[3])`.
pub(super) fn array_in(description: &str) -> Option<Kind> {
    description.split(|char: char| char.is_whitespace() || "(),".contains(char)).find_map(array)
}

impl Kind {
    /// Whether the table says enough.
    pub(super) fn known(&self) -> bool {
        !matches!(self, Self::Json(_))
    }

    /// Whether it can have a unit and a range.
    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Plain(word) if *word != "bool")
    }

    /// Whether an enum can be stored as it.
    pub(super) fn is_integer(&self) -> bool {
        matches!(self, Self::Plain(word) if word.starts_with("int") || word.starts_with("uint"))
    }
}

impl Type {
    /// As the spec writes it; `length` is for strings whose own is not known.
    pub(super) fn expression(&self, length: u32) -> String {
        let kind = match &self.kind {
            Kind::Plain(word) => (*word).to_owned(),
            Kind::Text(own) => format!("string({})", own.unwrap_or(length)),
            Kind::Array(item, count) => format!("array<{item}, {count}>"),
            Kind::Named(name) => name.clone(),
            Kind::Json(_) => "json(256)".to_owned(),
        };
        if self.optional { format!("optional<{kind}>") } else { kind }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expression(cell: &str) -> String {
        let types = read(cell);
        let set = types.set.map(|set| format!(" / {}", set.expression(64))).unwrap_or_default();
        types.get.expression(64) + &set
    }

    #[test]
    fn words_of_c_are_known() {
        assert_eq!(
            ["uint8_t", "unsigned int", "size_t", "int"].map(expression),
            ["uint8", "uint32", "uint32", "int32"]
        );
    }

    #[test]
    fn null_is_written_in_three_ways() {
        assert_eq!(expression("optional<string>"), "optional<string(64)>");
        assert_eq!(expression("string or null"), "optional<string(64)>");
        assert_eq!(expression("null or milliseconds"), "optional<milliseconds>");
    }

    #[test]
    fn what_is_written_may_differ_from_what_is_read() {
        assert_eq!(expression("get: bool set: string"), "bool / string(64)");
        assert_eq!(expression("get: optional<uint8_t> set: uint8_t"), "optional<uint8> / uint8");
    }

    #[test]
    fn a_word_that_says_nothing_is_json() {
        assert_eq!(read("optional<JsonObject>").get.kind, Kind::Json("JsonObject".to_owned()));
        assert_eq!(expression("legacy"), "json(256)");
    }

    #[test]
    fn an_array_may_be_told_in_the_description() {
        assert_eq!(array_in("load_mapping (uint8_t[3])"), Some(Kind::Array("uint8", 3)));
        assert_eq!(array_in("energy array, U (L1, L2)"), None);
    }
}
