//! Reading and writing of the types that structures are made of.
//!
//! All of it goes through trait objects, so that an object or a list of whatever type is read by one function: made for
//! each type anew, these would be the largest part of an image.

use heapless::string::StringView;
use heapless::vec::VecView;
use heapless::{String, Vec};

use super::reader::{Kind, Reader};
use super::text::without_controls;
use super::writer::{write_f32, write_f64, write_i64, write_str, write_u64};
use crate::error::ValueError;
use crate::sink::Sink;
use crate::table::{Class, Rule};

/// A type with a JSON form.
pub trait Json {
    /// Zero, empty or `null`: what a value is read over.
    fn blank() -> Self
    where
        Self: Sized;

    /// Writes the value.
    fn write(&self, out: &mut dyn Sink);

    /// Reads a value over a [blank](Json::blank) one. What is left of it after an error is no value.
    ///
    /// # Errors
    /// What is wrong with it.
    fn read(&mut self, json: &mut Reader<'_>) -> Result<(), ValueError>;

    /// Whether the value is `null`, so that a field can be left out.
    fn is_null(&self) -> bool {
        false
    }

    /// Holds the value, or each of its items, against a rule.
    ///
    /// # Errors
    /// [`ValueError::OutOfRange`]
    fn within(&self, rule: &'static Rule) -> Result<(), ValueError> {
        let _ = rule;
        Ok(())
    }
}

/// `value`, or the error that the type `name` was expected.
///
/// # Errors
/// [`ValueError::WrongType`] if there is none.
pub fn expect<T>(value: Option<T>, name: &'static str) -> Result<T, ValueError> {
    value.ok_or(ValueError::WrongType(name))
}

impl Json for bool {
    fn blank() -> Self {
        false
    }

    fn write(&self, out: &mut dyn Sink) {
        out.put(if *self { b"true" } else { b"false" });
    }

    fn read(&mut self, json: &mut Reader<'_>) -> Result<(), ValueError> {
        *self = expect(json.bool()?, "bool")?;
        Ok(())
    }
}

/// An integer of a class that holds none below zero, and at most `max`.
pub(crate) fn read_unsigned(json: &mut Reader<'_>, class: Class, max: u64) -> Result<u64, ValueError> {
    let wide = expect(json.number()?.and_then(|number| number.unsigned()), class.spec_name())?;
    wide.filter(|wide| *wide <= max).ok_or(ValueError::OutOfType(class))
}

/// An integer of a class that holds those from `min` to `max`.
pub(crate) fn read_signed(json: &mut Reader<'_>, class: Class, min: i64, max: i64) -> Result<i64, ValueError> {
    let wide = expect(json.number()?.and_then(|number| number.signed()), class.spec_name())?;
    wide.filter(|wide| (min..=max).contains(wide)).ok_or(ValueError::OutOfType(class))
}

pub(crate) fn unsigned_within(value: u64, rule: &'static Rule) -> Result<(), ValueError> {
    match rule {
        Rule::Unsigned { min, max, .. } if !(*min..=*max).contains(&value) => Err(ValueError::OutOfRange(rule)),
        _ => Ok(()),
    }
}

pub(crate) fn signed_within(value: i64, rule: &'static Rule) -> Result<(), ValueError> {
    match rule {
        Rule::Signed { min, max, .. } if !(*min..=*max).contains(&value) => Err(ValueError::OutOfRange(rule)),
        _ => Ok(()),
    }
}

fn float_within(value: f64, rule: &'static Rule) -> Result<(), ValueError> {
    match rule {
        Rule::Float { min, max, .. } if !(*min..=*max).contains(&value) => Err(ValueError::OutOfRange(rule)),
        _ => Ok(()),
    }
}

macro_rules! integers {
    ($($ty:ident, $wide:ty, $write:ident, $read:ident($($bound:ident),*), $within:ident, $class:ident;)*) => {$(
        impl Json for $ty {
            fn blank() -> Self {
                0
            }

            fn write(&self, out: &mut dyn Sink) {
                $write(<$wide>::from(*self), out);
            }

            fn read(&mut self, json: &mut Reader<'_>) -> Result<(), ValueError> {
                // It is between the bounds of the type.
                *self = $read(json, Class::$class, $(<$wide>::from($ty::$bound)),*)? as $ty;
                Ok(())
            }

            fn within(&self, rule: &'static Rule) -> Result<(), ValueError> {
                $within(<$wide>::from(*self), rule)
            }
        }
    )*};
}

integers! {
    u8, u64, write_u64, read_unsigned(MAX), unsigned_within, U8;
    u16, u64, write_u64, read_unsigned(MAX), unsigned_within, U16;
    u32, u64, write_u64, read_unsigned(MAX), unsigned_within, U32;
    u64, u64, write_u64, read_unsigned(MAX), unsigned_within, U64;
    i8, i64, write_i64, read_signed(MIN, MAX), signed_within, I8;
    i16, i64, write_i64, read_signed(MIN, MAX), signed_within, I16;
    i32, i64, write_i64, read_signed(MIN, MAX), signed_within, I32;
    i64, i64, write_i64, read_signed(MIN, MAX), signed_within, I64;
}

macro_rules! floats {
    ($($ty:ident, $write:ident, $class:ident;)*) => {$(
        impl Json for $ty {
            fn blank() -> Self {
                0.0
            }

            fn write(&self, out: &mut dyn Sink) {
                $write(*self, out);
            }

            fn read(&mut self, json: &mut Reader<'_>) -> Result<(), ValueError> {
                *self = expect(json.number()?, Class::$class.spec_name())?.$ty();
                if self.is_finite() { Ok(()) } else { Err(ValueError::OutOfType(Class::$class)) }
            }

            fn within(&self, rule: &'static Rule) -> Result<(), ValueError> {
                float_within(f64::from(*self), rule)
            }
        }
    )*};
}

floats! {
    f32, write_f32, F32;
    f64, write_f64, F64;
}

impl<const N: usize> Json for String<N> {
    fn blank() -> Self {
        Self::new()
    }

