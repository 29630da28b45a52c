#![no_std]
// Nothing from outside makes a device panic.
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::indexing_slicing))]
#![doc = include_str!("../README.md")]

#[cfg(feature = "alloc")]
extern crate alloc;

#[cfg(test)]
extern crate std;

mod access;
mod apply;
mod bits;
mod error;
mod home_assistant;
pub mod http;
pub mod json;
pub mod mqtt;
mod pattern;
mod rendered;
pub mod roles;
mod secret;
mod sink;
mod status;
#[cfg(feature = "storage")]
pub mod storage;
mod table;
mod values;

pub use access::{flag, render, store, store_text, text_of, value};
pub use apply::{Change, apply, reset, restore};
pub use bits::Bits;
pub use error::{JsonError, Refusal, SetError, TooLong, ValueError};
pub use heapless;
pub use home_assistant::{Choice, Entity, HomeAssistantInfo, Style};
pub use json::Either;
#[cfg(feature = "macros")]
pub use keywright_macros::api;
pub use pattern::{Pattern, Step};
pub use rendered::Rendered;
pub use sink::{Buf, Count, Sink};
pub use status::{Reveal, write_status, write_value};
pub use table::{
    Class, Deadband, ErrorTexts, Flags, HttpInfo, Index, KeyId, KeyInfo, MqttInfo, Origin, Part, Rule, StorageInfo,
    Tables, TextSlot, Topic, if_announced, if_described,
};
pub use values::{OBSERVERS, Observer, Scalar, Values, ValuesMut};

/// Whether the bit of `key` is set in `words`.
pub fn has_bit(words: &[u32], key: KeyId) -> bool {
    bits::contains(words, key.index())
}

/// A device: its values, and what it does when one of them is set.
///
/// `keywright::api!` implements this for what the firmware's author writes; nobody else has to.
pub trait Device {
    /// A set of keys, one bit each.
    type Bits: Bits;

    /// Whether a key holds a `double`. Where none does, an image has no code for them.
    const DOUBLES: bool = true;

    /// What the spec says of this device.
    fn tables(&self) -> &'static Tables;

    /// The values of all keys that are not structures.
    fn values(&self) -> Values<'_>;

    /// See [`Device::values`].
    fn values_mut(&mut self) -> ValuesMut<'_>;

    /// Writes the structure in `slot` as JSON.
    fn write_structure(&self, slot: u16, out: &mut dyn Sink);

    /// Reads a structure from JSON that is known to be well-formed. `asked` says whether the firmware is asked
    /// first. `Ok(true)` if the value changed.
    ///
    /// # Errors
    /// What is wrong with the value, or the firmware's refusal.
    fn set_structure(&mut self, key: KeyId, json: &mut json::Reader<'_>, asked: bool) -> Result<bool, ValueError>;

    /// Gives the structure of `key` its default back. True if the value changed.
    fn reset_structure(&mut self, key: KeyId) -> bool;

    /// Reads what the command `key` is written with and carries it out.
    ///
    /// # Errors
    /// What is wrong with the value, or the firmware's refusal.
    fn command(&mut self, key: KeyId, json: &mut json::Reader<'_>) -> Result<(), ValueError>;

    /// Shows the firmware a value before it is stored.
    ///
    /// # Errors
    /// The firmware's refusal.
    fn before_set(&mut self, key: KeyId, value: Scalar<'_>) -> Result<(), Refusal>;
}

/// A text for a structure; what does not fit is cut off.
pub fn text<const N: usize>(text: &str) -> heapless::String<N> {
    let mut string = heapless::String::new();
    string.put(text.as_bytes());
    string
}
