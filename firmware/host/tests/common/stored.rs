//! What is in the file of settings, read as the program itself would read it.

use std::collections::BTreeMap;
use std::path::Path;
use std::pin::pin;
use std::task::{Context, Waker};

use keywright::storage::read_image;

/// Names and values of all settings; of a program that runs, as they are at this moment.
pub fn stored(folder: &Path) -> BTreeMap<String, String> {
    let mut settings = BTreeMap::new();
    let Ok(mut bytes) = std::fs::read(folder.join("123456.flash")) else { return settings };
    {
        let mut reading = pin!(read_image(
            &mut bytes,
            |_| 1,
            |name, value| drop(settings.insert(name.to_owned(), String::from_utf8(value.to_owned()).unwrap())),
            |_| {}
        ));
        // Memory lets nobody wait.
        while reading.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {}
    }
    settings
}
