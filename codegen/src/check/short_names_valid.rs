//! Short keys are made of letters, digits and `_`: they stand in topics, URLs and Rust.

use super::Context;
use crate::{
    diagnostic::{Code, Diagnostic, Report, quoted},
    rust_names,
};

const LONGEST: usize = 32;

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for (key, given) in context.all_keys() {
        let short = &key.short;
        let shaped = short.starts_with(|first: char| first.is_ascii_alphabetic())
            && short.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let help = if !shaped {
            "letters, digits and `_`, starting with a letter"
        } else if short.len() > LONGEST {
            "it has at most 32 characters"
        } else if !rust_names::is_identifier(short) || rust_names::is_generated_key(short) {
            "generated code has this name already, or Rust keeps it for itself"
        } else {
            continue;
        };
        let message = format!("{} can't be a key", quoted(short));
        report.push(Diagnostic::key(Code::ShortName, &given.path, message).help(help));
    }
}
