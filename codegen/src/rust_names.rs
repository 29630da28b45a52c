//! Which names of a spec can be names in Rust.

/// Words that even `r#` does not make a name.
const IMPOSSIBLE: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// Items that the generated code has beside the types of the spec, and names that it writes without a path.
const GENERATED_TYPES: [&str; 40] = [
    "Access", "Apply", "Box", "Category", "Change", "Changes", "Clone", "Codec", "Command", "Commands", "Copy",
    "Debug", "Default", "Device", "Either", "Err", "Error", "From", "Http", "Into", "Key", "KeyInfo", "Keys", "List",
    "Mqtt", "None", "Ok", "Option", "Origin", "Refusal", "Registry", "Result", "Self", "Some", "State", "String",
    "Text", "Value", "Values", "Vec",
];

/// Methods that the generated registry has beside the accessors.
const GENERATED_METHODS: [&str; 12] = [
    "apply",
    "changes",
    "clear_changes",
    "default",
    "get",
    "info",
    "keys",
    "new",
    "reset",
    "set",
    "values",
    "write_status",
];

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

/// Whether an accessor of that name would clash with what is generated anyhow.
pub(crate) fn is_method_of_generated(name: &str) -> bool {
    GENERATED_METHODS.contains(&name)
}
