//! What more than one test uses.

pub mod values;