    fn write(&self, out: &mut dyn Sink) {
        write_str(self, out);
    }

    fn read(&mut self, json: &mut Reader<'_>) -> Result<(), ValueError> {
        read_text(self.as_mut_view(), json)
    }

    fn within(&self, rule: &'static Rule) -> Result<(), ValueError> {
        match rule {
            Rule::Pattern(pattern) if !pattern.matches(self) => Err(ValueError::OutOfRange(rule)),
            _ => Ok(()),
        }
    }
}

fn read_text(value: &mut StringView, json: &mut Reader<'_>) -> Result<(), ValueError> {
    let text = expect(json.string()?, "string")?;
    value.clear();
    for char in text.chars() {
        value.push(char).map_err(|_| ValueError::TooLong(value.capacity()))?;
    }
    without_controls(value)
}

impl<T: Json> Json for Option<T> {
    fn blank() -> Self {
        None
    }

    fn write(&self, out: &mut dyn Sink) {
        match self {
            Some(value) => value.write(out),
            None => out.put(b"null"),
        }
    }

    fn read(&mut self, json: &mut Reader<'_>) -> Result<(), ValueError> {
        if json.take_null()? {
            *self = None;
            return Ok(());
        }
        self.insert(T::blank()).read(json)
    }

    fn is_null(&self) -> bool {
        self.is_none()
    }

    fn within(&self, rule: &'static Rule) -> Result<(), ValueError> {
        self.as_ref().map_or(Ok(()), |value| value.within(rule))
    }
}

/// Room for the items of an array.
trait Places {
    /// The next one, blank; [`None`] where there are no more.
    fn next(&mut self) -> Option<&mut dyn Json>;
}

/// Reads an array. Returns how many items it has.
fn read_items(places: &mut dyn Places, most: usize, json: &mut Reader<'_>) -> Result<usize, ValueError> {
    expect(json.enter(Kind::Array)?.then_some(()), "array")?;
    let mut count = 0;
    while json.next_item(count == 0)? {
        places.next().ok_or(ValueError::TooMany(most))?.read(json)?;
        count += 1;
    }
    Ok(count)
}

fn write_items(items: &mut dyn Iterator<Item = &dyn Json>, out: &mut dyn Sink) {
    let mut before = b'[';
    for item in items {
        out.put(&[before]);
        before = b',';
        item.write(out);
    }
    out.put(if before == b'[' { b"[]" } else { b"]" });
}

/// A list, and its items so far.
struct List<'a, T>(&'a mut VecView<T>);

impl<T: Json> Places for List<'_, T> {
    fn next(&mut self) -> Option<&mut dyn Json> {
        self.0.push(T::blank()).ok()?;
        self.0.last_mut().map(|item| item as &mut dyn Json)
    }
}

impl<T: Json, const N: usize> Json for Vec<T, N> {
    fn blank() -> Self {
        Self::new()
    }

    fn write(&self, out: &mut dyn Sink) {
        write_items(&mut self.iter().map(|item| item as &dyn Json), out);
    }

    fn read(&mut self, json: &mut Reader<'_>) -> Result<(), ValueError> {
        self.clear();
        read_items(&mut List(self.as_mut_view()), N, json).map(|_| ())
    }

    fn within(&self, rule: &'static Rule) -> Result<(), ValueError> {
        self.iter().try_for_each(|item| item.within(rule))
    }
}

/// The items of an array that has all of them from the beginning.
struct Array<'a, T>(core::slice::IterMut<'a, T>);

impl<T: Json> Places for Array<'_, T> {
    fn next(&mut self) -> Option<&mut dyn Json> {
        self.0.next().map(|item| item as &mut dyn Json)
    }
}

impl<T: Json, const N: usize> Json for [T; N] {
    fn blank() -> Self {
        core::array::from_fn(|_| T::blank())
    }

    fn write(&self, out: &mut dyn Sink) {
        write_items(&mut self.iter().map(|item| item as &dyn Json), out);
    }

    fn read(&mut self, json: &mut Reader<'_>) -> Result<(), ValueError> {
        let count = read_items(&mut Array(self.iter_mut()), N, json)?;
        // Fewer items are another type: the caller knows its words for it.
        expect((count == N).then_some(()), "array")
    }

    fn within(&self, rule: &'static Rule) -> Result<(), ValueError> {
        self.iter().try_for_each(|item| item.within(rule))
    }
}

/// A value of one of two types, told apart by their kind of JSON.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Either<A, B> {
    A(A),
    B(B),
}

impl<A: Json, B: Json> Json for Either<A, B> {
    fn blank() -> Self {
        Self::A(A::blank())
    }

    fn write(&self, out: &mut dyn Sink) {
        match self {
            Self::A(value) => value.write(out),
            Self::B(value) => value.write(out),
        }
    }

    fn read(&mut self, json: &mut Reader<'_>) -> Result<(), ValueError> {
        let mut ahead = json.clone();
        let mut a = A::blank();
        match a.read(&mut ahead) {
            Ok(()) => {
                *json = ahead;
                *self = Self::A(a);
                Ok(())
            }
            Err(ValueError::WrongType(_)) => {
                let mut b = B::blank();
                b.read(json)?;
                *self = Self::B(b);
                Ok(())
            }
            Err(other) => Err(other),
        }
    }
}
