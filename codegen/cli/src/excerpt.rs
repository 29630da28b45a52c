//! What of the generated Rust is there for one key.

use keywright_codegen::{Spec, model::Key};
use syn::{Attribute, Expr, ExprArray, File, ImplItem, Item, Type, punctuated::Punctuated};

use crate::spec;

/// The items that name the key, cut down to it, with a line above each that says what was cut.
pub fn of_key(file: File, spec: &Spec, key: &Key) -> String {
    let types: Vec<_> = spec::types(spec, key).into_iter().map(|id| spec.named(id).name.as_str()).collect();
    let place = spec.keys.iter().position(|other| other.short == key.short).unwrap_or(0);
    let rule = rule(&file, place);
    let mut found = Vec::new();
    for item in file.items {
        if let Some((above, item)) = cut(item, key, &types, place, rule) {
            let text =
                prettyplease::unparse(&File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] });
            found.push(if above.is_empty() { text } else { format!("// {above}\n{text}") });
        }
    }
    found.join("\n")
}

/// What is left of an item, and what to say above it. None if it has nothing of the key.
fn cut(item: Item, key: &Key, types: &[&str], place: usize, rule: Option<usize>) -> Option<(String, Item)> {
    let is_named = |name: &syn::Ident| types.iter().any(|wanted| name == wanted);
    match item {
        Item::Enum(item) if is_named(&item.ident) => Some((String::new(), Item::Enum(item))),
        Item::Struct(item) if is_named(&item.ident) => Some((String::new(), Item::Struct(item))),
        Item::Enum(mut item) if item.ident == "Key" => {
            let all = item.variants.len();
            item.variants = item.variants.into_iter().filter(|variant| variant.ident == key.short).collect();
            Some((format!("one of {all} variants"), Item::Enum(item)))
        }
        Item::Static(mut item) => {
            let place = if item.ident == "KEYS" {
                place
            } else if item.ident == "RULES" {
                rule?
            } else {
                return None;
            };
            let Expr::Array(rows) = *item.expr else { return None };
            item.expr = Box::new(Expr::Array(only(rows, place)?));
            Some((format!("row {place}"), Item::Static(item)))
        }
        Item::Impl(mut item) => match item.self_ty.as_ref() {
            Type::Path(path) if path.path.is_ident("Registry") && item.trait_.is_none() => {
                item.items.retain(|item| matches!(item, ImplItem::Fn(function) if is_of(&function.attrs, key)));
                let none = item.items.is_empty();
                (!none).then(|| ("of the registry's functions".to_owned(), Item::Impl(item)))
            }
            Type::Path(path) if path.path.get_ident().is_some_and(is_named) => Some((String::new(), Item::Impl(item))),
            _ => None,
        },
        Item::Trait(mut item) if item.ident == "Commands" => {
            item.items.retain(|item| matches!(item, syn::TraitItem::Fn(function) if is_of(&function.attrs, key)));
            let none = item.items.is_empty();
            (!none).then(|| ("of the commands".to_owned(), Item::Trait(item)))
        }
        _ => None,
    }
}

/// Whether `#[doc(alias = "…")]` gives the key's short name, as on everything that is there for one key alone.
fn is_of(attributes: &[Attribute], key: &Key) -> bool {
    attributes.iter().any(|attribute| {
        let mut found = false;
        if attribute.path().is_ident("doc")
            && let syn::Meta::List(_) = &attribute.meta
        {
            // A `doc` of another form is none of ours.
            let _ = attribute.parse_nested_meta(|meta| {
                let alias: syn::LitStr = meta.value()?.parse()?;
                found |= meta.path.is_ident("alias") && alias.value() == key.short;
                Ok(())
            });
        }
        found
    })
}

/// `[.., row, ..]`
fn only(rows: ExprArray, place: usize) -> Option<ExprArray> {
    let last = rows.elems.len().checked_sub(1)?;
    let row = rows.elems.into_iter().nth(place)?;
    let rest = || -> Option<Expr> { syn::parse_str("..").ok() };
    let mut elems = Punctuated::new();
    elems.extend((place > 0).then(rest).flatten());
    elems.push(row);
    elems.extend((place < last).then(rest).flatten());
    Some(ExprArray { attrs: rows.attrs, bracket_token: rows.bracket_token, elems })
}

/// The place of the key's rule, as its row has it.
fn rule(file: &File, place: usize) -> Option<usize> {
    let keys = file.items.iter().find_map(|item| match item {
        Item::Static(item) if item.ident == "KEYS" => Some(&*item.expr),
        _ => None,
    })?;
    let Expr::Array(rows) = keys else { return None };
    let Expr::Struct(row) = rows.elems.get(place)? else { return None };
    row.fields.iter().find_map(|field| match (&field.member, &field.expr) {
        (syn::Member::Named(name), Expr::Lit(literal)) if name == "rule" => match &literal.lit {
            syn::Lit::Int(number) => number.base10_parse().ok(),
            _ => None,
        },
        _ => None,
    })
}
