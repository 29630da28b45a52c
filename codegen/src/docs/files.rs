//! Pages on disk: written where they changed, removed where the spec has them no longer, compared for CI.

use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use super::Page;

/// How every page begins. A file without it is never removed.
pub const MARK: &str = "<!-- Generated from spec.yaml";

/// What [`write()`] did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// Pages that are new or other than before.
    pub changed: Vec<String>,
    /// Pages that the spec has no longer.
    pub removed: Vec<String>,
}

/// How a folder of documents differs from what the spec says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// The page is not there.
    Missing(String),
    /// The page has another text.
    Changed {
        /// Which page.
        path: String,
        /// The first line that differs, counted from one.
        line: usize,
    },
    /// A page of an earlier spec is still there.
    Left(String),
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(path) => write!(f, "{path} is missing"),
            Self::Changed { path, line } => write!(f, "{path} is not what the spec says, from line {line} on"),
            Self::Left(path) => write!(f, "{path} is left over, the spec has no such page"),
        }
    }
}

/// What a file or folder refused.
#[derive(Debug)]
pub struct FileError {
    /// Which file or folder.
    pub path: PathBuf,
    /// What was tried.
    pub doing: Doing,
    /// What the system said.
    pub source: io::Error,
}

/// What was tried with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// Looking at it.
    Reading,
    /// Creating or replacing it.
    Writing,
    /// Taking it away.
    Removing,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let doing = match self.doing {
            Doing::Reading => "read",
            Doing::Writing => "written",
            Doing::Removing => "removed",
        };
        write!(f, "{} can't be {doing}: {}", self.path.display(), self.source)
    }
}

impl std::error::Error for FileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// Brings the folder to what the spec says. A page that is right already keeps its time of change.
///
/// # Errors
///
/// When a file or folder can't be read, written or removed. What was done until then stays done.
pub fn write(pages: &[Page], dir: &Path) -> Result<Written, FileError> {
    let mut written = Written::default();
    for page in pages {
        let path = dir.join(&page.path);
        if read(&path)?.as_deref() == Some(page.text.as_bytes()) {
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(failed(parent, Doing::Writing))?;
        }
        fs::write(&path, &page.text).map_err(failed(&path, Doing::Writing))?;
        written.changed.push(page.path.clone());
    }
    for (name, path) in left_over(pages, dir)? {
        fs::remove_file(&path).map_err(failed(&path, Doing::Removing))?;
        if let Some(parent) = path.parent().filter(|parent| *parent != dir) {
            // Fails where something else is in it, and then the folder has to stay.
            let _ = fs::remove_dir(parent);
        }
        written.removed.push(name);
    }
    Ok(written)
}

/// What [`write()`] would change, in the order of the pages.
///
/// # Errors
///
/// When a file or folder is there but can't be read.
pub fn check(pages: &[Page], dir: &Path) -> Result<Vec<Difference>, FileError> {
    let mut differences = Vec::new();
    for page in pages {
        match read(&dir.join(&page.path))? {
            None => differences.push(Difference::Missing(page.path.clone())),
            Some(text) if text != page.text.as_bytes() => {
                let same = text.split(|byte| *byte == b'\n').zip(page.text.as_bytes().split(|byte| *byte == b'\n'));
                let line = same.take_while(|(there, right)| there == right).count() + 1;
                differences.push(Difference::Changed { path: page.path.clone(), line });
            }
            Some(_) => {}
        }
    }
    differences.extend(left_over(pages, dir)?.into_iter().map(|(name, _)| Difference::Left(name)));
    Ok(differences)
}

