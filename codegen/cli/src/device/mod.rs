//! Devices that can be asked: over HTTP, over MQTT.

pub mod http;
pub mod mqtt;
mod topics;

/// Most bytes of an answer: a hundred times the status of a large device.
const MAX_BYTES: usize = 16 * 1024 * 1024;
