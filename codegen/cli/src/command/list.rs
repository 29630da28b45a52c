//! `keywright list`

use std::path::PathBuf;

use keywright_codegen::{
    Spec,
    model::{Access, Key},
};

use crate::{
    failure::Failure,
    spec,
    terminal::{Style, count, say, stdout_width, table},
};

/// Show the keys in a table.
#[derive(clap::Args)]
pub struct Args {
    /// Only keys whose names or texts have this in them.
    text: Option<String>,
    /// Only keys of this category.
    #[arg(long)]
    category: Option<String>,
    /// Only keys with this access: `R`, `W` or `R/W`.
    #[arg(long)]
    access: Option<String>,
    /// The language of the titles.
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// The spec.
    #[arg(long, value_name = "FILE", default_value = spec::USUAL)]
    spec: PathBuf,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let spec = spec::read(&args.spec)?;
    let language = spec::language(&spec, args.lang.as_deref())?;
    let category = args.category.as_deref().map(|name| category(&spec, name)).transpose()?;
    let access = args.access.as_deref().map(access).transpose()?;
    let text = args.text.as_deref().map(str::to_lowercase);
    let found = spec.keys.iter().filter(|key| {
        category.is_none_or(|category| key.category == category)
            && access.is_none_or(|access| key.access == access)
            && text.as_deref().is_none_or(|text| says(key, text))
    });
    let rows: Vec<Vec<String>> = found
        .map(|key| {
            vec![
                key.short.clone(),
                key.name.clone(),
                spec.form(key.written()),
                key.access.as_str().to_owned(),
                spec.device.categories.get(key.category).map(|category| category.name.clone()).unwrap_or_default(),
                key.texts.get(language).map(|text| text.title.clone()).unwrap_or_default(),
            ]
        })
        .collect();
    let style = Style::of_stdout();
    if !rows.is_empty() {
        say(&table(&["key", "name", "type", "access", "category", "title"], &rows, stdout_width(), style));
    }
    let shown = count(rows.len(), "key");
    say(&style.dim(&if rows.len() == spec.keys.len() { shown } else { format!("{shown} of {}", spec.keys.len()) }));
    Ok(())
}

/// Whether a key has the text in a name, or in its texts of any language.
fn says(key: &Key, text: &str) -> bool {
    let texts = key.texts.iter().flat_map(|of| [&of.title, &of.text]);
    [&key.short, &key.name].into_iter().chain(texts).any(|of| of.to_lowercase().contains(text))
}

fn category(spec: &Spec, name: &str) -> Result<usize, Failure> {
    let categories = &spec.device.categories;
    categories.iter().position(|category| category.name.eq_ignore_ascii_case(name)).ok_or_else(|| {
        let names: Vec<_> = categories.iter().map(|category| category.name.as_str()).collect();
        Failure::Broken(format!("there is no category `{name}`; there are {}", names.join(", ")))
    })
}

fn access(word: &str) -> Result<Access, Failure> {
    let all = [Access::Read, Access::ReadWrite, Access::Write];
    all.into_iter()
        .find(|access| access.as_str().eq_ignore_ascii_case(word))
        .ok_or_else(|| Failure::Broken(format!("`{word}` is no access; there are R, R/W and W")))
}
