//! How a command ends that did not end well.

use std::{fmt::Display, process::ExitCode};

/// Why a command did not do what was asked.
pub enum Failure {
    /// Something is wrong with what it was about; that is shown already.
    Shown,
    /// The new spec breaks those who rely on the old one; that is shown already.
    Breaking,
    /// It could not be done at all.
    Broken(String),
}

impl Failure {
    /// It could not be done, for this reason.
    pub fn broken(error: impl Display) -> Self {
        Self::Broken(error.to_string())
    }

    /// Says what has not been said yet, and gives the program's exit status.
    pub fn end(self) -> ExitCode {
        match self {
            Self::Shown => ExitCode::FAILURE,
            Self::Breaking => ExitCode::from(2),
            Self::Broken(why) => {
                eprintln!("error: {why}");
                ExitCode::from(2)
            }
        }
    }
}
