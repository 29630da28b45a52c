//! What is told of the MQTT connection, and what its settings must look like.

pub(crate) mod prefix;
mod status;
pub(crate) mod test;