/// Marked files in the folder and in the folders of the languages that are none of the pages, sorted by name.
fn left_over(pages: &[Page], dir: &Path) -> Result<Vec<(String, PathBuf)>, FileError> {
    let mut left = Vec::new();
    for (name, path, is_dir) in entries(dir)? {
        if !is_dir {
            left.push((name, path));
            continue;
        }
        let inside = entries(&path)?.into_iter().filter(|(_, _, is_dir)| !is_dir);
        left.extend(inside.map(|(file, path, _)| (format!("{name}/{file}"), path)));
    }
    left.retain(|(name, _)| name.ends_with(".md") && pages.iter().all(|page| page.path != *name));
    let mut marked = Vec::new();
    for (name, path) in left {
        if read(&path)?.is_some_and(|text| text.starts_with(MARK.as_bytes())) {
            marked.push((name, path));
        }
    }
    marked.sort();
    Ok(marked)
}

/// Name, path, and whether it is a folder; links are followed nowhere.
fn entries(dir: &Path) -> Result<Vec<(String, PathBuf, bool)>, FileError> {
    let listing = match fs::read_dir(dir) {
        Ok(listing) => listing,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(dir, Doing::Reading)(error)),
    };
    let mut entries = Vec::new();
    for entry in listing {
        let entry = entry.map_err(failed(dir, Doing::Reading))?;
        let kind = entry.file_type().map_err(failed(&entry.path(), Doing::Reading))?;
        if kind.is_symlink() {
            continue;
        }
        if let Ok(name) = entry.file_name().into_string() {
            entries.push((name, entry.path(), kind.is_dir()));
        }
    }
    Ok(entries)
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, FileError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(path, Doing::Reading)(error)),
    }
}

fn failed(path: &Path, doing: Doing) -> impl FnOnce(io::Error) -> FileError {
    let path = path.to_owned();
    move |source| FileError { path, doing, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let dir = std::env::temp_dir().join(format!("documents-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        dir
    }

    fn page(path: &str, text: &str) -> Page {
        Page { path: path.to_owned(), text: format!("{MARK} -->\n{text}\n") }
    }

    #[test]
    fn a_page_that_is_right_is_not_written_again() {
        let dir = folder("right");
        let mut pages = vec![page("en/a.md", "a"), page("en/b.md", "b")];
        assert_eq!(write(&pages, &dir).unwrap().changed, ["en/a.md", "en/b.md"]);
        pages[1] = page("en/b.md", "c");
        assert_eq!(write(&pages, &dir).unwrap().changed, ["en/b.md"]);
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_page_that_the_spec_has_no_longer_is_removed() {
        let dir = folder("removed");
        write(&[page("en/a.md", "a"), page("fr/a.md", "a")], &dir).unwrap();
        assert_eq!(write(&[page("en/a.md", "a")], &dir).unwrap().removed, ["fr/a.md"]);
        assert!(!dir.join("fr").exists());
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_file_without_the_mark_stays() {
        let dir = folder("stays");
        write(&[page("en/a.md", "a")], &dir).unwrap();
        fs::write(dir.join("en/own.md"), "by hand").unwrap();
        assert_eq!(write(&[page("en/a.md", "a")], &dir).unwrap(), Written::default());
        assert!(dir.join("en/own.md").exists());
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_check_names_each_difference() {
        let dir = folder("check");
        write(&[page("en/a.md", "a"), page("en/old.md", "")], &dir).unwrap();
        let differences = check(&[page("en/a.md", "b"), page("en/new.md", "")], &dir).unwrap();
        let right = [
            Difference::Changed { path: "en/a.md".to_owned(), line: 2 },
            Difference::Missing("en/new.md".to_owned()),
            Difference::Left("en/old.md".to_owned()),
        ];
        assert_eq!(differences, right);
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn what_was_written_has_no_difference() {
        let dir = folder("same");
        let pages = [page("README.md", "a")];
        write(&pages, &dir).unwrap();
        assert_eq!(check(&pages, &dir).unwrap(), []);
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_file_in_place_of_the_folder_is_named() {
        let dir = folder("blocked");
        fs::write(&dir, "").unwrap();
        let error = write(&[page("en/a.md", "a")], &dir).unwrap_err();
        assert!(error.to_string().contains(&dir.display().to_string()), "{error}");
        fs::remove_file(dir).unwrap();
    }
}
