//! The simulated world's routes. What they do is `firmware::sim::http`'s business; an image without the feature
//! `simulator` does not have them.

use core::fmt::Write;

use firmware::app;
use firmware::sim::http::{INDEX, Route, TITLE};
use keywright::Sink;

use super::query::Query;
use crate::shared::Shared;
use crate::window::Window;

const PRESENT: bool = cfg!(feature = "simulator");

/// The route of a path.
pub(super) fn route(path: &str) -> Option<Route<'_>> {
    if PRESENT { Route::of(path) } else { None }
}

/// Writes the list of all routes of this device. Returns its length.
pub(super) fn write_list(room: &mut [u8]) -> usize {
    let mut out = Window::new(room);
    out.put(app::ROUTES.as_bytes());
    if PRESENT {
        for part in ["\n", TITLE, INDEX] {
            out.put(part.as_bytes());
        }
    }
    out.len()
}

/// Carries out a request. Returns the status and the length of the answer in `room`: JSON with 200, else text.
pub(super) fn answer(route: Route<'_>, query: Query<'_>, shared: &Shared, room: &mut [u8]) -> (u16, usize) {
    if !PRESENT {
        return (404, 0);
    }
    query.with(room, |query, room| {
        let mut out = Window::new(room);
        let status = match shared.change_world(route, query, &mut out) {
            Ok(()) => 200,
            Err(wrong) => {
                // A window takes everything.
                let _ = write!(out, "{wrong}");
                wrong.status()
            }
        };
        (status, out.len())
    })
}
