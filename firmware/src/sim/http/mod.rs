//! `/sim/`: what the simulated world does. A device in a real world has no such routes.

mod change;
mod query;
mod world;

use crate::Outputs;
use crate::sim::Sim;
use change::change;
use query::Query;
pub use query::Wrong;
pub use world::World;

/// The routes, as `GET /` lists them.
pub const ROUTES: &str = "\
The world around it, which is simulated (GET or POST)
  /sim                          the world as it is, in JSON; every route below answers with it, too
  /sim/plug                     a car is plugged in; ?phases=3&amps=16&wh=40000
  /sim/unplug                   it is unplugged
  /sim/car                      the car's mind; ?phases=1&amps=10&wh=5000&wants=false&state=ok
                                state: ok, error, unknown, silent
  /sim/cable?amps=20            what the cable carries
  /sim/adapter?phases=1         a mains adapter of 1 or 3 phases, or none
  /sim/grid?l1=230&l2=0&hz=50   voltage of each phase, and frequency
  /sim/pv?watts=5000&load=500   solar panels, and what the house uses; watts=none takes the meter away
  /sim/card?id=04A1B2C3         a card is held to the reader
  /sim/temperature?celsius=40   of both sensors; second=35 of the second one alone
  /sim/error?err=1              a fault of the charge controller, as key err shows it, or none
  /sim/switch?closed=true       the switching input
  /sim/wifi?dbm=-55             signal of the home's Wi-Fi, or none
  /sim/price?ct=20&swing=5      what electricity costs, in ct/kWh, and how much more in the evening; or none
";

/// One of the routes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route<'a>(&'a str);

impl<'a> Route<'a> {
    /// The route of a path; [`None`] if the path is none of the world's.
    pub fn of(path: &'a str) -> Option<Self> {
        let rest = path.strip_prefix("/sim")?;
        (rest.is_empty() || rest.starts_with('/')).then(|| Self(rest.trim_matches('/')))
    }

    /// Whether it changes the world.
    pub fn writes(self) -> bool {
        !self.0.is_empty()
    }

    /// Does to the world what a request with this query asks for. The answer to it is the [`World`], after the charging
    /// logic has seen the change.
    ///
    /// # Errors
    /// What is wrong with the request, which changes nothing then.
    pub fn apply(self, query: &str, sim: &mut Sim) -> Result<(), Wrong> {
        // On a copy, so that a request with a mistake in it changes nothing.
        let mut changed = sim.clone();
        let mut query = Query::new(query);
        change(self.0, &mut query, &mut changed)?;
        query.finish()?;
        *sim = changed;
        Ok(())
    }
}

/// The world as the answer shows it.
pub fn world<'a>(sim: &'a Sim, outputs: &'a Outputs) -> World<'a> {
    World { sim, outputs }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(target: &str, sim: &mut Sim) -> Result<(), Wrong> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Route::of(path).expect("a route of the world").apply(query, sim)
    }

    #[test]
    fn paths_of_others_are_no_routes() {
        for path in ["/", "/simulator", "/api/sim"] {
            assert_eq!(Route::of(path), None, "{path}");
        }
        assert!(Route::of("/sim/").is_some_and(|route| !route.writes()));
        assert!(Route::of("/sim/plug").is_some_and(Route::writes));
    }

    #[test]
    fn a_request_with_a_mistake_changes_nothing() {
        let mut sim = Sim::new();
        for target in ["/sim/plug?phases=4", "/sim/plug?phases=1&colour=red", "/sim/grid?l1=0&l2=x", "/sim/car?amps=10"]
        {
            assert_eq!(ask(target, &mut sim).map_err(|wrong| wrong.status()), Err(400), "{target}");
        }
        assert_eq!(ask("/sim/nothing", &mut sim), Err(Wrong::Route));
        assert_eq!(sim, Sim::new());
    }

    #[test]
    fn a_card_is_told_in_one_form() {
        let mut sim = Sim::new();
        ask("/sim/card?id=04A1B2C3", &mut sim).expect("it is a card");
        let card = sim.step(0, None, &Outputs::default()).card;
        assert_eq!(card.as_deref(), Some("04a1b2c3"));
        for id in ["", "xyz", "012345678901234567890"] {
            assert!(ask(&std::format!("/sim/card?id={id}"), &mut sim).is_err(), "{id}");
        }
    }

    #[test]
    fn a_house_keeps_its_load_while_the_sun_moves() {
        let mut sim = Sim::new();
        ask("/sim/pv?watts=5000&load=500", &mut sim).expect("it is a house");
        ask("/sim/pv?watts=100", &mut sim).expect("it is a house");
        assert_eq!(sim.house.map(|house| (house.pv, house.load)), Some((100.0, 500.0)));
        ask("/sim/pv?watts=none", &mut sim).expect("it is no house");
        assert_eq!(sim.house, None);
    }
}
