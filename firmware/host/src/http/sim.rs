//! The simulated world's routes: what they do is `firmware::sim::http`'s business.

use std::rc::Rc;

use firmware::sim::http::{Route, world};

use super::answer::Answer;
use crate::unit::Shared;

/// Answers a request to the world.
pub fn answer(route: Route<'_>, query: &str, unit: &Rc<Shared>) -> Answer {
    match unit.with(|unit| route.apply(query, &mut unit.sim)) {
        Ok(()) => {
            if route.writes() {
                unit.touch();
            }
            Answer::json(200, unit.with(|unit| world(&unit.sim, unit.outputs()).to_string()).into_bytes())
        }
        Err(wrong) => Answer::text(wrong.status(), wrong.to_string()),
    }
}
