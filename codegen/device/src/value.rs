//! Whole numbers by key, whatever their class is.

use keywright::{Device, KeyId, Scalar, store, value};

/// The number that a key holds.
pub(crate) fn number(value: Scalar<'_>) -> Option<i64> {
    match value {
        Scalar::Unsigned(number) => i64::try_from(number).ok(),
        Scalar::Signed(number) => Some(number),
        _ => None,
    }
}

/// Gives a key a number. One that its class can't hold is left out.
pub(crate) fn store_number<D: Device>(device: &mut D, key: KeyId, number: i64) -> bool {
    let scalar = match (value(device, key), u64::try_from(number)) {
        (Scalar::Unsigned(_), Ok(number)) => Scalar::Unsigned(number),
        _ => Scalar::Signed(number),
    };
    store(device, key, scalar)
}
