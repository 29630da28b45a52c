use crate::sink::Sink;

/// Writes an unsigned integer.
#[inline]
pub fn write_u64<S: Sink + ?Sized>(value: u64, out: &mut S) {
    // Most values of such a device are small, and 32 bit arithmetic is what a chip has.
    match u32::try_from(value) {
        Ok(digit @ 0..=9) => out.put(&[b'0' + digit as u8]),
        Ok(small) => out.put(itoa::Buffer::new().format(small).as_bytes()),
        Err(_) => out.put(itoa::Buffer::new().format(value).as_bytes()),
    }
}

/// Writes a signed integer.
#[inline]
pub fn write_i64<S: Sink + ?Sized>(value: i64, out: &mut S) {
    match i32::try_from(value) {
        Ok(small) => out.put(itoa::Buffer::new().format(small).as_bytes()),
        Err(_) => out.put(itoa::Buffer::new().format(value).as_bytes()),
    }
}

/// Writes a float in its shortest form, without a decimal point where it is whole. What is not finite is `null`.
#[inline]
pub fn write_f64<S: Sink + ?Sized>(value: f64, out: &mut S) {
    let small = value as i32;
    // The bits are compared so that -0.0 keeps its sign.
    if f64::from(small).to_bits() == value.to_bits() {
        return out.put(itoa::Buffer::new().format(small).as_bytes());
    }
    if value.is_finite() {
        out.put(without_point(zmij::Buffer::new().format_finite(value)));
    } else {
        out.put(b"null");
    }
}

/// See [`write_f64`]; the shortest form that gives the same 32 bit float back.
#[inline]
pub fn write_f32<S: Sink + ?Sized>(value: f32, out: &mut S) {
    let small = value as i32;
    if small.unsigned_abs() < 1 << 24 && (small as f32).to_bits() == value.to_bits() {
        return out.put(itoa::Buffer::new().format(small).as_bytes());
    }
    if value.is_finite() {
        out.put(without_point(zmij::Buffer::new().format_finite(value)));
    } else {
        out.put(b"null");
    }
}

fn without_point(text: &str) -> &[u8] {
    text.strip_suffix(".0").unwrap_or(text).as_bytes()
}

/// Writes a string with its quotes.
#[inline]
pub fn write_str<S: Sink + ?Sized>(text: &str, out: &mut S) {
    write_string(text.as_bytes(), out);
}

/// See [`write_str`]; `text` is UTF-8.
#[inline]
pub(crate) fn write_string<S: Sink + ?Sized>(text: &[u8], out: &mut S) {
    out.put(b"\"");
    Escape(out).put(text);
    out.put(b"\"");
}

/// A sink that escapes what is put into a JSON string.
#[derive(Debug)]
pub struct Escape<'a, S: ?Sized>(pub &'a mut S);

/// Whether a byte can't stand in a JSON string as it is.
fn escaped(byte: &u8) -> bool {
    matches!(byte, 0..=0x1f | b'"' | b'\\')
}

/// Whether a text stands in a JSON string as it is.
#[inline]
pub(crate) fn is_plain(text: &[u8]) -> bool {
    // All bytes are looked at, without a way out at the first: that way the compiler takes many at a time.
    !text.iter().fold(false, |found, byte| found | escaped(byte))
}

impl<S: Sink + ?Sized> Sink for Escape<'_, S> {
    fn put(&mut self, bytes: &[u8]) {
        if is_plain(bytes) {
            return self.0.put(bytes);
        }
        let mut rest = bytes;
        while let Some(at) = rest.iter().position(escaped) {
            let (plain, from) = rest.split_at(at);
            self.0.put(plain);
            let Some((byte, after)) = from.split_first() else { return };
            match byte {
                b'"' => self.0.put(b"\\\""),
                b'\\' => self.0.put(b"\\\\"),
                b'\n' => self.0.put(b"\\n"),
                b'\r' => self.0.put(b"\\r"),
                b'\t' => self.0.put(b"\\t"),
                other => {
                    let hex = |nibble: u8| b"0123456789abcdef".get(usize::from(nibble)).copied().unwrap_or(b'0');
                    self.0.put(&[b'\\', b'u', b'0', b'0', hex(other >> 4), hex(other & 15)]);
                }
            }
            rest = after;
        }
        self.0.put(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sink::Buf;

    fn written(write: impl Fn(&mut Buf<'_>), expected: &str) {
        let mut bytes = [0; 64];
        let mut out = Buf::new(&mut bytes);
        write(&mut out);
        assert_eq!(out.as_str(), Some(expected));
    }

    #[test]
    fn floats_have_a_point_only_where_they_need_one() {
        written(|out| write_f64(5000.0, out), "5000");
        written(|out| write_f64(-2500.5, out), "-2500.5");
        written(|out| write_f64(0.1, out), "0.1");
        written(|out| write_f64(3_000_000_000.0, out), "3000000000");
        written(|out| write_f32(5.9, out), "5.9");
        written(|out| write_f32(228.0, out), "228");
        written(|out| write_f32(16_777_216.0, out), "16777216");
        written(|out| write_f64(f64::NAN, out), "null");
        written(|out| write_f32(f32::INFINITY, out), "null");
    }

    #[test]
    fn strings_are_escaped() {
        written(|out| write_str("a\"b\\c\n\u{1}ä", out), "\"a\\\"b\\\\c\\n\\u0001ä\"");
    }
}
