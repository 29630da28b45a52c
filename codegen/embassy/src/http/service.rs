//! Which part of the device answers a request.

use keywright::Sink;
use keywright::http::{AnswerKind, CONFIRM_HEADERS, PREFLIGHT_HEADERS, Request as ApiRequest, confirm};
use keywright_device::{Application, CONTENT_SECURITY_POLICY, ExtraRoute, File};
use picoserve::ResponseSent;
use picoserve::io::Read;
use picoserve::request::{Path, ReadAllBodyError, Request};
use picoserve::response::custom::CustomResponse;
use picoserve::response::{Body, HeadersIter, IntoResponse, Response, ResponseWriter, StatusCode};
use picoserve::routing::PathRouterService;

use super::Out;
use super::body::{Keys, Whole};
use super::events::Stream;
use super::guard::{Guard, Text};
use super::head::{Head, Method};
use super::own;
use crate::shared::Shared;
use crate::window::Window;

const TEXT: &str = "text/plain; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";
const NO_STORE: (&str, &str) = ("Cache-Control", "no-store");

pub(super) struct Service<A: Application> {
    pub(super) shared: &'static Shared<A>,
    pub(super) out: &'static Out,
    pub(super) guard: &'static Guard,
}

/// How an answer comes about.
enum Plan<'r> {
    Text {
        status: u16,
        text: Text,
        header: Option<(&'static str, &'static str)>,
    },
    File(&'static File),
    Keys,
    /// What stands after the base of the api.
    Api(&'r str),
    /// A route of the device's own.
    Own(ExtraRoute),
    /// The page that asks a person first.
    Confirm,
    /// A page that is allowed may send its request.
    Preflight,
    /// The list of routes.
    List,
}

impl<A: Application> Service<A> {
    fn file(&self, path: &str) -> Option<&'static File> {
        self.shared.files.iter().find(|file| file.path == path)
    }

    fn plan<'r>(&self, head: &Head<'r>) -> Plan<'r> {
        let text = |status, text| Plan::Text { status, text: [text, "", ""], header: None };
        let (api, own) = (self.shared.api_path(head.path), own::route(head.path, self.shared));
        let write = own.map_or(api == Some("/set"), |route| route == ExtraRoute::Writes);
        if write && head.is_navigation() && self.guard.is_page(head, self.shared) {
            return Plan::Confirm;
        }
        if let Some((status, text, header)) = self.guard.refuse_foreign(head, write, self.shared) {
            return Plan::Text { status, text, header };
        }
        // A browser asks first without the password.
        if head.preflight && self.guard.allowed(head, self.shared).is_some() {
            return Plan::Preflight;
        }
        if (api.is_some() || own.is_some())
            && let Some((status, text, header)) = self.guard.refuse_stranger(head, write, self.shared)
        {
            return Plan::Text { status, text, header };
        }
        if write && head.method == Method::Head {
            return text(405, "HEAD changes nothing: use GET or POST");
        }
        match (api, own, head.method) {
            (Some("/keys"), _, Method::Get | Method::Head) => Plan::Keys,
            (Some(rest), ..) => Plan::Api(rest),
            (.., Method::Other) => text(405, "only GET, HEAD and POST are answered here"),
            (_, Some(route), _) => Plan::Own(route),
            (.., Method::Post) if self.file(head.path).is_some() => text(405, "a page is read with GET or HEAD"),
            // A program that asks for anything is told what there is; a browser asks for a page.
            _ if head.path == "/" && !head.accepts_html => Plan::List,
            _ => self.file(head.path).map_or_else(|| text(404, "nothing is here; / lists what is"), Plan::File),
        }
    }
}

