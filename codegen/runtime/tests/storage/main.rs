//! Settings in flash.
#![allow(missing_docs)]

mod damage;
mod flash;
mod lamps;
mod power_cuts;
mod versions;
