//! What the spec says of a device, as data. Codegen writes these tables; nothing here changes at run time.

use crate::home_assistant::HomeAssistantInfo;
use crate::pattern::Pattern;
use crate::roles;
use crate::values::Values;

/// A key's place in device order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub u16);

impl KeyId {
    /// As an index.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Where a value is stored, which is also how it is read and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Class {
    Bool,
    U8,
    U16,
    U32,
    U64,
    I8,
    I16,
    I32,
    I64,
    F32,
    F64,
    /// A string in the arena.
    Text,
    /// JSON text in the arena.
    Json,
    /// A struct or an array, with a codec of its own.
    Structure,
    /// No value: the key is only written.
    Nothing,
}

impl Class {
    /// The name that the spec gives to the type of such a value.
    pub const fn spec_name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::U8 => "uint8",
            Self::U16 => "uint16",
            Self::U32 => "uint32",
            Self::U64 => "uint64",
            Self::I8 => "int8",
            Self::I16 => "int16",
            Self::I32 => "int32",
            Self::I64 => "int64",
            Self::F32 => "float",
            Self::F64 => "double",
            Self::Text => "string",
            Self::Json => "JSON",
            Self::Structure => "structure",
            Self::Nothing => "nothing",
        }
    }

    /// Least and greatest integer of such a value; of what is no integer, nothing lies between them.
    pub const fn bounds(self) -> (i64, u64) {
        match self {
            Self::U8 => (0, u8::MAX as u64),
            Self::U16 => (0, u16::MAX as u64),
            Self::U32 => (0, u32::MAX as u64),
            Self::U64 => (0, u64::MAX),
            Self::I8 => (i8::MIN as i64, i8::MAX as u64),
            Self::I16 => (i16::MIN as i64, i16::MAX as u64),
            Self::I32 => (i32::MIN as i64, i32::MAX as u64),
            Self::I64 => (i64::MIN, i64::MAX as u64),
            _ => (0, 0),
        }
    }
}

/// Properties of a key, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flags(pub u16);

#[allow(missing_docs)]
impl Flags {
    pub const READ: u16 = 1;
    pub const WRITE: u16 = 1 << 1;
    /// Written with another type than it is read, or only written: the firmware decides what to store.
    pub const COMMAND: u16 = 1 << 2;
    pub const NULLABLE: u16 = 1 << 3;
    /// The spec gives a default: `null` restores it.
    pub const DEFAULT: u16 = 1 << 4;
    pub const PERSIST: u16 = 1 << 5;
    pub const SECRET: u16 = 1 << 6;
    pub const REBOOT: u16 = 1 << 7;
    pub const HTTP: u16 = 1 << 8;
    pub const MQTT: u16 = 1 << 9;
    /// A write takes a string, so that text that is not JSON can be taken as one.
    pub const TAKES_TEXT: u16 = 1 << 10;
    /// The value is a URL, and the password in it is never read back.
    pub const URL_PASSWORD: u16 = 1 << 11;

    /// What is written is never shown; what is read is of another type, and tells nothing of it.
    pub const WRITTEN_SECRET: u16 = 1 << 12;
    /// It protects the device, and is stored twice.
    pub const TWICE: u16 = 1 << 13;

    /// Whether a part of the value, or all of it, is never shown to anybody.
    pub const fn hides(self) -> bool {
        self.0 & (Self::SECRET | Self::URL_PASSWORD | Self::WRITTEN_SECRET) != 0
    }

    /// Whether all bits of `mask` are set.
    pub const fn has(self, mask: u16) -> bool {
        self.0 & mask == mask
    }
}

/// One key.
#[derive(Debug)]
pub struct KeyInfo {
    /// The key as it stands in a JSON object: `"amp":`.
    pub member: &'static str,
    /// Where the value is.
    pub class: Class,
    /// Index into [`Tables::paces`].
    pub pace: u8,
    /// Which of its class.
    pub slot: u16,
    /// Index into [`Tables::rules`].
    pub rule: u16,
    /// What may be done with it.
    pub flags: Flags,
}

