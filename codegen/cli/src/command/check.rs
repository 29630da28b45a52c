//! `keywright check`

use std::path::PathBuf;

use clap::ValueEnum;
use keywright_codegen::{
    Severity,
    diagnostic::{Located, github, located},
    load, render,
};
use serde::Serialize;

use crate::{
    failure::Failure,
    spec,
    terminal::{colored, count, say},
};

/// Show every problem of the spec.
///
/// The exit status is 1 if there is an error; warnings alone are no failure.
#[derive(clap::Args)]
pub struct Args {
    /// The spec; `-` is standard input.
    #[arg(default_value = spec::USUAL)]
    spec: PathBuf,
    /// How problems are shown: for people, for programs, or as annotations of a pull request on GitHub.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Human,
    Json,
    Github,
}

/// What `--format json` writes.
#[derive(Serialize)]
struct Checked<'a> {
    spec: &'a str,
    /// How many there are, if the spec has no error.
    keys: Option<usize>,
    types: Option<usize>,
    errors: usize,
    warnings: usize,
    problems: Vec<Located<'a>>,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let source = spec::source(&args.spec).map_err(Failure::broken)?;
    let loaded = load(&source);
    let errors = loaded.diagnostics.iter().filter(|problem| problem.severity == Severity::Error).count();
    match args.format {
        Format::Human => {
            eprint!("{}", render(&loaded.diagnostics, &source, colored(&std::io::stderr())));
            if let Some(spec) = &loaded.spec {
                let (keys, types) = (count(spec.keys.len(), "key"), count(spec.types.len(), "type"));
                let well = if loaded.diagnostics.is_empty() { "OK" } else { "no errors" };
                say(&format!("{well}: {keys}, {types}"));
            }
        }
        Format::Json => {
            let checked = Checked {
                spec: &source.name,
                keys: loaded.spec.as_ref().map(|spec| spec.keys.len()),
                types: loaded.spec.as_ref().map(|spec| spec.types.len()),
                errors,
                warnings: loaded.diagnostics.len() - errors,
                problems: located(&loaded.diagnostics, &source),
            };
            say(&serde_json::to_string_pretty(&checked).map_err(Failure::broken)?);
        }
        Format::Github => {
            let annotations = github(&loaded.diagnostics, &source);
            if !annotations.is_empty() {
                say(annotations.trim_end());
            }
        }
    }
    if errors == 0 { Ok(()) } else { Err(Failure::Shown) }
}
