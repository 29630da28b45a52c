/// Where text is written to. Writing never fails on the way: a bounded sink notes that it overflowed, and is asked
/// once at the end.
pub trait Sink {
    /// Appends bytes.
    fn put(&mut self, bytes: &[u8]);
}

impl<S: Sink + ?Sized> Sink for &mut S {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        (**self).put(bytes);
    }
}

/// A sink over a slice.
#[derive(Debug)]
pub struct Buf<'a> {
    bytes: &'a mut [u8],
    len: usize,
}

impl<'a> Buf<'a> {
    /// An empty buffer over `bytes`.
    pub fn new(bytes: &'a mut [u8]) -> Self {
        Self { bytes, len: 0 }
    }

    /// What was written, or nothing if it did not fit.
    pub fn filled(&self) -> Option<&[u8]> {
        self.bytes.get(..self.len)
    }

    /// What was written as text, or nothing if it did not fit.
    pub fn as_str(&self) -> Option<&str> {
        core::str::from_utf8(self.filled()?).ok()
    }

    /// How many bytes were put, those that did not fit included.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing was put.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether something did not fit.
    pub fn overflowed(&self) -> bool {
        self.len > self.bytes.len()
    }

    /// Empties the buffer.
    pub fn clear(&mut self) {
        self.len = 0;
    }
}

impl Sink for Buf<'_> {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        let end = self.len.saturating_add(bytes.len());
        if let Some(free) = self.bytes.get_mut(self.len..end) {
            copy(free, bytes);
        }
        self.len = end;
    }
}

/// Copies bytes of the same number. Most of what a device writes is shorter than sixteen bytes, which two copies of a
/// fixed size, overlapping in the middle, do faster than a call of `memcpy`.
#[inline]
fn copy(to: &mut [u8], from: &[u8]) {
    fn ends<const N: usize>(to: &mut [u8], from: &[u8]) -> Option<()> {
        let (first, last) = (*from.first_chunk::<N>()?, *from.last_chunk::<N>()?);
        *to.first_chunk_mut()? = first;
        *to.last_chunk_mut()? = last;
        Some(())
    }
    let short = match from.len() {
        2..=3 => ends::<2>(to, from),
        4..=7 => ends::<4>(to, from),
        8..=16 => ends::<8>(to, from),
        _ => None,
    };
    if short.is_none() {
        to.copy_from_slice(from);
    }
}

/// Counts what is written to it, for a `Content-Length`.
#[derive(Debug, Default)]
pub struct Count(pub usize);

impl Sink for Count {
    fn put(&mut self, bytes: &[u8]) {
        self.0 = self.0.saturating_add(bytes.len());
    }
}

impl core::fmt::Write for dyn Sink + '_ {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        self.put(text.as_bytes());
        Ok(())
    }
}

impl<const N: usize> Sink for heapless::String<N> {
    /// Text that does not fit is cut off at the last whole character.
    fn put(&mut self, bytes: &[u8]) {
        for char in core::str::from_utf8(bytes).unwrap_or_default().chars() {
            if self.push(char).is_err() {
                break;
            }
        }
    }
}

#[cfg(feature = "alloc")]
impl Sink for alloc::vec::Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}