impl KeyInfo {
    /// The key on the wire: `amp`.
    #[inline]
    pub fn name(&self) -> &'static str {
        let member = self.member;
        member.get(1..member.len().saturating_sub(2)).unwrap_or(member)
    }
}

/// What a value has to be, beyond its class.
#[derive(Debug, PartialEq)]
pub enum Rule {
    /// Any value of the class.
    Any,
    /// An inclusive range of an unsigned integer.
    Unsigned {
        /// Least value.
        min: u64,
        /// Greatest value.
        max: u64,
        /// With a space before it, or empty.
        unit: &'static str,
    },
    /// An inclusive range of a signed integer.
    Signed {
        /// Least value.
        min: i64,
        /// Greatest value.
        max: i64,
        /// With a space before it, or empty.
        unit: &'static str,
    },
    /// An inclusive range of a number.
    Float {
        /// Least value.
        min: f64,
        /// Greatest value.
        max: f64,
        /// With a space before it, or empty.
        unit: &'static str,
    },
    /// One of these numbers.
    Enum(&'static [(i64, &'static str)]),
    /// Any sum of these bits.
    Flags(u64, &'static [(i64, &'static str)]),
    /// Text of this pattern.
    Pattern(Pattern),
    /// A structure, or what a command is written with, in words of the spec: `array<uint8, ..5>`.
    Shape(&'static str),
}

/// Where a text lies in the arena.
#[derive(Debug, Clone, Copy)]
pub struct TextSlot {
    /// First byte.
    pub offset: u32,
    /// Greatest length in bytes.
    pub capacity: u16,
    /// Text of a new device.
    pub default: &'static str,
}

/// From a key's name to its place: a hash with a displacement for each bucket, computed by codegen so that every
/// name has a slot of its own.
#[derive(Debug)]
pub struct Index {
    /// What the hash begins with.
    pub basis: u32,
    /// Displacement of each bucket; a power of two of them.
    pub seeds: &'static [u16],
    /// Key of each slot, or `u16::MAX`; a power of two of them.
    pub slots: &'static [u16],
    /// 32 less the slots' power of two.
    pub shift: u32,
}

impl Index {
    /// The only key that can have this name. Compare the name to be sure.
    #[inline]
    pub fn candidate(&self, name: &[u8]) -> Option<KeyId> {
        let mut hash = self.basis;
        for byte in name {
            hash = (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
        }
        let seed = *self.seeds.get(hash as usize & self.seeds.len().wrapping_sub(1))?;
        let mixed = (hash ^ u32::from(seed).wrapping_mul(0x9e37_79b9)).wrapping_mul(0x85eb_ca6b);
        let key = *self.slots.get(mixed.checked_shr(self.shift).unwrap_or(0) as usize)?;
        (key != u16::MAX).then_some(KeyId(key))
    }
}

/// A piece of a text with placeholders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// As it is.
    Text(&'static str),
    /// The value of a key, without quotes.
    Key(KeyId),
    /// What was sent.
    Value,
    /// The type.
    Type,
    /// The range, the enum's values, the greatest length or the pattern.
    Limit,
    /// What is wrong with the JSON.
    Reason,
    /// The nearest known key.
    Near,
    /// The key that allows it.
    By,
    /// The field of an object.
    Field,
}

/// Texts of refusals. See the spec's `device.errors`.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct ErrorTexts {
    pub invalid_json: &'static [Part],
    pub wrong_type: &'static [Part],
    pub out_of_range: &'static [Part],
    pub too_long: &'static [Part],
    pub pattern: &'static [Part],
    pub read_only: &'static [Part],
    pub unknown_key: &'static [Part],
    pub did_you_mean: &'static [Part],
    pub locked: &'static [Part],
    pub unknown_field: &'static [Part],
    pub missing_field: &'static [Part],
}

