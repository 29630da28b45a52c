//! No two entries stand for the same key once families are written out.

use std::collections::HashMap;

use super::Context;
use crate::{
    diagnostic::{At, Code, Diagnostic, Path, Report},
    model::Key,
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    let mut first: HashMap<&str, &Key> = HashMap::new();
    for key in &context.spec.keys {
        match first.get(key.short.as_str()) {
            None => {
                first.insert(&key.short, key);
            }
            Some(first) => {
                let message = format!("the key `{}` is there twice", key.short);
                report.push(Diagnostic::key(Code::FamilyCollision, &Path::of_key(key.spec_key()), message).also(
                    &Path::of_key(first.spec_key()),
                    At::Key,
                    "also stands for it",
                ));
            }
        }
    }
}
