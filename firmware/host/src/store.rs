//! Settings in a file: one JSON object, a line for each key, by name. It is replaced as a whole, so that a power
//! cut leaves either the old one or the new one; and it can hold secrets, so that only its owner may read it.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::value::RawValue;

/// Values by key name, each as JSON text.
pub type Settings = BTreeMap<String, Box<RawValue>>;

/// Why settings are not read or written.
#[derive(Debug)]
pub enum StoreError {
    /// A file or folder can't be used.
    Io {
        /// What was tried.
        action: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// What the operating system said.
        cause: io::Error,
    },
    /// Another program uses the file.
    InUse(PathBuf),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { action, path, cause } => write!(f, "can't {action} {}: {cause}", path.display()),
            Self::InUse(path) => write!(
                f,
                "another charger with the same serial number keeps its settings in {}; --serial or --state tells \
                 them apart",
                path.display()
            ),
        }
    }
}

impl std::error::Error for StoreError {}

/// Where the settings are.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    /// Held as long as the program lives: two programs would overwrite each other's settings.
    _lock: File,
}

/// What was in the file.
#[derive(Debug, Default)]
pub struct Found {
    /// The settings.
    pub settings: Settings,
    /// A sentence for the user where the file was not what it should be.
    pub remark: Option<String>,
}

/// The folder where settings are kept if nobody says otherwise.
pub fn usual_folder() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    folder("XDG_STATE_HOME")
        .or_else(|| folder("HOME").map(|home| home.join(".local").join("state")))
        .or_else(|| folder("LOCALAPPDATA"))
        .map(|parent| parent.join("keywright"))
}

impl Store {
    /// The settings of the charger with this serial number.
    ///
    /// # Errors
    /// The folder can't be made or used, or another program uses the file.
    pub fn open(folder: &Path, serial: &str) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(fail("make the folder", folder))?;
        let lock_path = folder.join(format!("{serial}.lock"));
        let mut open = OpenOptions::new();
        open.write(true).create(true).truncate(false);
        private(&mut open);
        let lock = open.open(&lock_path).map_err(fail("open", &lock_path))?;
        let path = folder.join(format!("{serial}.json"));
        match lock.try_lock() {
            Ok(()) => Ok(Self { path, _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse(path)),
            Err(TryLockError::Error(cause)) => Err(fail("lock", &lock_path)(cause)),
        }
    }

    /// Where the settings are.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is in the file; nothing where there is none. A file that is broken, or somebody else's, is put aside
    /// under another name.
    ///
    /// # Errors
    /// The file is there and can't be read, or can't be put aside.
    pub fn read(&self) -> Result<Found, StoreError> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Found::default()),
            Err(cause) => return Err(fail("read", &self.path)(cause)),
        };
        match serde_json::from_slice(&bytes) {
            Ok(settings) => Ok(Found { settings, remark: None }),
            Err(error) => {
                let aside = self.put_aside()?;
                let remark = format!(
                    "{} does not hold settings ({error}); it is now {}, and the charger begins with its defaults",
                    self.path.display(),
                    aside.display()
                );
                Ok(Found { settings: Settings::new(), remark: Some(remark) })
            }
        }
    }

    fn put_aside(&self) -> Result<PathBuf, StoreError> {
        let mut number = 1;
        let aside = loop {
            let path = self.path.with_extension(format!("broken-{number}.json"));
            if !path.exists() {
                break path;
            }
            number += 1;
        };
        fs::rename(&self.path, &aside).map_err(fail("rename", &self.path))?;
        Ok(aside)
    }

    /// Replaces the file.
    ///
    /// # Errors
    /// It can't be written; the old one is still there.
    pub fn write(&self, settings: &Settings) -> Result<(), StoreError> {
        let fresh = self.path.with_extension("new");
        let mut open = OpenOptions::new();
        open.write(true).create(true).truncate(true);
        private(&mut open);
        let mut file = open.open(&fresh).map_err(fail("write", &fresh))?;
        file.write_all(&text(settings)).and_then(|()| file.sync_all()).map_err(fail("write", &fresh))?;
        drop(file);
        fs::rename(&fresh, &self.path).map_err(fail("replace", &self.path))?;
        sync_folder(&self.path);
        Ok(())
    }
}

/// One line for each key, so that people can read it and compare two of them.
fn text(settings: &Settings) -> Vec<u8> {
    let mut out = b"{".to_vec();
    for (i, (key, value)) in settings.iter().enumerate() {
        out.extend_from_slice(if i == 0 { b"\n" } else { b",\n" });
        out.extend_from_slice(serde_json::Value::from(key.as_str()).to_string().as_bytes());
        out.extend_from_slice(b": ");
        out.extend_from_slice(value.get().as_bytes());
    }
    out.extend_from_slice(b"\n}\n");
    out
}

fn fail(action: &'static str, path: &Path) -> impl Fn(io::Error) -> StoreError {
    let path = path.to_owned();
    move |cause| StoreError::Io { action, path: path.clone(), cause }
}

/// Only the owner may read and write what is opened.
#[cfg(unix)]
fn private(open: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    open.mode(0o600);
}

#[cfg(not(unix))]
fn private(_open: &mut OpenOptions) {}

/// Makes the new name last through a power cut. Not every system can; there is nothing to do about it then.
fn sync_folder(path: &Path) {
    if let Some(folder) = path.parent()
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(pairs: &[(&str, &str)]) -> Settings {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), RawValue::from_string((*value).to_owned()).unwrap()))
            .collect()
    }

    fn texts(settings: &Settings) -> Vec<(&str, &str)> {
        settings.iter().map(|(key, value)| (key.as_str(), value.get())).collect()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), "123456").unwrap();
        store.write(&settings(&[("amp", "16"), ("fna", "\"a\\\"b\"")])).unwrap();
        assert_eq!(texts(&store.read().unwrap().settings), [("amp", "16"), ("fna", "\"a\\\"b\"")]);
    }

    #[test]
    fn no_file_is_no_settings_and_no_remark() {
        let folder = tempfile::tempdir().unwrap();
        let found = Store::open(folder.path(), "123456").unwrap().read().unwrap();
        assert!(found.settings.is_empty() && found.remark.is_none());
    }

    #[test]
    fn a_broken_file_is_put_aside_and_said_so() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), "123456").unwrap();
        fs::write(store.path(), "{\"amp\": 16").unwrap();
        let found = store.read().unwrap();
        assert!(found.remark.unwrap().contains("123456.broken-1.json"));
        assert_eq!(fs::read_to_string(folder.path().join("123456.broken-1.json")).unwrap(), "{\"amp\": 16");
    }

    #[test]
    fn a_second_broken_file_does_not_replace_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), "123456").unwrap();
        for broken in ["[1]", "nothing"] {
            fs::write(store.path(), broken).unwrap();
            store.read().unwrap();
        }
        assert_eq!(fs::read_to_string(folder.path().join("123456.broken-1.json")).unwrap(), "[1]");
        assert_eq!(fs::read_to_string(folder.path().join("123456.broken-2.json")).unwrap(), "nothing");
    }

    #[test]
    fn two_chargers_do_not_share_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let _first = Store::open(folder.path(), "123456").unwrap();
        assert!(matches!(Store::open(folder.path(), "123456"), Err(StoreError::InUse(_))));
        assert!(Store::open(folder.path(), "123457").is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), "123456").unwrap();
        store.write(&settings(&[])).unwrap();
        assert_eq!(fs::metadata(store.path()).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
