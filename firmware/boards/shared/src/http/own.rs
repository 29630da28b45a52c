//! The routes of the device's own, and the list of all. An image without the feature `simulator` has none of its own.

use firmware::keywright_device::{Application, ExtraRoute, write_routes};
use keywright::Sink;

use super::query::Query;
use crate::Device;
use crate::shared::Shared;
use crate::window::Window;

const PRESENT: bool = cfg!(feature = "simulator");

/// What a path is.
pub(super) fn route(path: &str, shared: &Shared) -> Option<ExtraRoute> {
    if PRESENT { shared.with(|unit| unit.state.application.route(path)) } else { None }
}

/// Writes the list of all routes of this device. Returns its length.
pub(super) fn write_list(shared: &Shared, room: &mut [u8]) -> usize {
    let mut out = Window::new(room);
    let own: &[&str] = if PRESENT { &["\n", Device::ROUTES] } else { &[] };
    shared.with_device(|device, _| write_routes(device, true, own, &mut out));
    out.len()
}

/// Carries out a request. Returns the status and the length of the answer in `room`: JSON with 200, else text.
pub(super) fn answer(
    route: ExtraRoute,
    path: &str,
    query: Query<'_>,
    shared: &Shared,
    room: &mut [u8],
) -> (u16, usize) {
    if !PRESENT {
        return (404, 0);
    }
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
