use std::ops::Range;

use super::{EntityWords, Limits, Type, Value};

/// Least time between two times that a value is stored, where the spec says nothing else; also the shortest that it
/// can say. In milliseconds.
pub const PERSIST_MS: u32 = 1_000;

/// One api key.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// The key on the wire: `amp`.
    pub short: String,
    /// The readable name, which also names accessors: `requested_current`.
    pub name: String,
    /// Type of the value as it is read and stored. For a write-only key, what it is written with.
    pub read: Type,
    /// Type as it is written, where it is another one than [`Key::read`]. Such a key is a command: the firmware
    /// decides what to store.
    pub write: Option<Type>,
    /// Who may do what.
    pub access: Access,
    /// Index into [`super::Device::categories`].
    pub category: usize,
    /// Unit, range and pattern; a named alias's limits are merged in.
    pub limits: Limits,
    /// Value of a new device; [`None`] means `null`, zero or empty.
    pub default: Option<Value>,
    /// A realistic value for the documents.
    pub example: Option<Value>,
    /// Whether the value survives a restart.
    pub persist: bool,
    /// Least time between two times that a changed value is stored, in milliseconds.
    pub persist_ms: u32,
    /// Whether it is stored twice, since it protects the device.
    pub persist_twice: bool,
    /// What of the value is never read back.
    pub secret: Secret,
    /// Whether a change takes effect after a restart only.
    pub reboot: bool,
    /// Whether the key is exposed on HTTP.
    pub http: bool,
    /// Whether the key is exposed on MQTT.
    pub mqtt: bool,
    /// Least time between two values on MQTT, in milliseconds.
    pub pace_ms: u32,
    /// Smallest difference from the value last published that is published over MQTT, in the unit of the key.
    /// [`None`]: every change is.
    pub deadband: Option<f64>,
    /// What it says of its entity in Home Assistant.
    pub home_assistant: EntityWords,
    /// First version of the original device that had the key.
    pub since: Option<String>,
    /// Last version of the original device that had it.
    pub until: Option<String>,
    /// One entry a language, in the order of [`super::Device::languages`].
    pub texts: Vec<Text>,
    /// Where the key was written as one of a family.
    pub family: Option<Family>,
}

impl Key {
    /// Whether the key has a value to read.
    pub fn readable(&self) -> bool {
        self.access != Access::Write
    }

    /// Whether the key can be set from outside.
    pub fn writable(&self) -> bool {
        self.access != Access::Read
    }

    /// The type that a write is decoded as.
    pub fn written(&self) -> &Type {
        self.write.as_ref().unwrap_or(&self.read)
    }

    /// Whether the firmware has to handle a write itself: nothing is stored unless it does so.
    pub fn is_command(&self) -> bool {
        self.access == Access::Write || (self.writable() && self.write.is_some())
    }

    /// Whether nothing of the value is ever read back.
    pub fn is_secret(&self) -> bool {
        self.secret == Secret::Whole
    }

    /// The key's own name in the spec: `amp`, or `c{0..9}n` for a member of a family.
    pub fn spec_key(&self) -> &str {
        self.family.as_ref().map_or(&self.short, |family| &family.pattern)
    }
}

/// What of a value is stored and used, but never read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Secret {
    /// Nothing.
    #[default]
    Nothing,
    /// What is written; what is read is of another type, and tells nothing of it.
    Written,
    /// The value is a URL, and the password in it is secret.
    UrlPassword,
    /// All of it.
    Whole,
}

impl Secret {
    /// As the spec writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "false",
            Self::Written => "written",
            Self::UrlPassword => "url_password",
            Self::Whole => "true",
        }
    }
}

/// Where the password of a URL stands, `scheme://user:password@host`; nothing if it has none. In case of doubt more is
/// taken for the password, never less. The runtime does the same.
pub fn url_password(url: &str) -> Option<Range<usize>> {
    let begin = url.find("://").map_or(0, |scheme| scheme + 3);
    let end = url.rfind('@')?;
    let colon = begin + url.get(begin..end)?.find(':')?;
    (colon + 1 < end).then_some(colon + 1..end)
}

/// What may be done with a key from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// `R`
    Read,
    /// `R/W`
    ReadWrite,
    /// `W`
    Write,
}

impl Access {
    /// As the spec and the documents write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "R",
            Self::ReadWrite => "R/W",
            Self::Write => "W",
        }
    }
}

/// A category as the device names it.
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    /// As the spec and the documents write it: `Config`.
    pub name: String,
    /// What it means.
    pub kind: CategoryKind,
}

/// What a category means for the firmware.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CategoryKind {
    /// Never changes after start.
    Constant,
    /// A setting: stored, with a default.
    Config,
    /// What the logic last found.
    Status,
    /// A command or a diagnostic.
    Other,
}

/// What a person reads of a key, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Two to five words.
    pub title: String,
    /// One or two sentences.
    pub text: String,
}

/// The family that a key was expanded from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// `c{0..9}n`
    pub pattern: String,
    /// This member's number.
    pub number: u32,
    /// First and last number.
    pub first: u32,
    /// See [`Family::first`].
    pub last: u32,
}
