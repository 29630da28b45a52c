//! Which part of the program answers a request.

use std::net::IpAddr;
use std::rc::Rc;

use keywright_device::ExtraRoute;

use super::answer::Answer;
use super::app;
use super::docs;
use super::guard::Guard;
use super::request::{Head, Method};
use crate::program::Program;
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

/// A route that only a program has, after those of every device.
const DOCUMENTS: &str = "  GET  /docs/                   all of it, explained to people\n";

/// Sends a request to who answers it.
pub fn route<P: Program>(head: &Head, body: &mut [u8], client: IpAddr, unit: &Rc<Shared<P>>, guard: &Guard) -> Route {
    let (path, query) = head.path_and_query();
    let base = unit.api_base();
    let api = path.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let extra = unit.extra_route(path);
    let write = extra.map_or(api && path.ends_with("/set"), |route| route == ExtraRoute::Writes);
    let refusal = guard.refuse_foreign(head, write, unit).or_else(|| guard.preflight(head, unit)).or_else(|| {
        match api || extra.is_some() {
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
    if let Some(route) = extra
        && head.method != Method::Other
    {
        return Route::Answer(match unit.carry_out(route, path, query) {
            Ok(body) => Answer::json(200, body),
            Err(error) => Answer::text(error.status, error.text.as_str()),
        });
    }
    let document = !P::PAGES.is_empty() && docs::has(path);
    if document && matches!(head.method, Method::Get | Method::Head) {
        return Route::Document(path.to_owned());
    }
    let answer = match (path, head.method) {
        (_, Method::Other) => Answer::text(405, "only GET, HEAD and POST are answered here"),
        // A program that asks for anything is told what there is; a browser asks for a page.
        ("/", _) if !head.accepts_html || P::FILES.is_empty() => {
            app::text(unit.routes(if P::PAGES.is_empty() { "" } else { DOCUMENTS }))
        }
        (_, Method::Post) if document => Answer::text(405, "a page is read with GET or HEAD"),
        _ => app::answer(P::FILES, path, query, head)
            .unwrap_or_else(|| Answer::text(404, "nothing is here; / lists what is")),
    };
    Route::Answer(match head.method {
        Method::Post if answer.status < 400 => Answer::text(405, "a page is read with GET or HEAD"),
        _ => answer,
    })
}
