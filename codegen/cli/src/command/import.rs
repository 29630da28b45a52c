//! `keywright import`

use std::{
    fs,
    io::{ErrorKind, Write as _},
    path::PathBuf,
};

use keywright_codegen::{SourceError, import};

use crate::{failure::Failure, spec, terminal::say};

/// Make a spec of the key tables of a Markdown file.
///
/// What can't be read with certainty gets a `todo`, which `check` shows.
#[derive(clap::Args)]
pub struct Args {
    /// The Markdown file.
    file: PathBuf,
    /// Where the spec goes; without this it is printed.
    #[arg(short, long, value_name = "SPEC")]
    output: Option<PathBuf>,
    /// Name of the device.
    #[arg(long, default_value = "my-device")]
    name: String,
    /// Language of the descriptions.
    #[arg(long, value_name = "TAG", default_value = "en", value_parser = language)]
    lang: String,
    /// Overwrite a spec that is there already.
    #[arg(long, requires = "output")]
    force: bool,
}

/// `en`, `de-AT`.
fn language(tag: &str) -> Result<String, &'static str> {
    let (language, region) = tag.split_once('-').unwrap_or((tag, "AA"));
    let two = |part: &str, right: fn(&u8) -> bool| part.len() == 2 && part.bytes().all(|byte| right(&byte));
    let right = two(language, u8::is_ascii_lowercase) && two(region, u8::is_ascii_uppercase);
    right.then(|| tag.to_owned()).ok_or("a language is such as `en` or `de-AT`")
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let source = spec::source(&args.file).map_err(|error| match error {
        SourceError::Missing { name } => Failure::broken(format!("there is no file `{name}`")),
        error => Failure::broken(error),
    })?;
    let mut imported = import::read(&source.text);
    (imported.device, imported.language) = (args.name.clone(), args.lang.clone());
    if imported.keys.is_empty() && imported.left_out.is_empty() {
        let columns = "a table of keys has columns such as `Key`, `R/W`, `Type`, `Category` and `Description`";
        return Err(Failure::broken(format!("there is no table of keys in `{}`: {columns}", source.name)));
    }
    let yaml = import::to_yaml(&imported);
    let summary = imported.summary();
    let Some(output) = &args.output else {
        say(yaml.trim_end());
        eprintln!("{summary}");
        return Ok(());
    };
    write(output, &yaml, args.force)?;
    for key in imported.keys.iter().filter(|key| !key.todo.is_empty()) {
        say(&format!("{}:{}: {}: {}", args.file.display(), key.line, key.short, key.todo.join("; ")));
    }
    for row in &imported.left_out {
        say(&format!("{}:{}: left out, because this is no key: `{}`", args.file.display(), row.line, row.cell));
    }
    say(&summary.to_string());
    if imported.usual_lengths() > 0 {
        say(&format!(
            "{} of them hold text whose length the table does not give: a usual one is taken",
            imported.usual_lengths()
        ));
    }
    if summary.left > 0 {
        say(&format!("`keywright check {}` shows what is left", output.display()));
    }
    Ok(())
}

/// A spec that somebody worked on is not lost by a second import.
fn write(output: &PathBuf, yaml: &str, force: bool) -> Result<(), Failure> {
    let mut options = fs::OpenOptions::new();
    options.write(true);
    if force {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    let written = options.open(output).and_then(|mut file| file.write_all(yaml.as_bytes()));
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            Failure::broken(format!("`{}` is there already; `--force` overwrites it", output.display()))
        }
        _ => Failure::broken(format!("`{}` can't be written: {error}", output.display())),
    })
}
