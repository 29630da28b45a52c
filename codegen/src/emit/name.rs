//! Names in the generated code.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// An identifier; a keyword becomes a raw one. The few that can't be raw are refused by a check.
pub(super) fn ident(name: &str) -> Ident {
    match syn::parse_str::<Ident>(name) {
        Ok(ident) => ident,
        Err(_) => Ident::new_raw(name, Span::call_site()),
    }
}

/// `prefix_name`
pub(super) fn prefixed(prefix: &str, name: &str) -> Ident {
    Ident::new(&format!("{prefix}{name}"), Span::call_site())
}

/// A field's name on the wire as Rust writes it: `pGrid` becomes `p_grid`, `I1` becomes `i1`.
pub(super) fn snake(name: &str) -> String {
    let mut snake = String::new();
    let mut lower = false;
    for char in name.chars() {
        if char.is_ascii_uppercase() && lower {
            snake.push('_');
        }
        lower = char.is_ascii_lowercase() || char.is_ascii_digit();
        snake.push(if char.is_ascii_alphanumeric() { char.to_ascii_lowercase() } else { '_' });
    }
    if snake.starts_with(|first: char| first.is_ascii_digit()) {
        snake.insert(0, '_');
    }
    snake
}

/// The name by which the documents find `item`, too. They refuse one that is the item's own.
pub(super) fn alias(item: &str, name: &str) -> TokenStream {
    if item == name { TokenStream::new() } else { quote!(#[doc(alias = #name)]) }
}

/// Text for a doc comment. Brackets are no links there, and what looks like HTML is none.
pub(super) fn doc(text: &str) -> String {
    let mut doc = String::from(" ");
    for char in text.chars() {
        if matches!(char, '[' | ']' | '<' | '>' | '`' | '*' | '_' | '\\' | '#') {
            doc.push('\\');
        }
        doc.push(char);
    }
    doc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wire_names_become_snake_case() {
        for (wire, rust) in [("pGrid", "p_grid"), ("I1", "i1"), ("encryptionType", "encryption_type"), ("ssid", "ssid")]
        {
            assert_eq!(snake(wire), rust);
        }
    }
}
