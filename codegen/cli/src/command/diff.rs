//! `keywright diff`

use std::path::{Path, PathBuf};

use keywright_codegen::{
    Loaded, Severity,
    diff::{self, Diff, Language, Side},
    import, load, render,
};

use crate::{
    failure::Failure,
    spec,
    terminal::{self, say},
};

/// Say what changed between two specs, and whom that breaks; exit status 2 on a breaking change.
#[derive(clap::Args)]
pub struct Args {
    /// The old spec, or a Markdown table of keys (`.md`).
    old: PathBuf,
    /// The new one.
    new: PathBuf,
    /// How to say it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Language of a changelog in Markdown.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    lang: Lang,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// For a person at a terminal.
    Text,
    /// A changelog.
    Markdown,
    /// For programs.
    Json,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Lang {
    /// English
    En,
    /// German
    De,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let (old, new) = (read(&args.old)?, read(&args.new)?);
    let sides = Side::of(&old).zip(Side::of(&new)).ok_or(Failure::Shown)?;
    let found = diff::diff(&sides.0, &sides.1);
    say(shown(args, &found)?.trim_end());
    if found.is_breaking() { Err(Failure::Breaking) } else { Ok(()) }
}

fn shown(args: &Args, found: &Diff) -> Result<String, Failure> {
    match args.format {
        Format::Text => Ok(diff::text(found)),
        Format::Json => diff::json(found).map_err(Failure::broken),
        Format::Markdown => {
            let language = match args.lang {
                Lang::En => Language::English,
                Lang::De => Language::German,
            };
            diff::markdown(found, &called(&args.old), &called(&args.new), language).map_err(Failure::broken)
        }
    }
}

/// What a changelog calls a spec: the file's name.
fn called(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Reads a spec, or a table as the spec that it is imported as. Warnings are left to `check`.
fn read(path: &Path) -> Result<Loaded, Failure> {
    let mut source = spec::source(path).map_err(Failure::broken)?;
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md")) {
        source.name.push_str(", imported");
        let imported = import::read(&source.text);
        if imported.keys.is_empty() {
            return Err(Failure::Broken(format!("there is no table of keys in `{}`", path.display())));
        }
        source.text = import::to_yaml(&imported);
    }
    let loaded = load(&source);
    if loaded.spec.is_some() {
        return Ok(loaded);
    }
    let errors: Vec<_> =
        loaded.diagnostics.into_iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
    eprint!("{}", render(&errors, &source, terminal::colored(&std::io::stderr())));
    Err(Failure::Shown)
}
