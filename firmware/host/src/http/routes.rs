//! Which part of the program answers a request.

use std::net::IpAddr;
use std::rc::Rc;

use firmware::app::ROUTES;
use firmware::sim::http::{INDEX, Route as SimRoute, TITLE};

use super::answer::Answer;
use super::app;
use super::docs;
use super::guard::Guard;
use super::request::{Head, Method};
use super::sim;
use crate::unit::{Reply, Shared};

/// What becomes of a request.
pub enum Route {
    /// It is answered.
    Answer(Answer),
    /// The connection becomes an event stream with this query.
    Events(String),
    /// The document at this path. To render a long one takes longer than any other request, so that nobody else waits.
    Document(String),
}

/// Routes that only this program has, after those of every device.
const MORE: &str = "  GET  /docs/                   all of it, explained to people\n";

/// Sends a request to who answers it.
pub fn route(head: &Head, body: &mut [u8], client: IpAddr, unit: &Rc<Shared>, guard: &Guard) -> Route {
    let (path, query) = head.path_and_query();
    let base = unit.api_base();
    let api = path.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let world = SimRoute::of(path);
    let write = world.map_or(api && path.ends_with("/set"), SimRoute::writes);
    let refusal = guard.refuse_foreign(head, write, unit).or_else(|| guard.preflight(head, unit)).or_else(|| {
        match api || world.is_some() {
            true => guard.refuse_stranger(head, write, client, unit),
            false => None,
        }
    });
    if let Some(refusal) = refusal {
        return Route::Answer(refusal);
    }
    if write && head.method == Method::Head {
        return Route::Answer(Answer::text(405, "HEAD changes nothing: use GET or POST"));
    }
    if api {
        return match unit.respond(head.method, path, query, body) {
            Reply::Whole { status, content_type, body } => Route::Answer(Answer::new(status, content_type, body)),
            Reply::Events => Route::Events(query.to_owned()),
        };
    }
    if let Some(route) = world
        && head.method != Method::Other
    {
        return Route::Answer(sim::answer(route, query, unit));
    }
    if docs::has(path) && matches!(head.method, Method::Get | Method::Head) {
        return Route::Document(path.to_owned());
    }
    let answer = match (path, head.method) {
        (_, Method::Other) => Answer::text(405, "only GET, HEAD and POST are answered here"),
        // A program that asks for anything is told what there is; a browser asks for a page.
        ("/", _) if !head.accepts_html => app::text(format!("{ROUTES}{MORE}\n{TITLE}{INDEX}")),
        (_, Method::Post) if docs::has(path) => Answer::text(405, "a page is read with GET or HEAD"),
        _ => app::answer(path, query, head).unwrap_or_else(|| Answer::text(404, "nothing is here; / lists what is")),
    };
    Route::Answer(match head.method {
        Method::Post if answer.status < 400 => Answer::text(405, "a page is read with GET or HEAD"),
        _ => answer,
    })
}
