//! The routes of the device's own, and the list of all.

use keywright::Sink;
use keywright_device::{Application, ExtraRoute, write_routes};

use super::query::Query;
use crate::shared::Shared;
use crate::window::Window;

/// What a path is.
pub(super) fn route<A: Application>(path: &str, shared: &Shared<A>) -> Option<ExtraRoute> {
    shared.with(|unit| unit.state.application.route(path))
}

/// Writes the list of all routes of this device. Returns its length.
pub(super) fn write_list<A: Application>(shared: &Shared<A>, room: &mut [u8]) -> usize {
    let mut out = Window::new(room);
    let own: &[&str] = if A::ROUTES.is_empty() { &[] } else { &["\n", A::ROUTES] };
    let page = !shared.files.is_empty();
    shared.with_device(|device, _| write_routes(device, page, own, &mut out));
    out.len()
}

/// Carries out a request. Returns the status and the length of the answer in `room`: JSON with 200, else text.
pub(super) fn answer<A: Application>(
    route: ExtraRoute,
    path: &str,
    query: Query<'_>,
    shared: &Shared<A>,
    room: &mut [u8],
) -> (u16, usize) {
    query.with(room, |query, room| {
        let mut out = Window::new(room);
        let status = match shared.carry_out(route, path, query, &mut out) {
            Ok(()) => 200,
            Err(error) => {
                out.put(error.text.as_bytes());
                error.status
            }
        };
        (status, out.len())
    })
}
