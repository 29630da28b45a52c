//! What a device's build script does.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use keywright_codegen::{Source, Spec, docs, load};

use crate::files::{embed, make};
use crate::sources::{STANDARD, Sources};

/// Makes everything that a device embeds: its App, and its documents. Paths are relative to the package.
///
/// ```no_run
/// // build.rs
/// fn main() {
///     keywright_app::Build::new("../spec/spec.yaml").documents("../generated-docs").run();
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Build {
    spec: PathBuf,
    documents: Option<PathBuf>,
    pages: Option<PathBuf>,
}

impl Build {
    /// For the device of this spec.
    pub fn new(spec: impl Into<PathBuf>) -> Self {
        Self { spec: spec.into(), documents: None, pages: None }
    }

    /// Also writes the documents into this folder.
    pub fn documents(self, folder: impl Into<PathBuf>) -> Self {
        Self { documents: Some(folder.into()), ..self }
    }

    /// Joins pages of the device's own into the App: a folder with `src/`, `style/` and `texts.yaml`. A file of a name that
    /// the App has, too, takes its place.
    pub fn pages(self, folder: impl Into<PathBuf>) -> Self {
        Self { pages: Some(folder.into()), ..self }
    }

    /// Writes `app.rs` and `pages.rs` into `OUT_DIR`: slices of `keywright_device::File` and `keywright_device::Page` to
    /// `include!`. Tells cargo what is wrong, and when to run again.
    pub fn run(self) {
        for path in [Some(&self.spec), self.pages.as_ref()].into_iter().flatten() {
            println!("cargo::rerun-if-changed={}", path.display());
        }
        println!("cargo::rerun-if-changed={STANDARD}");
        // The macro reports the errors of the spec, with their places. Reporting them twice would not help.
        let spec = Source::read(&self.spec).ok().and_then(|source| load(&source).spec);
        if let Err(wrong) = self.make(spec.as_ref()) {
            for line in wrong {
                println!("cargo::error={line}");
            }
        }
    }

    /// Without a spec, because something is wrong with it, there are no files: whoever asks for them sees one error, not two.
    fn make(&self, spec: Option<&Spec>) -> Result<(), Vec<String>> {
        let out = env::var_os("OUT_DIR").map(PathBuf::from).ok_or_else(|| vec!["there is no OUT_DIR".to_owned()])?;
        let failed = |error: io::Error| vec![format!("{} can't be written: {error}", out.display())];
        let pages = spec.map_or(Ok(Vec::new()), docs::pages).map_err(|error| vec![error.to_string()])?;
        if let Some(folder) = self.documents.as_deref().filter(|_| spec.is_some()) {
            // The folder is no part of the program: one that can't be written does not stop a build.
            if let Err(error) = docs::write(&pages, folder) {
                println!("cargo::warning=the documents were not written: {error}");
            }
        }
        embed_pages(&pages, &out).map_err(failed)?;
        let sources = Sources::new(self.pages.as_deref(), package().as_deref());
        let files = spec.map_or(Ok(Vec::new()), |spec| make(spec, &sources))?;
        embed(&files, &out).map_err(failed)
    }
}

/// The package's folder, as people call it.
fn package() -> Option<String> {
    let folder = env::var("CARGO_MANIFEST_DIR").ok()?;
    Some(Path::new(&folder).file_name()?.to_string_lossy().into_owned())
}

/// Writes the documents, and the Rust table that embeds them.
fn embed_pages(pages: &[docs::Page], out: &Path) -> io::Result<()> {
    let mut table = "&[\n".to_owned();
    for (index, page) in pages.iter().enumerate() {
        let path = page.path.replace('\\', "/");
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let Some(name) = name.strip_suffix(".md") else { continue };
        let file = format!("page-{index}.md");
        fs::write(out.join(&file), &page.text)?;
        // Writing to a string does not fail.
        let _ = writeln!(
            table,
            "    Page {{ folder: {folder:?}, name: {name:?}, \
             markdown: include_str!(concat!(env!(\"OUT_DIR\"), \"/{file}\")) }},"
        );
    }
    table.push_str("]\n");
    fs::write(out.join("pages.rs"), table)
}
