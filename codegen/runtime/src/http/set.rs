use super::Answer;
use super::query::{Pair, decode, pairs};
use crate::Device;
use crate::apply::apply;
use crate::bits::Bits;
use crate::error::{JsonError, SetError, ValueError};
use crate::json::{Escape, Kind, Reader, validate, write_u64};
use crate::sink::Sink;
use crate::table::{Flags, KeyId, KeyInfo, Origin};

/// Most keys that one request sets: more than a device has, were it not for a request that is to keep it busy.
pub const MOST_MEMBERS: usize = 512;

/// Most unknown keys of a request for which the nearest known one is looked up: that compares with every key.
const MOST_SUGGESTIONS: usize = 8;

/// The answer to a set: an object that says of each key `true`, or what is wrong.
struct Results<'s, S: ?Sized> {
    out: &'s mut S,
    first: bool,
    refused: bool,
    suggestions: usize,
}

impl<'s, S: Sink + ?Sized> Results<'s, S> {
    fn new(out: &'s mut S) -> Self {
        out.put(b"{");
        Self { out, first: true, refused: false, suggestions: 0 }
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
        let near = match error {
            SetError::UnknownKey(name) if self.suggestions < MOST_SUGGESTIONS => {
                self.suggestions += 1;
                tables.near(name, Flags::WRITE)
            }
            _ => None,
        };
        self.name(name);
        self.out.put(b"\"");
        Escape(self.out).put(name.as_bytes());
        self.out.put(b": ");
        error.write_with(tables, info, value, near, &mut Escape(&mut *self.out));
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
pub(super) fn set_query<D: Device, S: Sink + ?Sized>(
    device: &mut D,
    query: &str,
    scratch: &mut [u8],
    out: &mut S,
) -> Answer {
    if pairs(query).nth(MOST_MEMBERS).is_some() {
        return too_many(out);
    }
    let mut results = Results::new(out);
    let tables = device.tables();
    let key = |Pair { name, .. }: Pair<'_>| tables.find(core::str::from_utf8(decode(name, &mut [0; 64])?).ok()?);
    let last = Last::of::<D>(pairs(query).map(key));
    for (_, Pair { name, value }) in pairs(query).enumerate().filter(|(at, _)| last.is(*at)) {
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
pub(super) fn set_body<D: Device, S: Sink + ?Sized>(device: &mut D, body: &mut [u8], out: &mut S) -> Answer {
    match core::str::from_utf8(body).map_err(|_| JsonError::Invalid).and_then(validate) {
        Ok(Kind::Object) => {}
        Ok(_) => return not_an_object("the body must be a JSON object: {\"key\":value}", out),
        Err(error) => {
            out.put(b"the body must be a JSON object, but it is not JSON: ");
            return not_an_object(error.as_str(), out);
        }
    }
    if Members::of(body).count(body) > MOST_MEMBERS {
        return too_many(out);
    }
    let mut results = Results::new(out);
    let tables = device.tables();
    let mut members = Members::of(body);
    let last = Last::of::<D>(core::iter::from_fn(|| {
        let (from, to) = members.next(body)?.name;
        Some(body.get(from..to).and_then(|name| core::str::from_utf8(name).ok()).and_then(|name| tables.find(name)))
    }));
    let mut members = Members::of(body);
    let mut at = 0..;
    // Each value is changed where it lies, so the reader starts anew behind it.
    while let Some(member) = members.next(body) {
        if at.next().is_some_and(|at| !last.is(at)) {
            continue;
        }
        let (names, values) = body.split_at_mut(member.value.0);
        let name = names.get(member.name.0..member.name.1).map(core::str::from_utf8);
        let len = member.value.1 - member.value.0;
        if let (Some(Ok(name)), Some(value)) = (name, values.get_mut(..len)) {
            results.set(device, name, value);
        }
    }
    results.finish(device)
}

/// Which members of a request count: of those that name the same key, the last one.
struct Last([u32; MOST_MEMBERS / 32]);

impl Last {
    fn of<D: Device>(keys: impl Iterator<Item = Option<KeyId>>) -> Self {
        let mut named = [None; MOST_MEMBERS];
        named.iter_mut().zip(keys).for_each(|(place, key)| *place = key);
        let (mut seen, mut last) = (D::Bits::empty(), Self([u32::MAX; MOST_MEMBERS / 32]));
        for (at, key) in named.iter().enumerate().rev().filter_map(|(at, key)| Some((at, key.as_ref()?.index()))) {
            if seen.contains(key) {
                last.0.remove(at);
            }
            seen.insert(key);
        }
        last
    }

    fn is(&self, at: usize) -> bool {
        self.0.contains(at)
    }
}

fn too_many<S: Sink + ?Sized>(out: &mut S) -> Answer {
    out.put(b"one request sets at most ");
    write_u64(MOST_MEMBERS as u64, out);
    out.put(b" keys; send the others with the next one");
    Answer::text(400)
}

fn not_an_object<S: Sink + ?Sized>(text: &str, out: &mut S) -> Answer {
    out.put(text.as_bytes());
    Answer::text(400)
}

/// Where a member of the body's object stands, from byte to byte.
struct Member {
    name: (usize, usize),
    value: (usize, usize),
}

/// A walk over the members of an object that was found well-formed. It holds on to nothing of the text, and looks at
/// each byte a fixed number of times.
struct Members {
    /// Behind the last member, or behind the object's brace.
    from: usize,
    first: bool,
}

impl Members {
    fn of(body: &[u8]) -> Self {
        let brace = body.iter().position(|byte| *byte == b'{');
        Self { from: brace.map_or(body.len(), |brace| brace + 1), first: true }
    }

    fn count(mut self, body: &[u8]) -> usize {
        let mut count = 0;
        while self.next(body).is_some() {
            count += 1;
        }
        count
    }

    fn next(&mut self, body: &[u8]) -> Option<Member> {
        let base = self.from;
        let rest = body.get(base..)?;
        let text = core::str::from_utf8(rest.get(..member_length(rest))?).ok()?;
        let mut reader = Reader::new(text);
        let name = reader.next_field(self.first).ok()??;
        // Names of keys hold no escapes; one that does is no key, and is shown as it was sent.
        let raw = name.raw();
        let name_start = base + (raw.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
        reader.kind().ok()?;
        let value_start = base + reader.position();
        reader.skip().ok()?;
        self.from = base + reader.position();
        self.first = false;
        Some(Member { name: (name_start, name_start + raw.len()), value: (value_start, self.from) })
    }
}

/// Up to the comma after the next member, or to the brace that ends the object.
fn member_length(rest: &[u8]) -> usize {
    let (mut depth, mut named, mut quoted, mut escaped) = (0usize, false, false, false);
    let end = rest.iter().position(|byte| {
        if quoted {
            quoted = escaped || *byte != b'"';
            escaped = !escaped && *byte == b'\\';
            return false;
        }
        match byte {
            b'"' => quoted = true,
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return true,
            b'}' | b']' => depth -= 1,
            b':' if depth == 0 => named = true,
            b',' if depth == 0 => return named,
            _ => {}
        }
        false
    });
    end.unwrap_or(rest.len())
}
