//! What a device's author writes to make a program of it.

use std::ffi::OsString;
use std::process::ExitCode;

use keywright::Tables;
use keywright_device::{Application, File, Page};

use crate::log;
use crate::options::Options;
use crate::run::serve_device;

/// A device that runs as a program on a computer.
pub trait Program: Sized + 'static {
    /// Its behaviour.
    type Application: Application;

    /// The program's name, as people type it.
    const NAME: &'static str;

    /// What `--help` says first: a line, and then whatever helps.
    const ABOUT: &'static str;

    /// Its version: `env!("CARGO_PKG_VERSION")`.
    const VERSION: &'static str;

    /// The folder in the user's state folder that holds its settings.
    const STATE: &'static str = Self::NAME;

    /// What the spec says of the device: the generated `TABLES`.
    const TABLES: &'static Tables;

    /// The files of its App, as the build script embeds them. None for a device without one.
    const FILES: &'static [File] = &[];

    /// The documents, as the build script embeds them; shown under `/docs/`.
    const PAGES: &'static [Page] = &[];

    /// Options beside those of every device: [`NoOptions`] for none.
    type Options: clap::Args + Clone + 'static;

    /// A device as it leaves the factory, with this serial number.
    ///
    /// # Errors
    /// What is wrong with the serial number or an option. The program ends with it.
    fn new(serial: &str, options: &Self::Options) -> Result<Self::Application, String>;
}

/// No options of one's own.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct NoOptions {}

/// Runs the device until it is interrupted. Call it from `main`.
pub fn run<P: Program>() -> ExitCode {
    run_from::<P>(std::env::args_os())
}

/// The same with another command line, the program's name included.
pub fn run_from<P: Program>(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let options = Options::<P::Options>::from_command_line::<P>(arguments);
    log::start(options.log);
    match serve_device::<P>(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", P::NAME);
            ExitCode::FAILURE
        }
    }
}