/// The spec's `device.http`.
#[derive(Debug)]
pub struct HttpInfo {
    /// `/api`
    pub base: &'static str,
    /// Switches the api on and off.
    pub enabled_by: Option<KeyId>,
    /// Status while it is off.
    pub disabled_status: u16,
    /// Body while it is off.
    pub disabled_text: &'static str,
    /// Status of an answer with a refusal in it.
    pub refused_status: u16,
    /// Whether text that is not JSON is a string, where a string is taken.
    pub unquoted_strings: bool,
    /// Whether a number, a bool or `null` may stand in quotes, where no string is taken.
    pub quoted_values: bool,
    /// The keys of the password.
    pub password: Option<roles::Password>,
    /// The keys that let web pages of other sites set the device.
    pub pages: Option<roles::Pages>,
}

/// A topic, split at its placeholders: `{prefix}` + before + `{key}` + after.
#[derive(Debug)]
pub struct Topic {
    /// Between the prefix and the key.
    pub before: &'static str,
    /// After the key.
    pub after: &'static str,
}

/// The spec's `device.mqtt`.
#[derive(Debug)]
pub struct MqttInfo {
    /// Switches MQTT on and off.
    pub enabled_by: Option<KeyId>,
    /// Forbids writing.
    pub read_only_by: Option<KeyId>,
    /// Holds the broker's URL.
    pub broker: Option<KeyId>,
    /// Changes the prefix.
    pub prefix_key: Option<KeyId>,
    /// The prefix of a new device.
    pub prefix_default: &'static [Part],
    /// Client id.
    pub client_id: &'static [Part],
    /// Where a value stands.
    pub value: Topic,
    /// Where a write is listened for.
    pub set: Topic,
    /// Where a write is answered.
    pub result: Topic,
    /// What follows the prefix in the availability's topic.
    pub availability: &'static str,
    /// Most values to send at once.
    pub batch: u16,
    /// Whether values are retained.
    pub retain: bool,
    /// QoS of values.
    pub qos: u8,
    /// Answer to a write that was taken.
    pub success: &'static str,
    /// The keys that tell how the connection stands.
    pub status: Option<roles::MqttStatus>,
    /// The keys of an encrypted connection.
    pub tls: Option<roles::MqttTls>,
    /// The keys of a test of the connection settings.
    pub test: Option<roles::MqttTest>,
}

/// The spec's `deadband` of a key.
#[derive(Debug, Clone, Copy)]
pub struct Deadband {
    /// A number.
    pub key: KeyId,
    /// The smallest difference that is published, in the unit of the key: greater than zero.
    pub least: f64,
}

/// How often keys are stored at most.
#[derive(Debug)]
pub struct StorageInfo {
    /// Least times between two entries of a key, in milliseconds. The first one is that of most keys.
    pub paces: &'static [u32],
    /// Keys with another pace, and its place in `paces`.
    pub slow: &'static [(KeyId, u8)],
    /// The keys that tell of damage.
    pub damage: Option<roles::Damage>,
}

