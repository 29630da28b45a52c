//! Whether a key of a device can be set: set to another value, read, and set back.

use serde::Serialize;

use crate::model::{IntKind, Key, Limits, NamedKind, Secret, Spec, Type, Value};

/// A device that can be written.
pub trait Device {
    /// Why it can't be reached.
    type Error;

    /// The value of a key, if it has one.
    ///
    /// # Errors
    /// When the device can't be reached.
    fn read(&mut self, key: &str) -> Result<Option<Value>, Self::Error>;

    /// Sets a key to a value in JSON.
    ///
    /// # Errors
    /// When the device can't be reached.
    fn write(&mut self, key: &str, json: &str) -> Result<Answer, Self::Error>;

    /// Gives the device a moment to take over what was written.
    fn wait(&mut self);
}

/// What a device answers to a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It took the value.
    Taken,
    /// It did not, for this reason.
    Refused(String),
}

/// A key that was to be set and restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tried {
    /// The key.
    pub key: String,
    /// What became of that.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What became of setting and restoring a key. Values are JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Another value was set, read, and the first one is back.
    Restored {
        /// What it is and was.
        value: String,
        /// What it was meanwhile.
        tried: String,
    },
    /// No other value is known to be harmless; its own was set, and is still there.
    Rewritten {
        /// What it is.
        value: String,
    },
    /// The device refuses what the spec allows.
    Refused {
        /// What it was to be set to.
        tried: String,
        /// What the device said.
        text: String,
    },
    /// The device said yes, but shows another value.
    NotTaken {
        /// What it was to be set to.
        tried: String,
        /// What it shows.
        found: String,
    },
    /// The first value did not come back. Somebody has to look after that.
    NotRestored {
        /// What it was.
        value: String,
        /// What it is now.
        found: String,
    },
    /// Nothing was written.
    NotTried {
        /// Why.
        why: String,
    },
}

impl Outcome {
    /// Whether the device does as the spec says.
    pub fn is_fine(&self) -> bool {
        matches!(self, Self::Restored { .. } | Self::Rewritten { .. })
    }

    /// In words.
    pub fn words(&self) -> String {
        match self {
            Self::Restored { value, tried } => format!("set to {tried} and back to {value}"),
            Self::Rewritten { value } => format!("set to {value}, its own value"),
            Self::Refused { tried, text } => format!("refuses {tried}: {text}"),
            Self::NotTaken { tried, found } => format!("takes {tried} but shows {found}"),
            Self::NotRestored { value, found } => format!("WAS {value}, AND IS {found} NOW: restore it by hand"),
            Self::NotTried { why } => format!("not tried: {why}"),
        }
    }
}

/// How often the value is looked at until it counts as not taken.
const LOOKS: usize = 12;

/// Sets a key to another value that the spec allows, and back.
///
/// # Errors
/// When the device can't be reached.
pub fn try_write<D: Device>(spec: &Spec, short: &str, device: &mut D) -> Result<Tried, D::Error> {
    let outcome = match spec.find(short).map(|id| spec.key(id)) {
        None => Outcome::NotTried { why: "the spec has no such key".to_owned() },
        Some(key) => match hindrance(key) {
            Some(why) => Outcome::NotTried { why: why.to_owned() },
            None => write(spec, key, device)?,
        },
    };
    Ok(Tried { key: short.to_owned(), outcome })
}

/// Why a key could not be restored.
fn hindrance(key: &Key) -> Option<&'static str> {
    if !key.writable() {
        Some("it can only be read")
    } else if key.is_command() {
        Some("it is a command, and can't be taken back")
    } else if key.secret != Secret::Nothing {
        Some("it is a secret, and can't be read to be restored")
    } else {
        None
    }
}

fn write<D: Device>(spec: &Spec, key: &Key, device: &mut D) -> Result<Outcome, D::Error> {
    let Some(value) = device.read(&key.short)? else {
        return Ok(Outcome::NotTried { why: "the device does not have it".to_owned() });
    };
    let own = value.to_string();
    let Some(other) = another(spec, &value, &key.read, &key.limits) else {
        return Ok(match device.write(&key.short, &own)? {
            Answer::Refused(text) => Outcome::Refused { tried: own, text },
            Answer::Taken => match shows(key, &value, device)? {
                None => Outcome::Rewritten { value: own },
                Some(found) => Outcome::NotRestored { value: own, found },
            },
        });
    };
    let tried = other.to_string();
    let taken = match device.write(&key.short, &tried)? {
        Answer::Refused(text) => Some(Outcome::Refused { tried: tried.clone(), text }),
        Answer::Taken => shows(key, &other, device)?.map(|found| Outcome::NotTaken { tried: tried.clone(), found }),
    };
    // Whatever became of it, and even if it was refused: the first value has to be there in the end.
    let back = device.write(&key.short, &own)?;
    Ok(match (shows(key, &value, device)?, back, taken) {
        (Some(found), ..) => Outcome::NotRestored { value: own, found },
        (None, _, Some(outcome)) => outcome,
        (None, Answer::Refused(text), None) => Outcome::Refused { tried: own, text },
        (None, Answer::Taken, None) => Outcome::Restored { value: own, tried },
    })
}

/// Waits until the device shows the value; otherwise what it shows.
fn shows<D: Device>(key: &Key, value: &Value, device: &mut D) -> Result<Option<String>, D::Error> {
    let mut found = None;
    for _ in 0..LOOKS {
        found = device.read(&key.short)?;
        if found.as_ref().is_some_and(|found| same(found, value)) {
            return Ok(None);
        }
        device.wait();
    }
    Ok(Some(found.map_or_else(|| "nothing".to_owned(), |found| found.to_string())))
}

