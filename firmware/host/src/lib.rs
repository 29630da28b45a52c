//! The charger as a program on `keywright-host`: HTTP, MQTT, a simulated car and grid, settings in a file.

use firmware::charger::{Identity, Variant};
use firmware::{SimulatedCharger, api, app};
use keywright_host::{File, NoOptions, Page, Program, Tables};

/// The charger as a program.
#[derive(Debug)]
pub struct Charger;

impl Program for Charger {
    type Application = SimulatedCharger;
    type Options = NoOptions;

    const NAME: &'static str = "charger";
    const ABOUT: &'static str = "A charger on this machine: HTTP, MQTT, a simulated car and grid\n\n\
        The addresses in use are printed on standard output, one a line: `http://…` and `mqtt://…`. \
        `curl http://127.0.0.1:8080/sim/plug` plugs a car in; `curl http://127.0.0.1:8080/` lists all routes.";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const STATE: &'static str = "keywright";
    const TABLES: &'static Tables = &api::TABLES;
    const FILES: &'static [File] = app::FILES;
    const PAGES: &'static [Page] = app::PAGES;

    /// A unit of 11 kW, as most are.
    fn new(serial: &str, _: &NoOptions) -> Result<SimulatedCharger, String> {
        let identity = Identity::new(serial, Variant::Kw11).map_err(|error| error.to_string())?;
        Ok(SimulatedCharger::new(&identity))
    }
}
