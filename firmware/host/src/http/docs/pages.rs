//! Every document, as it stands in `generated-docs` when the program is built.

/// A document.
#[derive(Debug)]
pub struct Page {
    /// Its folder: a language, or nothing for the outermost.
    pub folder: &'static str,
    /// Its name without `.md`.
    pub name: &'static str,
    /// What stands in it.
    pub markdown: &'static str,
}

macro_rules! pages {
    ($($folder:literal: $($name:literal)*;)*) => {
        &[$($(Page {
            folder: $folder,
            name: $name,
            markdown: include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"), "/../../generated-docs/", $folder, "/", $name, ".md"
            )),
        },)*)*]
    };
}

/// All documents.
pub static PAGES: &[Page] = pages! {
    "": "README";
    "en": "README" "keys" "config" "constant" "other" "status" "http" "mqtt" "types";
    "de": "README" "keys" "config" "constant" "other" "status" "http" "mqtt" "types";
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_document_is_there() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../generated-docs");
        let mut written = BTreeSet::new();
        for entry in fs::read_dir(&root).unwrap().map(Result::unwrap) {
            let name = entry.file_name().into_string().unwrap();
            if entry.file_type().unwrap().is_dir() {
                let inside = fs::read_dir(entry.path()).unwrap().map(|inside| inside.unwrap().file_name());
                written.extend(inside.map(|inside| format!("{name}/{}", inside.into_string().unwrap())));
            } else {
                written.insert(format!("/{name}"));
            }
        }
        let embedded = PAGES.iter().map(|page| format!("{}/{}.md", page.folder, page.name)).collect();
        assert_eq!(written, embedded);
    }
}