/// `5` and `5.0` are one number; a device stores others in 32 bits.
fn same(a: &Value, b: &Value) -> bool {
    match (number(a), number(b)) {
        (Some(a), Some(b)) => (a - b).abs() <= a.abs().max(b.abs()) * 1e-6,
        _ => a == b,
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(int) => Some(*int as f64),
        Value::Float(float) => Some(*float),
        _ => None,
    }
}

/// Another value near this one.
fn another(spec: &Spec, value: &Value, ty: &Type, limits: &Limits) -> Option<Value> {
    let near = |int: i128, kind: IntKind| {
        let (min, max) = kind.bounds();
        let fits = |int: &i128| (min..=max).contains(int) && limits.range.is_none_or(|range| range.holds_int(*int));
        [int.checked_add(1)?, int.checked_sub(1)?].into_iter().find(fits).map(Value::Int)
    };
    match (ty, value) {
        (Type::Optional(inner), value) if *value != Value::Null => another(spec, value, inner, limits),
        (Type::Bool, Value::Bool(bool)) => Some(Value::Bool(!bool)),
        (Type::Int(kind), Value::Int(int)) => near(*int, *kind),
        (Type::Milliseconds, Value::Int(int)) => near(*int, IntKind::U64),
        (Type::Seconds, Value::Int(int)) => near(*int, IntKind::U32),
        (Type::Float | Type::Double, value) => {
            let float = number(value)?;
            let fits = |float: &f64| limits.range.is_none_or(|range| range.holds(*float));
            [float + 1.0, float - 1.0].into_iter().find(fits).map(Value::Float)
        }
        (Type::Text(capacity), Value::Text(text)) if limits.pattern.is_none() => {
            let longer = format!("{text}x");
            (longer.len() <= *capacity as usize).then_some(Value::Text(longer))
        }
        (Type::Named(id), Value::Int(int)) => match &spec.named(*id).kind {
            NamedKind::Enum { values, .. } => {
                values.iter().map(|listed| listed.value).find(|listed| listed != int).map(Value::Int)
            }
            NamedKind::Flags { values, .. } => values.first().map(|bit| Value::Int(int ^ bit.value)),
            NamedKind::Object { .. } => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::verify::{fixture, value};

    /// A lamp that does what it is told, unless it is told not to.
    #[derive(Default)]
    struct Lamp {
        values: HashMap<String, Value>,
        refuses: bool,
        ignores: bool,
        /// Takes so many writes and no more.
        sticks_after: Option<usize>,
        writes: Vec<String>,
    }

    impl Device for Lamp {
        type Error = std::convert::Infallible;

        fn read(&mut self, key: &str) -> Result<Option<Value>, Self::Error> {
            Ok(self.values.get(key).cloned())
        }

        fn write(&mut self, key: &str, json: &str) -> Result<Answer, Self::Error> {
            self.writes.push(json.to_owned());
            if self.refuses {
                return Ok(Answer::Refused("no".to_owned()));
            }
            if !self.ignores && self.sticks_after.is_none_or(|most| self.writes.len() <= most) {
                self.values.insert(key.to_owned(), value(json).unwrap());
            }
            Ok(Answer::Taken)
        }

        fn wait(&mut self) {}
    }

    fn lamp(key: &str, json: &str) -> Lamp {
        Lamp { values: HashMap::from([(key.to_owned(), value(json).unwrap())]), ..Lamp::default() }
    }

    fn tried(key: &str, lamp: &mut Lamp) -> Outcome {
        let Ok(tried) = try_write(&fixture::spec(), key, lamp);
        tried.outcome
    }

    #[test]
    fn a_key_is_set_to_another_value_and_back() {
        for (key, own, other) in
            [("bri", "100", "99"), ("bri", "7", "8"), ("swi", "true", "false"), ("mod", "1", "0"), ("mod", "0", "1")]
        {
            let mut lamp = lamp(key, own);
            let outcome = tried(key, &mut lamp);
            assert_eq!(outcome, Outcome::Restored { value: own.to_owned(), tried: other.to_owned() });
            assert_eq!(lamp.values[key], value(own).unwrap());
        }
    }

    #[test]
    fn where_no_other_value_is_harmless_its_own_is_written() {
        let mut lamp = lamp("col", "\"#0000FF\"");
        assert!(matches!(tried("col", &mut lamp), Outcome::Rewritten { .. }));
        assert_eq!(lamp.writes, ["\"#0000FF\""]);
    }

    #[test]
    fn a_refusal_is_told() {
        let mut lamp = Lamp { refuses: true, ..lamp("bri", "7") };
        assert!(matches!(tried("bri", &mut lamp), Outcome::Refused { .. }));
    }

    #[test]
    fn a_value_that_is_not_taken_is_told() {
        let mut lamp = Lamp { ignores: true, ..lamp("bri", "7") };
        assert!(matches!(tried("bri", &mut lamp), Outcome::NotTaken { .. }));
    }

    #[test]
    fn a_value_that_does_not_come_back_is_told() {
        let mut lamp = Lamp { sticks_after: Some(1), ..lamp("bri", "7") };
        assert_eq!(tried("bri", &mut lamp), Outcome::NotRestored { value: "7".to_owned(), found: "8".to_owned() });
    }

    #[test]
    fn what_could_not_be_restored_is_not_written() {
        for key in ["rst", "pwd", "tmp", "nosuch"] {
            let mut lamp = lamp(key, "1");
            assert!(matches!(tried(key, &mut lamp), Outcome::NotTried { .. }), "{key}");
            assert_eq!(lamp.writes.len(), 0);
        }
    }
}
