//! Which names of a spec can be names in Rust.

/// Words that even `r#` does not make a name.
const IMPOSSIBLE: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// Items that the generated code has beside the types of the spec, and names of the prelude that a firmware which
/// imports everything would lose.
const GENERATED_TYPES: [&str; 38] = [
    "ARENA",
    "Box",
    "Change",
    "Clone",
    "Commands",
    "Copy",
    "DESCRIPTIONS",
    "Debug",
    "Default",
    "Device",
    "DeviceRef",
    "Eq",
    "Err",
    "From",
    "Hash",
    "Into",
    "Iterator",
    "KEYS",
    "Key",
    "None",
    "Ok",
    "Option",
    "Origin",
    "Pools",
    "RULES",
    "Refusal",
    "Registry",
    "Result",
    "Self",
    "Some",
    "String",
    "Structures",
    "TABLES",
    "TEXTS",
    "Values",
    "Vec",
    "VALUES",
    "WORDS",
];

/// Methods that the generated registry and the trait of commands have beside those of the keys.
const GENERATED_METHODS: [&str; 13] = [
    "blank",
    "changes",
    "clone",
    "default",
    "fill_texts",
    "fmt",
    "new",
    "registry",
    "registry_mut",
    "store",
    "store_text",
    "values",
    "values_mut",
];

/// What `enum Key` has beside its variants.
const GENERATED_KEYS: [&str; 2] = ["ALL", "COUNT"];

/// Letters, digits and `_`; keywords are fine, because generated code writes `r#type`.
pub(crate) fn is_identifier(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !IMPOSSIBLE.contains(&name)
}

/// `requested_current`
pub(crate) fn is_snake_case(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        && !name.contains("__")
        && !name.ends_with('_')
}

/// `CarState`
pub(crate) fn is_pascal_case(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && is_identifier(name)
}

/// Whether a named type of that name would clash with what is generated anyhow.
pub(crate) fn is_generated_type(name: &str) -> bool {
    GENERATED_TYPES.contains(&name)
}

/// Whether a key of that name would clash with what `enum Key` has anyhow.
pub(crate) fn is_generated_key(name: &str) -> bool {
    GENERATED_KEYS.contains(&name)
}

/// Names that read alike: a field is written in snake_case in Rust, so `pGrid` and `p_grid` are one.
pub(crate) fn alike(name: &str) -> String {
    name.chars().filter(|char| *char != '_').map(|char| char.to_ascii_lowercase()).collect()
}

/// Whether an accessor of that name would clash with what is generated anyhow.
pub(crate) fn is_method_of_generated(name: &str) -> bool {
    GENERATED_METHODS.contains(&name)
}
