//! Deadbands: small movements of a measured number are not published.

use crate::Device;
use crate::bits;
use crate::table::{Class, Deadband, KeyId, Tables};
use crate::values::{Observer, Scalar};

/// Most keys with a deadband; codegen refuses more.
const ROOM: usize = 32;

/// The numbers last published of the keys with a deadband, in the order of [`Tables::deadbands`].
#[derive(Debug)]
pub(super) struct Deadbands {
    /// NaN stands for `null`, and for what was never published.
    numbers: [f64; ROOM],
}

impl Deadbands {
    pub(super) const fn new() -> Self {
        Self { numbers: [f64::NAN; ROOM] }
    }

    /// Notes that the value of a key is published as it is now.
    pub(super) fn note<D: Device>(&mut self, device: &D, index: usize) {
        let tables = device.tables();
        for (deadband, last) in tables.deadbands.iter().zip(&mut self.numbers) {
            if deadband.key.index() == index {
                *last = number(device, tables, deadband.key);
            }
        }
    }

    /// Takes the keys that are still within their deadband out of the changes.
    ///
    /// A later change puts them in again, and is compared with what was last published, too: so a slow drift gets
    /// through once it adds up.
    pub(super) fn suppress<D: Device>(&self, device: &mut D) {
        let tables = device.tables();
        for (deadband, last) in tables.deadbands.iter().zip(&self.numbers) {
            let index = deadband.key.index();
            let changed = bits::contains(Observer::Mqtt.of(device.values_mut().changes), index);
            if changed && within(deadband, *last, number(device, tables, deadband.key), precision(tables, deadband)) {
                bits::remove(Observer::Mqtt.of(device.values_mut().changes), index);
            }
        }
    }
}

/// The value of a key. What is not finite is `null` on the wire.
fn number<D: Device>(device: &D, tables: &Tables, key: KeyId) -> f64 {
    let number = match tables.info(key).map(|info| device.values().scalar(tables, key, info)) {
        Some(Scalar::Unsigned(value)) => value as f64,
        Some(Scalar::Signed(value)) => value as f64,
        Some(Scalar::F32(value)) => value.into(),
        Some(Scalar::F64(value)) => value,
        _ => f64::NAN,
    };
    if number.is_finite() { number } else { f64::NAN }
}

/// By how much a number may be off, as a part of itself.
fn precision(tables: &Tables, deadband: &Deadband) -> f64 {
    match tables.info(deadband.key).map(|info| info.class) {
        Some(Class::F32) => f32::EPSILON.into(),
        _ => f64::EPSILON,
    }
}

/// Whether `now` is too near to `last` to be published.
fn within(deadband: &Deadband, last: f64, now: f64, precision: f64) -> bool {
    if last.is_nan() || now.is_nan() {
        return last.is_nan() && now.is_nan();
    }
    // 20.1 and 20.2 are 0.1 apart for everybody but a computer.
    let rounding = last.abs().max(now.abs()) * precision;
    (now - last).abs() < deadband.least - rounding
}