impl<A: Application> PathRouterService for Service<A> {
    async fn call_path_router_service<R: Read, W: ResponseWriter<Error = R::Error>>(
        &self,
        (): &(),
        (): (),
        _path: Path<'_>,
        request: Request<'_, R>,
        writer: W,
    ) -> Result<ResponseSent, W::Error> {
        let head = match Head::read(&request.parts) {
            Ok(head) => head,
            Err(wrong) => {
                let (status, text) = wrong.answer();
                let connection = request.body_connection.finalize().await?;
                return response(status, TEXT, text.as_bytes(), false, [NO_STORE], [None, None])
                    .write_to(connection, writer)
                    .await;
            }
        };
        let told = head.method == Method::Head;
        let share = share(self.guard.allowed(&head, self.shared));
        match self.plan(&head) {
            Plan::Text { status, text, header } => {
                let connection = request.body_connection.finalize().await?;
                let headers = [NO_STORE].into_iter().chain(header);
                let mut room = self.out.whole.lock().await;
                let mut out = Window::new(&mut room[..]);
                text.iter().for_each(|part| out.put(part.as_bytes()));
                let body = out.filled().unwrap_or_default();
                response(status, TEXT, body, told, headers, share).write_to(connection, writer).await
            }
            Plan::File(file) => {
                let connection = request.body_connection.finalize().await?;
                let known = file.is_known(head.if_none_match);
                // Not longer than any tag with its quotes.
                let mut tag = heapless::String::<64>::new();
                let _ = core::fmt::Write::write_fmt(&mut tag, format_args!("\"{}\"", file.tag));
                let headers = [
                    ("Content-Encoding", "gzip"),
                    ("ETag", tag.as_str()),
                    ("Cache-Control", file.cache_control(head.query.0)),
                    ("Vary", "Accept"),
                    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
                    ("X-Content-Type-Options", "nosniff"),
                    ("Referrer-Policy", "same-origin"),
                ];
                // The length that is told with 304 is that of the file.
                let status = if known { 304 } else { 200 };
                response(status, file.content_type, file.compressed, known || told, headers, share)
                    .write_to(connection, writer)
                    .await
            }
            Plan::Keys => {
                let keys = Keys::new(self.shared, self.out, head.path, head.query, told);
                let (answer, keys) = keys.measure().await;
                let connection = request.body_connection.finalize().await?;
                let status = StatusCode::new(answer.status);
                Response::new(status, keys)
                    .with_headers([NO_STORE])
                    .with_headers(share)
                    .write_to(connection, writer)
                    .await
            }
            Plan::Api(rest) => self.api(rest, &head, request, writer).await,
            Plan::Own(route) => {
                let connection = request.body_connection.finalize().await?;
                let mut room = self.out.whole.lock().await;
                let (status, length) = own::answer(route, head.path, head.query, self.shared, &mut room[..]);
                let content_type = if status == 200 { JSON } else { TEXT };
                let body = room.get(..length).unwrap_or_default();
                response(status, content_type, body, told, [NO_STORE], share).write_to(connection, writer).await
            }
            Plan::Confirm => {
                let connection = request.body_connection.finalize().await?;
                let mut room = self.out.whole.lock().await;
                let length = head.query.with(&mut room[..], |query, room| {
                    let mut out = Window::new(room);
                    confirm(head.path, query, &mut [0; 128], &mut out);
                    out.filled().map(<[u8]>::len)
                });
                // A request has less than 2,560 bytes, and the page five times as many at most.
                let body = length.and_then(|length| room.get(..length)).unwrap_or_default();
                let [policy, frames, referrer, sniffing] = CONFIRM_HEADERS;
                let headers = [NO_STORE, policy, frames, referrer, sniffing];
                response(403, HTML, body, told, headers, share).write_to(connection, writer).await
            }
            Plan::Preflight => {
                let connection = request.body_connection.finalize().await?;
                response(204, TEXT, b"", true, PREFLIGHT_HEADERS, share).write_to(connection, writer).await
            }
            Plan::List => {
                let connection = request.body_connection.finalize().await?;
                let mut room = self.out.whole.lock().await;
                let length = own::write_list(self.shared, &mut room[..]);
                let body = room.get(..length).unwrap_or_default();
                let headers = [NO_STORE, ("Vary", "Accept")];
                response(200, TEXT, body, told, headers, share).write_to(connection, writer).await
            }
        }
    }
}

