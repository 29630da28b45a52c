//! Starts the charger in QEMU. What a test needs and the computer lacks is said in words, and the test is skipped.

mod machine;
mod target;

pub use machine::{Flash, Machine};
