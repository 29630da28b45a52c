//! The device: a small heater in a simulated room. No std and no heap, so that it also runs on a chip.
#![no_std]
#![forbid(unsafe_code)]

pub mod api;
pub mod app;
mod commands;
mod heater;
#[cfg(test)]
mod tests;

pub use heater::Heater;
