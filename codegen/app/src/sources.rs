//! Where the App's sources are: those that every device has, and those of one device.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The sources that every device has.
pub const STANDARD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/web");

/// The sources of one App.
#[derive(Debug, Clone)]
pub struct Sources {
    own: Option<PathBuf>,
    package: Option<String>,
}

impl Sources {
    /// The standard ones, and before them those of the device, which are in this folder. `package` is the folder of its
    /// package, which errors name.
    pub fn new(own: Option<&Path>, package: Option<&str>) -> Self {
        Self { own: own.map(Path::to_owned), package: package.map(str::to_owned) }
    }

    /// The folder with the device's own sources.
    pub fn own(&self) -> Option<&Path> {
        self.own.as_deref()
    }

    /// The file of that name: the device's own, if it has one, else the standard one.
    pub fn file(&self, name: &str) -> PathBuf {
        let standard = Path::new(STANDARD).join(name);
        match self.own.as_ref().map(|folder| folder.join(name)) {
            // Where neither is there, the device's own is missing.
            Some(own) if own.is_file() || !standard.is_file() => own,
            _ => standard,
        }
    }

    /// All files of a folder with that extension, in the order of their names.
    pub fn all(&self, folder: &str, extension: &str) -> Vec<PathBuf> {
        let mut found = BTreeMap::new();
        for root in [Some(Path::new(STANDARD)), self.own()].into_iter().flatten() {
            let entries = fs::read_dir(root.join(folder)).into_iter().flatten().flatten().map(|entry| entry.path());
            for path in entries.filter(|path| path.extension().is_some_and(|found| found == extension)) {
                found.insert(path.file_name().map(ToOwned::to_owned), path);
            }
        }
        found.into_values().collect()
    }

    /// A file as errors name it.
    pub fn shown(&self, path: &Path) -> String {
        let own = self.own.as_ref().is_some_and(|own| path.starts_with(own));
        match &self.package {
            Some(package) if own => format!("{package}/{}", path.display()),
            _ => path.display().to_string(),
        }
    }

    /// Text of the file.
    pub fn read(&self, path: &Path, wrong: &mut Vec<String>) -> String {
        fs::read_to_string(path).unwrap_or_else(|error| {
            wrong.push(format!("{}: {error}", self.shown(path)));
            String::new()
        })
    }
}
