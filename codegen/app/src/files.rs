//! The App: one HTML, one CSS and one JavaScript file and a file of texts for each language, made of its sources and of
//! the spec, compressed.

use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write as _};
use std::path::Path;

use flate2::{Compression, write::GzEncoder};
use keywright_codegen::Spec;

use crate::names::Names;
use crate::sources::Sources;
use crate::texts::Texts;
use crate::{device, join};

/// What the browser is allowed to hold of the App, compressed; texts come on top, in one language at a time.
pub const MOST_BYTES: usize = 40 * 1024;

/// One file to serve.
#[derive(Debug)]
pub struct File {
    path: String,
    content_type: &'static str,
    /// Says which version of the file it is.
    tag: String,
    /// Whether its address holds the tag, so that it never has to be asked for again.
    immutable: bool,
    compressed: Vec<u8>,
}

/// Makes all files, or tells everything that is wrong, each with its place.
///
/// # Errors
/// A line for each mistake in the sources.
pub fn make(spec: &Spec, sources: &Sources) -> Result<Vec<File>, Vec<String>> {
    let mut wrong = Vec::new();
    let texts = Texts::read(sources, &spec.device.languages, &mut wrong);
    let mut names = Names::new(spec, &texts);
    let script = join::scripts(sources, "main.js", &mut names, &mut wrong);
    let style = join::styles(sources, &mut wrong);
    let html = sources.read(&sources.file("index.html"), &mut wrong);
    texts.report_unused(&names, &mut wrong);
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let script = File::new("/app.js", "text/javascript; charset=utf-8", &format!("{}{script}", device::constant(spec)));
    let style = File::new("/app.css", "text/css; charset=utf-8", &style);
    let html = html.replace("app.css", &style.address()).replace("app.js", &script.address());
    let html = File { immutable: false, ..File::new("/", "text/html; charset=utf-8", &html) };
    let size: usize = [&html, &script, &style].iter().map(|file| file.compressed.len()).sum();
    if size > MOST_BYTES {
        return Err(vec![format!("the App is {size} bytes compressed; at most {MOST_BYTES} are wanted")]);
    }
    let mut files = vec![html, script, style];
    files.extend(spec.device.languages.iter().map(|language| {
        let path = format!("/app/{language}.json");
        File { immutable: false, ..File::new(&path, "application/json", &texts.json(language, names.used_texts())) }
    }));
    Ok(files)
}

/// Writes the files, and the Rust table that embeds them, into `out`.
pub fn embed(files: &[File], out: &Path) -> io::Result<()> {
    let mut table = "&[\n".to_owned();
    for (index, file) in files.iter().enumerate() {
        let name = format!("app-{index}.gz");
        fs::write(out.join(&name), &file.compressed)?;
        let File { path, content_type, tag, immutable, .. } = file;
        // Writing to a string does not fail.
        let _ = writeln!(
            table,
            "    File {{ path: {path:?}, content_type: {content_type:?}, tag: {tag:?}, immutable: {immutable}, \
             compressed: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\")) }},"
        );
    }
    table.push_str("]\n");
    fs::write(out.join("app.rs"), table)
}

impl File {
    fn new(path: &str, content_type: &'static str, text: &str) -> Self {
        // It need not be hard to forge, only another one for another text.
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let tag = format!("{:016x}", hasher.finish());
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        // Writing to memory does not fail.
        let _ = encoder.write_all(text.as_bytes());
        let compressed = encoder.finish().unwrap_or_default();
        Self { path: path.to_owned(), content_type, tag, immutable: true, compressed }
    }

    /// As the HTML names it: relative, with its tag.
    fn address(&self) -> String {
        format!("{}?{}", self.path.trim_start_matches('/'), self.tag)
    }
}
