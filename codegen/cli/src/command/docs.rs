//! `keywright docs`

use std::path::PathBuf;

use keywright_codegen::docs;

use crate::{failure::Failure, spec, terminal::say};

/// Write the documents, where they changed.
#[derive(clap::Args)]
pub struct Args {
    /// Only say how they differ from the spec.
    #[arg(long)]
    check: bool,
    /// Where they stand.
    #[arg(long, value_name = "DIR", default_value = "generated-docs")]
    out: PathBuf,
    /// The spec.
    #[arg(default_value = spec::USUAL)]
    spec: PathBuf,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let pages = docs::pages(&spec::read(&args.spec)?).map_err(Failure::broken)?;
    if args.check {
        let differences = docs::check(&pages, &args.out).map_err(Failure::broken)?;
        for difference in &differences {
            eprintln!("{}: {difference}", args.out.display());
        }
        return if differences.is_empty() { Ok(()) } else { Err(Failure::Shown) };
    }
    let written = docs::write(&pages, &args.out).map_err(Failure::broken)?;
    for page in &written.changed {
        say(&format!("wrote {page}"));
    }
    for page in &written.removed {
        say(&format!("removed {page}"));
    }
    Ok(())
}
