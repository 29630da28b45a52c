//! `keywright check`

use std::path::PathBuf;

use crate::{
    failure::Failure,
    spec,
    terminal::{count, say},
};

/// Show every problem of the spec.
#[derive(clap::Args)]
pub struct Args {
    /// The spec.
    #[arg(default_value = spec::USUAL)]
    spec: PathBuf,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let spec = spec::read(&args.spec)?;
    say(&format!("{}, {}: all is well", count(spec.keys.len(), "key"), count(spec.types.len(), "type")));
    Ok(())
}
