//! Reading and writing of the types that structures are made of.

use heapless::{String, Vec};

use super::reader::{Kind, Reader};
use super::writer::{write_f32, write_f64, write_i64, write_str, write_u64};
use crate::error::ValueError;
use crate::sink::Sink;
use crate::table::{Class, Rule};

/// A type with a JSON form.
pub trait Json: Sized {
    /// Writes the value.
    fn write<S: Sink>(&self, out: &mut S);

    /// Reads a value.
    ///
    /// # Errors
    /// What is wrong with it.
    fn read(json: &mut Reader<'_>) -> Result<Self, ValueError>;

    /// Whether the value is `null`, so that a field can be left out.
    fn is_null(&self) -> bool {
        false
    }
}

/// A type whose values can be held against a rule.
pub trait Limited {
    /// Checks the value, or each of its items.
    ///
    /// # Errors
    /// [`ValueError::OutOfRange`]
    fn within(&self, rule: &'static Rule) -> Result<(), ValueError>;
}

/// `value`, or the error that the type `name` was expected.
///
/// # Errors
/// [`ValueError::WrongType`] if there is none.
pub fn expect<T>(value: Option<T>, name: &'static str) -> Result<T, ValueError> {
    value.ok_or(ValueError::WrongType(name))
}

/// [`None`] for a `null`, otherwise what `read` reads.
///
/// # Errors
/// Those of `read`.
pub fn null_or<T>(
    json: &mut Reader<'_>,
    read: impl FnOnce(&mut Reader<'_>) -> Result<T, ValueError>,
) -> Result<Option<T>, ValueError> {
    if json.take_null()? { Ok(None) } else { read(json).map(Some) }
}

impl Json for bool {
    fn write<S: Sink>(&self, out: &mut S) {
        out.put(if *self { b"true" } else { b"false" });
    }

    fn read(json: &mut Reader<'_>) -> Result<Self, ValueError> {
        expect(json.bool()?, "bool")
    }
}

macro_rules! integers {
    ($($ty:ty, $wide:ty, $write:ident, $read:ident, $class:ident, $rule:ident, $name:literal;)*) => {$(
        impl Json for $ty {
            fn write<S: Sink>(&self, out: &mut S) {
                $write(<$wide>::from(*self), out);
            }

            fn read(json: &mut Reader<'_>) -> Result<Self, ValueError> {
                let wide = expect(json.number()?.and_then(|number| number.$read()), $name)?;
                wide.and_then(|wide| Self::try_from(wide).ok()).ok_or(ValueError::OutOfType(Class::$class))
            }
        }

        impl Limited for $ty {
            fn within(&self, rule: &'static Rule) -> Result<(), ValueError> {
                match rule {
                    Rule::$rule { min, max, .. } if !(*min..=*max).contains(&<$wide>::from(*self)) => {
                        Err(ValueError::OutOfRange(rule))
                    }
                    _ => Ok(()),
                }
            }
        }
    )*};
}

integers! {
    u8, u64, write_u64, unsigned, U8, Unsigned, "uint8";
    u16, u64, write_u64, unsigned, U16, Unsigned, "uint16";
    u32, u64, write_u64, unsigned, U32, Unsigned, "uint32";
    u64, u64, write_u64, unsigned, U64, Unsigned, "uint64";
    i8, i64, write_i64, signed, I8, Signed, "int8";
    i16, i64, write_i64, signed, I16, Signed, "int16";
    i32, i64, write_i64, signed, I32, Signed, "int32";
    i64, i64, write_i64, signed, I64, Signed, "int64";
}

macro_rules! floats {
    ($($ty:ident, $write:ident, $class:ident, $name:literal;)*) => {$(
        impl Json for $ty {
            fn write<S: Sink>(&self, out: &mut S) {
                $write(*self, out);
            }

            fn read(json: &mut Reader<'_>) -> Result<Self, ValueError> {
                let value = expect(json.number()?, $name)?.$ty();
                if value.is_finite() { Ok(value) } else { Err(ValueError::OutOfType(Class::$class)) }
            }
        }

        impl Limited for $ty {
            fn within(&self, rule: &'static Rule) -> Result<(), ValueError> {
                match rule {
                    Rule::Float { min, max, .. } if !(*min..=*max).contains(&f64::from(*self)) => {
                        Err(ValueError::OutOfRange(rule))
                    }
                    _ => Ok(()),
                }
            }
        }
    )*};
}

floats! {
    f32, write_f32, F32, "float";
    f64, write_f64, F64, "double";
}

impl<const N: usize> Json for String<N> {
    fn write<S: Sink>(&self, out: &mut S) {
        write_str(self, out);
    }

    fn read(json: &mut Reader<'_>) -> Result<Self, ValueError> {
        let text = expect(json.string()?, "string")?;
        let mut value = Self::new();
        for char in text.chars() {
            value.push(char).map_err(|_| ValueError::TooLong(N))?;
        }
        Ok(value)
    }
}

impl<const N: usize> Limited for String<N> {
    fn within(&self, rule: &'static Rule) -> Result<(), ValueError> {
        match rule {
            Rule::Pattern(pattern) if !pattern.matches(self) => Err(ValueError::OutOfRange(rule)),
            _ => Ok(()),
        }
    }
}

impl<T: Json> Json for Option<T> {
    fn write<S: Sink>(&self, out: &mut S) {
        match self {
            Some(value) => value.write(out),
            None => out.put(b"null"),
        }
    }

    fn read(json: &mut Reader<'_>) -> Result<Self, ValueError> {
        null_or(json, T::read)
    }

    fn is_null(&self) -> bool {
        self.is_none()
    }
}

impl<T: Limited> Limited for Option<T> {
    fn within(&self, rule: &'static Rule) -> Result<(), ValueError> {
        self.as_ref().map_or(Ok(()), |value| value.within(rule))
    }
}

fn write_items<T: Json, S: Sink>(items: &[T], out: &mut S) {
    let mut before = b'[';
    for item in items {
        out.put(&[before]);
        before = b',';
        item.write(out);
    }
    if items.is_empty() {
        out.put(b"[");
    }
    out.put(b"]");
}

impl<T: Json, const N: usize> Json for Vec<T, N> {
    fn write<S: Sink>(&self, out: &mut S) {
        write_items(self, out);
    }

    fn read(json: &mut Reader<'_>) -> Result<Self, ValueError> {
        expect(json.enter(Kind::Array)?.then_some(()), "array")?;
        let mut items = Self::new();
        while json.next_item(items.is_empty())? {
            let item = T::read(json)?;
            items.push(item).map_err(|_| ValueError::TooMany(N))?;
        }
        Ok(items)
    }
}

impl<T: Limited, const N: usize> Limited for Vec<T, N> {
    fn within(&self, rule: &'static Rule) -> Result<(), ValueError> {
        self.iter().try_for_each(|item| item.within(rule))
    }
}

impl<T: Json, const N: usize> Json for [T; N] {
    fn write<S: Sink>(&self, out: &mut S) {
        write_items(self, out);
    }

    fn read(json: &mut Reader<'_>) -> Result<Self, ValueError> {
        // Fewer items are another type: the caller knows its words for it.
        Vec::<T, N>::read(json)?.into_array().map_err(|_| ValueError::WrongType("array"))
    }
}

impl<T: Limited, const N: usize> Limited for [T; N] {
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
    fn write<S: Sink>(&self, out: &mut S) {
        match self {
            Self::A(value) => value.write(out),
            Self::B(value) => value.write(out),
        }
    }

    fn read(json: &mut Reader<'_>) -> Result<Self, ValueError> {
        let mut ahead = json.clone();
        match A::read(&mut ahead) {
            Ok(value) => {
                *json = ahead;
                Ok(Self::A(value))
            }
            Err(ValueError::WrongType(_)) => B::read(json).map(Self::B),
            Err(other) => Err(other),
        }
    }
}
