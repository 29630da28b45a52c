//! What is in a file of flash, before it is used; and a new one.

use keywright::storage::{Image, Loaded, Storage, read_image};
use keywright::{Flags, Tables};

use super::flash::PAGE;
use super::{Settings, at_once};

/// Bytes of a new store: 32 pages. The longest settings of some 200 keys together are 25 KB.
pub const SIZE: usize = 32 * PAGE;

/// What a file holds.
pub enum Content {
    /// A store in which all is well.
    Whole(Settings),
    /// A store in which something can't be read, and the names of what is damaged.
    Damaged(Settings, Loaded, Vec<String>),
    /// A store that was longer, or had something behind it.
    Cut(Settings),
    /// Something else.
    Foreign,
}

/// How often the setting of that name is stored, 0 if there is no such key.
pub fn copies(tables: &Tables, name: &str) -> u8 {
    let Some(info) = tables.find(name).and_then(|key| tables.info(key)) else { return 0 };
    1 + u8::from(info.flags.has(Flags::TWICE))
}

/// Looks at the bytes of a file.
pub fn examine(tables: &'static Tables, mut bytes: Vec<u8>) -> Content {
    // A store has a log from its first moment.
    if bytes.iter().all(|byte| *byte == 0xff) {
        return Content::Foreign;
    }
    let whole = bytes.len() >= SIZE && bytes.len().is_multiple_of(PAGE);
    // What is missing is as if it had been erased.
    bytes.resize(bytes.len().next_multiple_of(PAGE).max(SIZE), 0xff);
    let mut settings = Settings::new();
    let mut names = Vec::new();
    let read = at_once(read_image(
        &mut bytes,
        |name| copies(tables, name),
        // The last one is the newest.
        |name, value| drop(settings.insert(name.to_owned(), value.to_owned())),
        |name| names.push(name.to_owned()),
    ));
    settings.retain(|_, value| !value.is_empty());
    match read {
        Err(_) => Content::Foreign,
        // A few bytes of anything look like a store that is only just being begun.
        Ok(_) if !whole && settings.is_empty() => Content::Foreign,
        Ok(_) if !whole => Content::Cut(settings),
        Ok(loaded) if loaded != Loaded::default() => Content::Damaged(settings, loaded, names),
        Ok(_) => Content::Whole(settings),
    }
}

/// The bytes of a store with these settings, and the names of those that it has no room for.
pub fn build(tables: &Tables, settings: &Settings) -> (Vec<u8>, Vec<String>) {
    let mut bytes = vec![0xff; SIZE];
    let mut buffer = [0; PAGE];
    let mut left_out = Vec::new();
    // Into flash that is free, anything fits that is not too long.
    if let Ok(mut storage) = at_once(Storage::open(Image::new(&mut bytes), 0..SIZE as u32, &mut buffer)) {
        for (name, value) in settings {
            let put = match copies(tables, name) {
                2 => at_once(storage.put_twice(name, value, &mut buffer)),
                _ => at_once(storage.put(name, value, &mut buffer)),
            };
            if put.is_err() {
                left_out.push(name.clone());
            }
        }
    }
    (bytes, left_out)
}
