//! Settings in a file: one JSON object, by the names of the keys. It is replaced as a whole, so that a power cut
//! leaves either the old one or the new one.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

/// Values by key name.
pub type Settings = BTreeMap<String, serde_json::Value>;

/// What is in the file; nothing where there is none.
pub fn read(file: &Path) -> Result<Settings, String> {
    let bytes = match fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Settings::new()),
        Err(error) => return Err(format!("{} can't be read: {error}", file.display())),
    };
    serde_json::from_slice(&bytes).map_err(|error| {
        format!("{} holds no settings ({error}); remove it to begin with the defaults", file.display())
    })
}

/// Replaces the file.
pub fn write(file: &Path, settings: &Settings) -> Result<(), String> {
    replace(file, settings)
        .map_err(|error| format!("{} can't be written, so settings are lost at the end: {error}", file.display()))
}

fn replace(file: &Path, settings: &Settings) -> io::Result<()> {
    let fresh = file.with_extension("new");
    let mut open = private(&fresh)?;
    serde_json::to_writer_pretty(&mut open, settings)?;
    open.write_all(b"\n")?;
    open.sync_all()?;
    fs::rename(fresh, file)
}

/// A file that only its owner may read: settings can be secret.
fn private(file: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}
