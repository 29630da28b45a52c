//! Settings in a file that behaves as the flash of a board, and holds just what that would hold. It can hold secrets,
//! so that only its owner may read it.

mod earlier;
mod error;
mod files;
mod flash;
mod image;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use keywright::Tables;
use keywright::storage::Storage;

pub use error::StoreError;
pub use files::usual_folder;

use error::fail;
use files::Files;
use flash::{FileFlash, PAGE};
use image::Content;

/// Values by key name, as the store holds them: see [`keywright::storage::write_setting`].
pub type Settings = BTreeMap<String, Vec<u8>>;

/// What was in the store.
#[derive(Debug, Default)]
pub struct Found {
    /// The settings.
    pub settings: Settings,
    /// Sentences for the user where a file was not what it should be.
    pub remarks: Vec<String>,
    /// Names of settings whose newest value is lost; nothing for one that is not known.
    pub lost: Vec<Option<String>>,
    /// What protects the device may be lost.
    pub unclear: bool,
}

/// Where the settings are.
pub struct Store {
    path: PathBuf,
    flash: Mutex<(Storage<FileFlash>, Box<[u8; PAGE]>)>,
    tables: &'static Tables,
    /// Held as long as the program lives: two programs would overwrite each other's settings.
    _lock: File,
}

impl Store {
    /// The store of the device with this serial number, and what is in it. A file that is broken, or somebody else's,
    /// is put aside under another name; what can be read of it is kept.
    ///
    /// # Errors
    /// The folder can't be made or used, or another program uses the file.
    pub fn open(folder: &Path, serial: &str, tables: &'static Tables) -> Result<(Self, Found), StoreError> {
        let files = Files::new(folder, serial, tables)?;
        let lock = files.lock()?;
        let found = prepare(&files)?;
        let file = files.open()?;
        let path = files.path().to_owned();
        let flash = FileFlash::new(file).map_err(fail("read", &path))?;
        let size = flash.len();
        let mut buffer = Box::new([0; PAGE]);
        let storage = at_once(Storage::open(flash, 0..size, buffer.as_mut_slice()));
        let storage = storage.map_err(|cause| StoreError::Storage { path: path.clone(), cause })?;
        Ok((Self { path, flash: Mutex::new((storage, buffer)), tables, _lock: lock }, found))
    }

    /// Where the settings are.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Stores a setting, and waits until the disk has it. An empty one is that of a new device.
    ///
    /// # Errors
    /// It is not stored; what was stored before still is.
    pub fn put(&self, name: &str, setting: &[u8]) -> Result<(), StoreError> {
        let mut flash = self.flash.lock().unwrap_or_else(PoisonError::into_inner);
        let (storage, buffer) = &mut *flash;
        let put = match image::copies(self.tables, name) {
            2 => at_once(storage.put_twice(name, setting, buffer.as_mut_slice())),
            _ => at_once(storage.put(name, setting, buffer.as_mut_slice())),
        };
        put.map_err(|cause| StoreError::Storage { path: self.path.clone(), cause })?;
        storage.flash().sync().map_err(fail("write", &self.path))
    }
}

/// Sees that there is a whole store in the file, and says what it had to do for that.
fn prepare(files: &Files) -> Result<Found, StoreError> {
    let path = files.path().display();
    let Some(bytes) = files.read()? else { return take_over(files) };
    let length = bytes.len();
    match image::examine(files.tables, bytes) {
        Content::Whole(settings) => {
            let remarks = files.put_earlier_away()?.into_iter().collect();
            Ok(Found { settings, remarks, ..Found::default() })
        }
        Content::Damaged(settings, loaded, _) if !loaded.is_damaged() => {
            tracing::info!("power was cut while a setting was stored; it has the value before that");
            write(files, settings, Vec::new())
        }
        Content::Damaged(settings, loaded, names) => {
            let aside = files.copy_aside("damaged")?;
            let remark = format!(
                "{path} is damaged: {} of its entries and {} of its pages can't be read; {} settings are kept, and the \
                 damaged file is now {}",
                loaded.damaged,
                loaded.pages,
                settings.len(),
                aside.display()
            );
            let mut found = write(files, settings, vec![remark])?;
            found.lost = names.into_iter().map(Some).collect();
            if loaded.nameless > 0 || loaded.pages > 0 {
                found.lost.push(None);
            }
            found.unclear = loaded.unclear;
            Ok(found)
        }
        Content::Cut(settings) => {
            let aside = files.copy_aside("damaged")?;
            let remark = format!(
                "{path} has {length} bytes, not {} or more in whole pages, as if it had been cut off; {} settings are \
                 kept that could be read, and the old file is now {}",
                image::SIZE,
                settings.len(),
                aside.display()
            );
            lost(write(files, settings, vec![remark])?)
        }
        Content::Foreign => {
            let aside = files.put_aside("foreign")?;
            let remark = format!(
                "{path} holds something else than settings; it is now {}, unchanged, and the device begins with its \
                 defaults",
                aside.display()
            );
            lost(write(files, Settings::new(), vec![remark])?)
        }
    }
}

/// Anything can have been in what is gone.
fn lost(found: Found) -> Result<Found, StoreError> {
    Ok(Found { lost: vec![None], unclear: true, ..found })
}

/// Begins a new store, with the settings of an earlier version if there are any.
fn take_over(files: &Files) -> Result<Found, StoreError> {
    let Some(bytes) = files.read_earlier()? else { return write(files, Settings::new(), Vec::new()) };
    match earlier::read(&bytes) {
        Ok(settings) => {
            // First the new file, then the old one: in between, both are there.
            let mut found = write(files, settings, Vec::new())?;
            found.remarks.extend(files.put_earlier_away()?);
            Ok(found)
        }
        Err(error) => {
            let aside = files.put_earlier_aside()?;
            let remark = format!(
                "{} does not hold settings ({error}); it is now {}, and the device begins with its defaults",
                files.earlier().display(),
                aside.display()
            );
            write(files, Settings::new(), vec![remark])
        }
    }
}

fn write(files: &Files, settings: Settings, mut remarks: Vec<String>) -> Result<Found, StoreError> {
    let (bytes, left_out) = image::build(files.tables, &settings);
    files.replace(&bytes)?;
    if !left_out.is_empty() {
        remarks.push(format!("there was no room for {}", left_out.join(", ")));
    }
    Ok(Found { settings, remarks, ..Found::default() })
}

/// Runs what never waits: neither memory nor a file lets a future wait.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}

#[cfg(test)]
mod tests;
