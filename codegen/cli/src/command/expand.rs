//! `keywright expand`

use std::path::PathBuf;

use keywright_codegen::emit;

use crate::{excerpt, failure::Failure, spec, terminal::say};

/// Print the generated Rust, formatted.
///
/// For one key: its variant, its row in the table, its rule, what the registry and the trait `Commands` have of it,
/// and its named types.
#[derive(clap::Args)]
pub struct Args {
    /// Only what is generated for this key, by its short or readable name.
    key: Option<String>,
    /// The spec.
    #[arg(long, value_name = "FILE", default_value = spec::USUAL)]
    spec: PathBuf,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let spec = spec::read(&args.spec)?;
    let key = args.key.as_deref().map(|name| spec::key(&spec, name)).transpose()?;
    let file = syn::parse2(emit::rust(&spec)).map_err(Failure::broken)?;
    say(match key {
        Some(key) => excerpt::of_key(file, &spec, key),
        None => prettyplease::unparse(&file),
    }
    .trim_end());
    Ok(())
}
