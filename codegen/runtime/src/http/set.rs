use super::Answer;
use super::query::{Pair, decode, pairs};
use crate::Device;
use crate::apply::apply;
use crate::error::{JsonError, SetError, ValueError, write_escaped};
use crate::json::{Escape, Kind, Reader, validate};
use crate::sink::Sink;
use crate::table::{KeyInfo, Origin};

/// The answer to a set: an object that says of each key `true`, or what is wrong.
struct Results<'s, S> {
    out: &'s mut S,
    first: bool,
    refused: bool,
}

impl<'s, S: Sink> Results<'s, S> {
    fn new(out: &'s mut S) -> Self {
        out.put(b"{");
        Self { out, first: true, refused: false }
    }

    fn name(&mut self, name: &str) {
        self.out.put(if self.first { b"\"" } else { b",\"" });
        self.first = false;
        Escape(self.out).put(name.as_bytes());
        self.out.put(b"\":");
    }

    fn taken(&mut self, name: &str) {
        self.name(name);
        self.out.put(b"true");
    }

    fn refused<D: Device>(&mut self, device: &D, name: &str, error: &SetError<'_>, value: &[u8]) {
        let tables = device.tables();
        let info: Option<&'static KeyInfo> = tables.find(name).and_then(|key| tables.info(key));
        self.refused = true;
        self.name(name);
        self.out.put(b"\"");
        Escape(self.out).put(name.as_bytes());
        self.out.put(b": ");
        write_escaped(error, tables, info, value, self.out);
        self.out.put(b"\"");
    }

    fn set<D: Device>(&mut self, device: &mut D, name: &str, value: &mut [u8]) {
        let result = match device.tables().find(name) {
            Some(key) => apply(device, key, value, Origin::Http),
            None => return self.refused(device, name, &SetError::UnknownKey(name), value),
        };
        match result {
            Ok(_) => self.taken(name),
            Err(error) => self.refused(device, name, &error, value),
        }
    }

    fn finish<D: Device>(self, device: &D) -> Answer {
        self.out.put(b"}");
        Answer::json(if self.refused { device.tables().http.refused_status } else { 200 })
    }
}

/// `GET …/set?amp=16&fna="x"`
pub(super) fn set_query<D: Device, S: Sink>(device: &mut D, query: &str, scratch: &mut [u8], out: &mut S) -> Answer {
    let mut results = Results::new(out);
    for Pair { name, value } in pairs(query) {
        let mut room = [0; 64];
        let name = match decode(name, &mut room).map(|name| core::str::from_utf8(name)) {
            Some(Ok(name)) => name,
            // Too long or not UTF-8 for any key: it is named as it was sent.
            _ => {
                results.refused(device, name, &SetError::UnknownKey(name), b"");
                continue;
            }
        };
        let longest = scratch.len();
        match decode(value, scratch) {
            Some(value) => results.set(device, name, value),
            None => {
                let error = SetError::Value(ValueError::TooLong(longest));
                results.refused(device, name, &error, value.as_bytes());
            }
        }
    }
    results.finish(device)
}

/// `POST …/set` with an object in its body.
pub(super) fn set_body<D: Device, S: Sink>(device: &mut D, body: &mut [u8], out: &mut S) -> Answer {
    match core::str::from_utf8(body).map_err(|_| JsonError::Invalid).and_then(validate) {
        Ok(Kind::Object) => {}
        Ok(_) => return not_an_object("the body must be a JSON object: {\"key\":value}", out),
        Err(error) => {
            out.put(b"the body must be a JSON object, but it is not JSON: ");
            return not_an_object(error.as_str(), out);
        }
    }
    let mut results = Results::new(out);
    let mut from = None;
    // Each value is changed where it lies, so the reader starts anew behind it.
    while let Some(member) = next_member(body, from) {
        let (names, values) = body.split_at_mut(member.value.0);
        let name = names.get(member.name.0..member.name.1).map(core::str::from_utf8);
        let len = member.value.1 - member.value.0;
        if let (Some(Ok(name)), Some(value)) = (name, values.get_mut(..len)) {
            results.set(device, name, value);
        }
        from = Some(member.value.1);
    }
    results.finish(device)
}

fn not_an_object<S: Sink>(text: &str, out: &mut S) -> Answer {
    out.put(text.as_bytes());
    Answer::text(400)
}

/// Where a member of the body's object stands, from byte to byte.
struct Member {
    name: (usize, usize),
    value: (usize, usize),
}

/// The member after the value that ends at `from`. The body was found to be an object.
fn next_member(body: &[u8], from: Option<usize>) -> Option<Member> {
    let rest = core::str::from_utf8(body.get(from.unwrap_or(0)..)?).ok()?;
    let base = from.unwrap_or(0);
    let mut reader = Reader::new(rest);
    if from.is_none() {
        reader.enter(Kind::Object).ok()?;
    }
    let name = reader.next_field(from.is_none()).ok()??;
    // Names of keys hold no escapes; one that does is no key, and is shown as it was sent.
    let raw = name.raw();
    let name_start = base + (raw.as_ptr() as usize).checked_sub(rest.as_ptr() as usize)?;
    reader.kind().ok()?;
    let value_start = base + reader.position();
    reader.skip().ok()?;
    Some(Member { name: (name_start, name_start + raw.len()), value: (value_start, base + reader.position()) })
}
