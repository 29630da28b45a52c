//! The charger in its simulated world, as hosts and boards run it.

use core::fmt::Write;

use keywright::{Device, Sink};
use keywright_device::{Application, ExtraRoute, Moment, RouteError};

use crate::api::{DeviceRef, device_ref};
use crate::charger::{Charger, Identity, Outputs};
use crate::sim::Sim;
use crate::sim::http::{ROUTES, Route, world};

/// Without it, the code of the routes is left out, too.
const PRESENT: bool = cfg!(feature = "simulator");

/// A charger with a simulated car, grid and house.
#[derive(Debug)]
pub struct SimulatedCharger {
    /// The car, the grid and the house.
    pub sim: Sim,
    outputs: Outputs,
    /// The board has a radio: the charger then hears of real networks, and not of those of the simulated world.
    pub radio: bool,
    // The last one, so that nothing stands between its making and its place: see `Charger::blank`.
    /// The charger itself.
    pub charger: Charger,
}

impl SimulatedCharger {
    /// Nobody's charger yet: see [`Charger::blank`].
    // Not inlined: only what a function returns is written to where it is to lie.
    #[inline(never)]
    pub fn blank() -> Self {
        Self { sim: Sim::default(), outputs: Outputs::default(), radio: false, charger: Charger::blank() }
    }

    /// A charger as it leaves the factory, in a world without a car.
    pub fn new(identity: &Identity<'_>) -> Self {
        let mut simulated = Self::blank();
        simulated.charger.identify(identity);
        simulated
    }
}

impl Application for SimulatedCharger {
    type Bits = <DeviceRef<'static, Charger> as Device>::Bits;
    type Device<'a> = DeviceRef<'a, Charger>;

    const ROUTES: &'static str = if PRESENT { ROUTES } else { "" };

    fn device(&mut self) -> DeviceRef<'_, Charger> {
        device_ref(&mut self.charger)
    }

    fn start(&mut self, moment: Moment) {
        self.charger.start(moment.now);
    }

    fn tick(&mut self, Moment { now, unix_ms }: Moment) {
        if !self.radio {
            self.sim.tell(now, unix_ms, &mut self.charger);
        }
        let inputs = self.sim.step(now, unix_ms, &self.outputs);
        self.outputs = self.charger.tick(now, &inputs);
    }

    fn route(&self, path: &str) -> Option<ExtraRoute> {
        Route::of(path)
            .filter(|_| PRESENT)
            .map(|route| if route.writes() { ExtraRoute::Writes } else { ExtraRoute::Reads })
    }

    fn change(&mut self, path: &str, query: &str) -> Result<(), RouteError> {
        let Some(route) = Route::of(path).filter(|_| PRESENT) else { return Ok(()) };
        route.apply(query, &mut self.sim).map_err(|wrong| RouteError::new(wrong.status(), wrong))
    }

    fn answer(&mut self, _: &str, out: &mut dyn Sink) {
        if PRESENT {
            // A sink takes everything.
            let _ = write!(out, "{}", world(&self.sim, &self.outputs));
        }
    }
}
