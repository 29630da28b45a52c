//! The program `charger`. See `charger --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    keywright_host::run::<firmware_host::Charger>()
}