/// All that the spec says of a device.
#[derive(Debug)]
pub struct Tables {
    /// In device order.
    pub keys: &'static [KeyInfo],
    /// What [`KeyInfo::rule`] points to.
    pub rules: &'static [Rule],
    /// Names.
    pub index: Index,
    /// Strings and JSON texts, by slot.
    pub texts: &'static [TextSlot],
    /// Values of a new device. Its texts are in [`Tables::texts`].
    pub defaults: Values<'static>,
    /// Least times between two values on MQTT, in milliseconds.
    pub paces: &'static [u32],
    /// Keys whose small changes are not published over MQTT: 32 at most, in device order.
    pub deadbands: &'static [Deadband],
    /// Texts of refusals.
    pub errors: ErrorTexts,
    /// How the device speaks HTTP.
    pub http: HttpInfo,
    /// How the device speaks MQTT.
    pub mqtt: MqttInfo,
    /// How the device stores settings.
    pub storage: StorageInfo,
    /// Holds the serial number.
    pub serial: Option<KeyId>,
    /// Tells for how many milliseconds the device has been running.
    pub uptime: Option<KeyId>,
    /// Restarts the device.
    pub restart: Option<KeyId>,
    /// How the device is found on the local network.
    pub discovery: Option<roles::Discovery>,
    /// What it says of itself to Home Assistant, if anything. Nothing without the feature `home-assistant`.
    pub home_assistant: Option<&'static HomeAssistantInfo>,
    /// Language tags.
    pub languages: &'static [&'static str],
    /// For each language, a JSON object for each key, for the self-description. Nothing without the feature `texts`.
    pub descriptions: &'static [&'static [&'static str]],
}

/// The descriptions, where the device is to have them. Called while compiling: what is left out here needs no flash.
#[doc(hidden)]
pub const fn if_described(descriptions: &'static [&'static [&'static str]]) -> &'static [&'static [&'static str]] {
    if cfg!(feature = "texts") { descriptions } else { &[] }
}

/// The entities for Home Assistant, where the device is to announce them: see [`if_described`].
#[doc(hidden)]
pub const fn if_announced(info: Option<&'static HomeAssistantInfo>) -> Option<&'static HomeAssistantInfo> {
    if cfg!(feature = "home-assistant") { info } else { None }
}

impl Tables {
    /// The key of this name.
    #[inline]
    pub fn find(&self, name: &str) -> Option<KeyId> {
        let id = self.index.candidate(name.as_bytes())?;
        let member = self.info(id)?.member.as_bytes();
        // As bytes, where no character can be cut in two.
        (member.get(1..member.len().saturating_sub(2)) == Some(name.as_bytes())).then_some(id)
    }

    /// What is known of a key.
    #[inline]
    pub fn info(&self, key: KeyId) -> Option<&'static KeyInfo> {
        self.keys.get(key.index())
    }

    /// The rule of a key.
    pub fn rule(&self, info: &KeyInfo) -> &'static Rule {
        self.rules.get(usize::from(info.rule)).unwrap_or(&Rule::Any)
    }

    /// The known key whose name is nearest to `name`, if one is near: at most one letter in two differs.
    pub fn near(&self, name: &str, mask: u16) -> Option<&'static str> {
        self.keys
            .iter()
            .filter(|info| info.flags.has(mask))
            .map(|info| (distance(name.as_bytes(), info.name().as_bytes()), info.name()))
            .min_by_key(|(distance, _)| *distance)
            .filter(|(distance, near)| *distance * 2 <= near.len().max(2) && *distance < near.len())
            .map(|(_, near)| near)
    }
}

/// How many letters to change, insert or remove, up to 32 letters.
fn distance(a: &[u8], b: &[u8]) -> usize {
    if a.len() > 32 || b.len() > 32 {
        return usize::MAX / 2;
    }
    let mut row = [0usize; 33];
    for (j, cell) in row.iter_mut().enumerate() {
        *cell = j;
    }
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        row[0] = left;
        for (cell, y) in row.iter_mut().skip(1).zip(b) {
            let replaced =
                diagonal + usize::from(!x.eq_ignore_ascii_case(y)) + usize::from(x != y && x.eq_ignore_ascii_case(y));
            diagonal = *cell;
            left = replaced.min(diagonal + 1).min(left + 1);
            *cell = left;
        }
    }
    row.get(b.len()).copied().unwrap_or(usize::MAX / 2)
}

/// Where a write comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A request.
    Http,
    /// A message.
    Mqtt,
}

impl Origin {
    /// The flag that a key has to have to be reached from here.
    pub fn flag(self) -> u16 {
        match self {
            Self::Http => Flags::HTTP,
            Self::Mqtt => Flags::MQTT,
        }
    }
}
