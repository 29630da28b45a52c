//! `keywright expand`

use std::path::PathBuf;

use keywright_codegen::emit;

use crate::{failure::Failure, spec, terminal::say};

/// Print the generated Rust, formatted.
#[derive(clap::Args)]
pub struct Args {
    /// The spec.
    #[arg(default_value = spec::USUAL)]
    spec: PathBuf,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let file = syn::parse2(emit::rust(&spec::read(&args.spec)?)).map_err(Failure::broken)?;
    say(prettyplease::unparse(&file).trim_end());
    Ok(())
}
