use super::query::{decode, pairs};
use super::set::{set_body, set_query};
use super::{Answer, AnswerKind, Method, Request};
use crate::Device;
use crate::bits::Bits;
use crate::sink::Sink;
use crate::status::write_status;
use crate::table::{Flags, Tables};
use crate::values::Scalar;

/// Answers a request to the api. `scratch` is room for one decoded value: as long as the longest string that a key
/// takes, and its quotes.
pub fn respond<D: Device, S: Sink + ?Sized>(
    device: &mut D,
    request: Request<'_>,
    scratch: &mut [u8],
    out: &mut S,
) -> Answer {
    let tables = device.tables();
    let http = &tables.http;
    let path = match request.path.strip_prefix(http.base) {
        Some(path) if path.is_empty() || path.starts_with('/') => path,
        _ => return plain(404, "not found", out),
    };
    if !enabled(device) {
        return plain(http.disabled_status, http.disabled_text, out);
    }
    match (path, request.method) {
        ("/status", Method::Get) => {
            let filter = filter::<D>(tables, request.query, scratch);
            write_status(device, filter.as_ref().map(Bits::words), out);
            Answer::json(200)
        }
        ("/set", Method::Get) => set_query(device, request.query, scratch, out),
        // The button of the page that asks a person sends no body.
        ("/set", Method::Post) if request.body.is_empty() && !request.query.is_empty() => {
            set_query(device, request.query, scratch, out)
        }
        ("/set", Method::Post) => set_body(device, request.body, out),
        ("/keys", Method::Get) if tables.descriptions.is_empty() => {
            plain(404, "this device does not hold the texts of its keys", out)
        }
        ("/keys", Method::Get) => {
            let filter = filter::<D>(tables, request.query, scratch);
            describe(tables, language(tables, request.query), filter.as_ref().map(Bits::words), out);
            Answer::json(200)
        }
        ("/events", Method::Get) => Answer { status: 200, content_type: "text/event-stream", kind: AnswerKind::Events },
        ("/set", Method::Other) => plain(405, "use GET with a query, or POST with a JSON object", out),
        ("/status" | "/keys" | "/events", _) => plain(405, "use GET", out),
        _ => plain(404, "not found: there are status, set, keys and events", out),
    }
}

fn plain<S: Sink + ?Sized>(status: u16, text: &str, out: &mut S) -> Answer {
    out.put(text.as_bytes());
    Answer::text(status)
}

/// Whether the key that switches the api on says so, or there is none.
fn enabled<D: Device>(device: &D) -> bool {
    let tables = device.tables();
    tables.http.enabled_by.is_none_or(|key| {
        let info = tables.info(key);
        info.is_none_or(|info| device.values().scalar(tables, key, info) == Scalar::Bool(true))
    })
}

/// The keys that `?filter=` names: `alw,car`, percent-encoded or not, or the older form `["alw","car"]`. Names
/// that are no keys are left out. No filter, or an empty one, is [`None`].
pub(super) fn filter<D: Device>(tables: &Tables, query: &str, scratch: &mut [u8]) -> Option<D::Bits> {
    let pair = pairs(query).find(|pair| pair.name == "filter")?;
    let mut set = D::Bits::empty();
    let mut any = false;
    // Names are short and hold no comma, so that each can be decoded by itself.
    for part in pair.value.split(',').flat_map(|part| part.split("%2C")).flat_map(|part| part.split("%2c")) {
        let Some(name) = decode(part, scratch) else { continue };
        let name = core::str::from_utf8(name).unwrap_or_default();
        let name = name.trim_matches(|c: char| matches!(c, '[' | ']' | '"' | ' '));
        any |= !name.is_empty();
        if let Some(key) = tables.find(name) {
            set.insert(key.index());
        }
    }
    any.then_some(set)
}

/// The language that `?lang=` asks for, else the first.
fn language(tables: &Tables, query: &str) -> usize {
    let asked = pairs(query).find(|pair| pair.name == "lang").map(|pair| pair.value);
    tables.languages.iter().position(|known| Some(*known) == asked).unwrap_or(0)
}

/// The self-description: every key that HTTP exposes, in device order.
fn describe<S: Sink + ?Sized>(tables: &'static Tables, language: usize, only: Option<&[u32]>, out: &mut S) {
    let texts = tables.descriptions.get(language).copied().unwrap_or_default();
    out.put(b"{");
    let mut first = true;
    for (index, (info, text)) in tables.keys.iter().zip(texts).enumerate() {
        let wanted = only.is_none_or(|only| crate::bits::contains(only, index));
        if wanted && info.flags.has(Flags::HTTP) {
            if !first {
                out.put(b",");
            }
            first = false;
            out.put(info.member.as_bytes());
            out.put(text.as_bytes());
        }
    }
    out.put(b"}");
}