impl<A: Application> Service<A> {
    async fn api<R: Read, W: ResponseWriter<Error = R::Error>>(
        &self,
        rest: &str,
        head: &Head<'_>,
        mut request: Request<'_, R>,
        writer: W,
    ) -> Result<ResponseSent, W::Error> {
        let told = head.method == Method::Head;
        let share = share(self.guard.allowed(head, self.shared));
        let body = request.body_connection.body();
        let read = if body.content_length() == 0 { Ok(&mut [][..]) } else { body.read_all().await };
        let body = match read {
            Ok(body) => body,
            Err(error) => {
                let (status, text) = match error {
                    ReadAllBodyError::BufferIsTooSmall { .. } => (413, "head and body must be at most 2560 bytes"),
                    _ => (400, "the body must be as long as Content-Length says"),
                };
                let connection = request.body_connection.finalize().await?;
                return response(status, TEXT, text.as_bytes(), told, [NO_STORE], share)
                    .write_to(connection, writer)
                    .await;
            }
        };
        let mut room = self.out.whole.lock().await;
        let (answer, length) = head.query.with(&mut room[..], |query, room| {
            let mut out = Window::new(room);
            let api = ApiRequest { method: head.method.of_api(rest), path: head.path, query, body };
            let answer = self.shared.respond(api, &mut out);
            (answer, out.filled().map(<[u8]>::len))
        });
        let connection = request.body_connection.finalize().await?;
        match (answer.kind, length.and_then(|length| room.get(..length))) {
            (AnswerKind::Events, _) => {
                let listener = head.query.with(&mut room[..], |query, _| self.shared.listen(query));
                drop(room);
                let stream = listener.zip(self.shared.changes());
                let Some((listener, changes)) = stream else {
                    let text = "too many event streams are open";
                    return response(503, TEXT, text.as_bytes(), told, [NO_STORE], share)
                        .write_to(connection, writer)
                        .await;
                };
                CustomResponse::build(StatusCode::OK)
                    .with_headers([("Content-Type", answer.content_type), NO_STORE])
                    .with_headers(share)
                    .with_body(Stream { listener, changes, out: self.out })
                    .write_to(connection, writer)
                    .await
            }
            (AnswerKind::Body, Some(body)) => {
                response(answer.status, answer.content_type, body, told, [NO_STORE], share)
                    .write_to(connection, writer)
                    .await
            }
            (AnswerKind::Body, None) => {
                let text =
                    "the answer is longer than this device can hold: ask for less with filter, or set fewer keys";
                response(500, TEXT, text.as_bytes(), told, [NO_STORE], share).write_to(connection, writer).await
            }
        }
    }
}

/// The headers with which a browser shows the answer to a page of this origin.
fn share(origin: Option<&str>) -> [Option<(&'static str, &str)>; 2] {
    [origin.map(|origin| ("Access-Control-Allow-Origin", origin)), origin.map(|_| ("Vary", "Origin"))]
}

/// All headers of an answer but those of its body. One type for all answers, since each type costs KB of code.
type Headers<'a> = [Option<(&'static str, &'a str)>; 9];

fn response<'a>(
    status: u16,
    content_type: &'static str,
    bytes: &'a [u8],
    told: bool,
    own: impl IntoIterator<Item = (&'static str, &'a str)>,
    share: [Option<(&'static str, &'a str)>; 2],
) -> Response<impl HeadersIter + 'a, impl Body + 'a> {
    let all = own.into_iter().map(Some).chain(share);
    let mut headers: Headers<'a> = [None; 9];
    for (place, header) in headers.iter_mut().zip(all) {
        *place = header;
    }
    Response::new(StatusCode::new(status), Whole { content_type, bytes, told }).with_headers(headers)
}
