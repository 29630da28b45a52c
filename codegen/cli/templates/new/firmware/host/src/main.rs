//! The heater as a program: HTTP, MQTT, its App, settings in a file.

use std::process::ExitCode;

use firmware::{Heater, api, app};
use keywright_host::{File, NoOptions, Page, Program, Tables, run};

struct HeaterProgram;

impl Program for HeaterProgram {
    type Application = Heater;
    type Options = NoOptions;

    const NAME: &'static str = "{{name}}";
    const ABOUT: &'static str = "A heater in a simulated room";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const TABLES: &'static Tables = &api::TABLES;
    const FILES: &'static [File] = app::FILES;
    const PAGES: &'static [Page] = app::PAGES;

    fn new(serial: &str, _: &NoOptions) -> Result<Heater, String> {
        let mut heater = Heater::default();
        heater.identify(serial).map_err(|error| error.to_string())?;
        Ok(heater)
    }
}

fn main() -> ExitCode {
    run::<HeaterProgram>()
}
