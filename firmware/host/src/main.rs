//! The program `charger`. See `charger --help`.

use std::process::ExitCode;

use clap::Parser;
use firmware_host::{Options, log, run};

fn main() -> ExitCode {
    let options = Options::parse();
    log::start(options.log);
    match run(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("charger: {error}");
            ExitCode::FAILURE
        }
    }
}
