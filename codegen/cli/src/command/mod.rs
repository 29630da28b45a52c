//! The commands, one file each: what it takes (`Args`) and what it does (`run`).

pub mod check;
pub mod diff;
pub mod docs;
pub mod expand;
pub mod explain;
pub mod import;
pub mod list;
pub mod new;
pub mod schema;
pub mod show;
pub mod verify;
