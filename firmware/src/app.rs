//! The App: the page that the device serves to browsers, at `/`, made from the spec and from `app/`. Every file is
//! compressed (gzip), and is served as it is.

use keywright_device::{File, Page};

/// The documents, as a host shows them.
pub static PAGES: &[Page] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// All files. None, if the App was built without a spec.
pub static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/app.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_app_is_there_in_every_language() {
        let find = |path| FILES.iter().find(|file| file.path == path);
        for path in ["/", "/app.js", "/app.css", "/app/en.json", "/app/de.json"] {
            assert!(find(path).is_some_and(|file| file.compressed.starts_with(&[0x1f, 0x8b])), "{path}");
        }
        assert_eq!(find("/app"), None);
    }
}
