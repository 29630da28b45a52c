//! Logging, to standard error: standard output holds the two addresses and nothing else.

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::options::Level;

/// Starts logging. Calling it again changes nothing.
pub fn start(level: Level) {
    let own = match level {
        Level::Off => LevelFilter::OFF,
        Level::Error => LevelFilter::ERROR,
        Level::Warn => LevelFilter::WARN,
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
        Level::Trace => LevelFilter::TRACE,
    };
    // The broker reports every visitor that leaves early as an error, and might log what passes through it: only
    // its errors are shown, and only to somebody who searches.
    let library = match level {
        Level::Debug | Level::Trace => LevelFilter::ERROR,
        _ => LevelFilter::OFF,
    };
    let filter = Targets::new().with_target("keywright_host", own).with_target("mqtt5", library);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false).with_target(false);
    // Only fails if somebody else has set up logging before, which is then theirs.
    let _ = tracing_subscriber::registry().with(lines).with(filter).try_init();
}
