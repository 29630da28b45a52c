//! The cases. What each one establishes is its name; [`suite!`](crate::suite) and [`mqtt_suite!`](crate::mqtt_suite)
//! make tests of them.

#![allow(missing_docs, reason = "the names of the cases say all")]

pub mod app_files;
pub mod bad_input;
pub mod broker;
pub mod charging;
pub mod connection_test;
pub mod foreign_pages;
pub mod home_assistant;
pub mod limits;
pub mod mqtt;
pub mod password;
pub mod requests;
pub mod set;
pub mod settings;
pub mod status;
pub mod values;
