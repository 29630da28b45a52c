//! `keywright schema`

use std::{fs, path::PathBuf};

use keywright_codegen::schema;

use crate::{failure::Failure, terminal::say};

/// Print the JSON Schema of the spec format, for editors.
///
/// A spec names it in its first line: `# yaml-language-server: $schema=spec.schema.json`
#[derive(clap::Args)]
pub struct Args {
    /// Write it to this file instead.
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let text = schema::text();
    match &args.out {
        Some(file) => fs::write(file, text)
            .map_err(|error| Failure::Broken(format!("`{}` can't be written: {error}", file.display()))),
        None => {
            say(text.trim_end());
            Ok(())
        }
    }
}
