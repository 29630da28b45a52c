//! The files of a store: which there are, and who may use them.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use keywright::Tables;

use super::error::{StoreError, fail};

/// The folder where settings are kept if nobody says otherwise, by its name.
pub fn usual_folder(name: &str) -> Option<PathBuf> {
    let folder = |variable: &str| std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from);
    folder("XDG_STATE_HOME")
        .or_else(|| folder("HOME").map(|home| home.join(".local").join("state")))
        .or_else(|| folder("LOCALAPPDATA"))
        .map(|parent| parent.join(name))
}

/// The files of one device.
pub(super) struct Files {
    path: PathBuf,
    pub(super) tables: &'static Tables,
}

impl Files {
    pub(super) fn new(folder: &Path, serial: &str, tables: &'static Tables) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(fail("make the folder", folder))?;
        Ok(Self { path: folder.join(format!("{serial}.flash")), tables })
    }

    /// The store.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What an earlier version left.
    pub(super) fn earlier(&self) -> PathBuf {
        self.path.with_extension("json")
    }

    /// Keeps other programs away as long as the file that is returned is open.
    pub(super) fn lock(&self) -> Result<File, StoreError> {
        let path = self.path.with_extension("lock");
        let lock = private(OpenOptions::new().write(true).create(true).truncate(false))
            .open(&path)
            .map_err(fail("open", &path))?;
        match lock.try_lock() {
            Ok(()) => Ok(lock),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse(self.path.clone())),
            Err(TryLockError::Error(cause)) => Err(fail("lock", &path)(cause)),
        }
    }

    /// Opens the store, which is there.
    pub(super) fn open(&self) -> Result<File, StoreError> {
        OpenOptions::new().read(true).write(true).open(&self.path).map_err(fail("open", &self.path))
    }

    pub(super) fn read(&self) -> Result<Option<Vec<u8>>, StoreError> {
        read(&self.path)
    }

    pub(super) fn read_earlier(&self) -> Result<Option<Vec<u8>>, StoreError> {
        read(&self.earlier())
    }

    /// Replaces the store as a whole: a power cut leaves either the old or the new one.
    pub(super) fn replace(&self, bytes: &[u8]) -> Result<(), StoreError> {
        let fresh = self.path.with_extension("new");
        write(&fresh, bytes)?;
        rename(&fresh, &self.path)
    }

    /// Copies the store to another name.
    pub(super) fn copy_aside(&self, what: &str) -> Result<PathBuf, StoreError> {
        let aside = free(&self.path, what);
        write(&aside, &read(&self.path)?.unwrap_or_default())?;
        Ok(aside)
    }

    /// Gives the file another name.
    pub(super) fn put_aside(&self, what: &str) -> Result<PathBuf, StoreError> {
        let aside = free(&self.path, what);
        rename(&self.path, &aside)?;
        Ok(aside)
    }

    /// Gives what an earlier version left another name, as it is broken.
    pub(super) fn put_earlier_aside(&self) -> Result<PathBuf, StoreError> {
        let aside = free(&self.earlier(), "broken");
        rename(&self.earlier(), &aside)?;
        Ok(aside)
    }

    /// Gives what an earlier version left another name, as its settings are in the store; says so if there was any.
    pub(super) fn put_earlier_away(&self) -> Result<Option<String>, StoreError> {
        let earlier = self.earlier();
        if !earlier.exists() {
            return Ok(None);
        }
        let aside = free(&earlier, "old");
        rename(&earlier, &aside)?;
        Ok(Some(format!(
            "the settings in {} are now in {}, and the old file is {}",
            earlier.display(),
            self.path.display(),
            aside.display()
        )))
    }
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(fail("read", path)(cause)),
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let mut open = OpenOptions::new();
    let mut file = private(open.write(true).create(true).truncate(true)).open(path).map_err(fail("write", path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(fail("write", path))
}

fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    fs::rename(from, to).map_err(fail("rename", from))?;
    // Makes the new name last through a power cut. Not every system can; there is nothing to do about it then.
    if let Some(folder) = to.parent()
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// A name beside `path` that nothing has yet.
fn free(path: &Path, what: &str) -> PathBuf {
    let extension = path.extension().map(|text| text.to_string_lossy().into_owned()).unwrap_or_default();
    let mut number = 1;
    loop {
        let aside = path.with_extension(format!("{what}-{number}.{extension}"));
        if !aside.exists() {
            return aside;
        }
        number += 1;
    }
}

/// Only the owner may read and write what is opened.
#[cfg(unix)]
fn private(open: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    open.mode(0o600)
}

#[cfg(not(unix))]
fn private(open: &mut OpenOptions) -> &mut OpenOptions {
    open
}
