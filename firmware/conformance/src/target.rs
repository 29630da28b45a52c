//! What the suite runs against.

use crate::Device;

/// A kind of device that a test can start.
pub trait Target: Device + Sized {
    /// What keeps settings while there is no power.
    type Memory;

    /// Event streams that it serves at a time.
    const STREAMS: usize;
    /// A request longer than this, in bytes, is refused.
    const LONGEST_REQUEST: usize;

    /// Whether devices can be started here. If not, it says what is missing.
    fn is_available() -> bool {
        true
    }

    /// The memory of a new device.
    fn memory() -> Self::Memory;

    /// Starts a device with the serial number [`SERIAL`](crate::SERIAL), and waits until it answers.
    fn start(memory: Self::Memory) -> Self;

    /// Cuts its power.
    fn cut_power(self) -> Self::Memory;

    /// Whether a text stands in its memory at this moment.
    fn stores(&self, text: &str) -> bool;

    /// All that it has logged so far.
    fn log(&mut self) -> String;
}
