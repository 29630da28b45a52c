use super::TypeId;

/// The type of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// `bool`
    Bool,
    /// `uint8` … `int64`
    Int(IntKind),
    /// `float`, 32 bits
    Float,
    /// `double`, 64 bits
    Double,
    /// `milliseconds`, stored as `uint64`
    Milliseconds,
    /// `seconds`, stored as `uint32`
    Seconds,
    /// `string(N)`, capacity in bytes of UTF-8
    Text(u32),
    /// `json(N)`: any JSON text of at most N bytes, where no shape is known
    Json(u32),
    /// `optional<T>`
    Optional(Box<Type>),
    /// `array<T, N>` or `array<T, ..N>`
    Array {
        /// Type of an item: never itself optional of an array.
        item: Box<Type>,
        /// Limits that an alias puts on each item.
        limits: Limits,
        /// How many.
        length: Length,
    },
    /// `either<A, B>`, for writing only; the two are of different JSON kinds.
    Either(Box<Type>, Box<Type>),
    /// An enum, a bit set or an object.
    Named(TypeId),
}

/// An integer type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum IntKind {
    U8,
    U16,
    U32,
    U64,
    I8,
    I16,
    I32,
    I64,
}

impl IntKind {
    /// Every kind, in the order of the documents.
    pub const ALL: [Self; 8] = [Self::U8, Self::U16, Self::U32, Self::U64, Self::I8, Self::I16, Self::I32, Self::I64];

    /// As the spec writes it: `uint8`.
    pub fn spec_name(self) -> &'static str {
        match self {
            Self::U8 => "uint8",
            Self::U16 => "uint16",
            Self::U32 => "uint32",
            Self::U64 => "uint64",
            Self::I8 => "int8",
            Self::I16 => "int16",
            Self::I32 => "int32",
            Self::I64 => "int64",
        }
    }

    /// As Rust writes it: `u8`.
    pub fn rust_name(self) -> &'static str {
        match self {
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
        }
    }

    /// Smallest and largest value.
    pub fn bounds(self) -> (i128, i128) {
        match self {
            Self::U8 => (0, u8::MAX.into()),
            Self::U16 => (0, u16::MAX.into()),
            Self::U32 => (0, u32::MAX.into()),
            Self::U64 => (0, u64::MAX.into()),
            Self::I8 => (i8::MIN.into(), i8::MAX.into()),
            Self::I16 => (i16::MIN.into(), i16::MAX.into()),
            Self::I32 => (i32::MIN.into(), i32::MAX.into()),
            Self::I64 => (i64::MIN.into(), i64::MAX.into()),
        }
    }
}

/// How many items an array has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Always this many.
    Exactly(u32),
    /// At most this many.
    UpTo(u32),
}

/// What limits a value beyond its type.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Limits {
    /// `A`, `Wh`, …
    pub unit: Option<String>,
    /// For numbers, and for the number inside an optional.
    pub range: Option<Range>,
    /// For strings.
    pub pattern: Option<TextPattern>,
}

/// An inclusive range, open where a bound is missing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Least value allowed.
    pub min: Option<Bound>,
    /// Greatest value allowed.
    pub max: Option<Bound>,
}

impl Range {
    /// Whether a whole number lies within.
    pub fn holds_int(&self, int: i128) -> bool {
        let above = self.min.is_none_or(|min| match min {
            Bound::Int(min) => int >= min,
            Bound::Float(min) => (int as f64) >= min,
        });
        let below = self.max.is_none_or(|max| match max {
            Bound::Int(max) => int <= max,
            Bound::Float(max) => (int as f64) <= max,
        });
        above && below
    }

    /// Whether a number lies within.
    pub fn holds(&self, float: f64) -> bool {
        self.min.is_none_or(|min| float >= min.as_f64()) && self.max.is_none_or(|max| float <= max.as_f64())
    }
}

impl std::fmt::Display for Range {
    /// As the spec writes it: `6..32`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(min) = self.min {
            min.fmt(f)?;
        }
        f.write_str("..")?;
        self.max.map_or(Ok(()), |max| max.fmt(f))
    }
}

/// One end of a [`Range`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// A whole number.
    Int(i128),
    /// A number with a fraction.
    Float(f64),
}

impl Bound {
    /// As a floating point number; large integers are rounded.
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Int(int) => int as f64,
            Self::Float(float) => float,
        }
    }
}

impl std::fmt::Display for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Int(int) => int.fmt(f),
            Self::Float(float) => float.fmt(f),
        }
    }
}

/// A pattern that a whole text has to match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextPattern {
    /// As the spec writes it: `#[0-9A-Fa-f]{6}`.
    pub source: String,
    /// What it means: one step after the other, each greedy. A step never takes a character that the next one
    /// needs (checked), so no step has to be taken back.
    pub steps: Vec<PatternStep>,
}

impl TextPattern {
    /// Follows the steps just as a device does: each takes what it can.
    pub fn matches(&self, text: &str) -> bool {
        let mut chars = text.chars().peekable();
        for step in &self.steps {
            let mut count = 0;
            while count < step.max
                && chars.next_if(|char| step.class.iter().any(|(from, to)| (from..=to).contains(&char))).is_some()
            {
                count += 1;
            }
            if count < step.min {
                return false;
            }
        }
        chars.next().is_none()
    }
}

/// So many characters out of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternStep {
    /// Inclusive ranges of characters.
    pub class: Vec<(char, char)>,
    /// At least this many.
    pub min: u32,
    /// At most this many; [`u32::MAX`] for no limit.
    pub max: u32,
}

/// An enum, a bit set or an object of the spec.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedType {
    /// `CarState`
    pub name: String,
    /// One line a language.
    pub texts: Vec<String>,
    /// What it is.
    pub kind: NamedKind,
}

/// What a named type is.
#[derive(Debug, Clone, PartialEq)]
pub enum NamedKind {
    /// One of some numbers.
    Enum {
        /// How it is stored.
        repr: IntKind,
        /// At least one, in the order of the spec.
        values: Vec<EnumValue>,
    },
    /// Any sum of some bits.
    Flags {
        /// How it is stored.
        repr: IntKind,
        /// Each value is one bit's mask.
        values: Vec<EnumValue>,
    },
    /// A JSON object.
    Object {
        /// Whether a write may give field names in any case.
        any_case: bool,
        /// In the order of the wire.
        fields: Vec<Field>,
    },
}

/// A value of an enum, or a bit of a bit set.
#[derive(Debug, Clone, PartialEq)]
pub struct EnumValue {
    /// `Charging`
    pub name: String,
    /// The number on the wire.
    pub value: i128,
    /// One line a language.
    pub texts: Vec<String>,
}

/// A field of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// As it is on the wire: `encryptionType`.
    pub name: String,
    /// Type of the value.
    pub ty: Type,
    /// Unit, range, pattern.
    pub limits: Limits,
    /// Whether it is left out of the JSON while it is `null`.
    pub omit_null: bool,
    /// One line a language.
    pub texts: Vec<String>,
}
