//! `keywright docs`

use std::path::PathBuf;

use keywright_codegen::docs::{self, Page};

use crate::{failure::Failure, spec, terminal::say};

/// Write the documents, where they changed.
#[derive(clap::Args)]
pub struct Args {
    /// Only say how they differ from the spec; exit status 1 if they do.
    #[arg(long)]
    check: bool,
    /// Only the documents in this language; all others stay as they are.
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// Where they stand.
    #[arg(long, value_name = "DIR", default_value = "generated-docs")]
    out: PathBuf,
    /// The spec.
    #[arg(default_value = spec::USUAL)]
    spec: PathBuf,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let spec = spec::read(&args.spec)?;
    let mut pages = docs::pages(&spec).map_err(Failure::broken)?;
    let mut out = args.out.clone();
    if args.lang.is_some() {
        let language = spec::language(&spec, args.lang.as_deref())?;
        if let Some(tag) = spec.device.languages.get(language) {
            // A language has a folder of its own, and what is beside that folder is none of its business.
            pages = within(pages, tag);
            out.push(tag);
        }
    }
    if args.check {
        let differences = docs::check(&pages, &out).map_err(Failure::broken)?;
        for difference in &differences {
            eprintln!("{}: {difference}", out.display());
        }
        return if differences.is_empty() { Ok(()) } else { Err(Failure::Shown) };
    }
    let written = docs::write(&pages, &out).map_err(Failure::broken)?;
    let shown = |page: &String| out.join(page).display().to_string();
    for page in &written.changed {
        say(&format!("wrote {}", shown(page)));
    }
    for page in &written.removed {
        say(&format!("removed {}", shown(page)));
    }
    if written.changed.is_empty() && written.removed.is_empty() {
        say(&format!("{} pages in {} are what the spec says", pages.len(), out.display()));
    }
    Ok(())
}

/// The pages in this folder, as they are called there.
fn within(pages: Vec<Page>, folder: &str) -> Vec<Page> {
    let inside = |page: Page| {
        let path = page.path.strip_prefix(folder)?.strip_prefix('/')?.to_owned();
        Some(Page { path, text: page.text })
    };
    pages.into_iter().filter_map(inside).collect()
}
