//! `keywright explain`

use keywright_codegen::Code;

use crate::{failure::Failure, terminal::say};

/// Say what a rule is about.
#[derive(clap::Args)]
pub struct Args {
    /// Its code, such as K0012.
    code: String,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let known = Code::of(&args.code).ok_or_else(|| Failure::Broken(format!("there is no rule `{}`", args.code)))?;
    say(&format!("{known}: {}", known.explanation()));
    Ok(())
}
