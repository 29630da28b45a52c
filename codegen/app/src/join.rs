//! Many source files become one. Comments and indentation go; gzip does the rest.

use std::collections::{HashMap, HashSet};

use crate::names::Names;
use crate::sources::Sources;

/// Joins JavaScript modules, each after those that it imports, beginning with `main`. All end up in one scope, so that
/// no two of them can have the same name at their top level.
pub fn scripts(sources: &Sources, main: &str, names: &mut Names<'_>, wrong: &mut Vec<String>) -> String {
    let mut join = Join { sources, names, wrong, done: HashSet::new(), top: HashMap::new(), joined: String::new() };
    join.add(main);
    join.joined
}

struct Join<'a, 'b> {
    sources: &'a Sources,
    names: &'a mut Names<'b>,
    wrong: &'a mut Vec<String>,
    done: HashSet<String>,
    /// Where each name at the top level stands.
    top: HashMap<String, String>,
    joined: String,
}

impl Join<'_, '_> {
    fn add(&mut self, module: &str) {
        if !self.done.insert(module.to_owned()) {
            return;
        }
        let path = self.sources.file(&format!("src/{module}"));
        let text = self.sources.read(&path, self.wrong);
        let (imports, body) = split_imports(&text);
        for import in imports {
            self.add(&beside(module, import));
        }
        let first_line = text.lines().count() - body.lines().count();
        for (index, whole) in body.lines().enumerate() {
            let line = whole.strip_prefix("export ").unwrap_or(whole);
            let place = format!("{}:{}", self.sources.shown(&path), first_line + index + 1);
            if let Some(name) = declared(line)
                && let Some(other) = self.top.insert(name.to_owned(), place.clone())
            {
                self.wrong.push(format!("{place}: {name} is declared in {other}, too"));
            }
            let line = line.trim();
            if line.is_empty() || line.starts_with("//") || line.starts_with("/*") || line.starts_with('*') {
                continue;
            }
            let indent = whole.find(line).unwrap_or_default();
            self.joined.push_str(&self.names.put_in(line, &place, indent, self.wrong));
            self.joined.push('\n');
        }
    }
}

/// What a line at the top level declares.
fn declared(line: &str) -> Option<&str> {
    let line = line.strip_prefix("async ").unwrap_or(line);
    let name = ["function ", "const ", "let ", "class "].iter().find_map(|word| line.strip_prefix(word))?;
    name.split(|char: char| !char.is_ascii_alphanumeric() && char != '_' && char != '$').find(|name| !name.is_empty())
}

/// The modules that a text imports, and what comes after its imports.
fn split_imports(text: &str) -> (Vec<&str>, &str) {
    let mut imports = Vec::new();
    let mut rest = text;
    loop {
        let start = rest.trim_start();
        if let Some(import) = start.strip_prefix("import ") {
            let Some((statement, after)) = import.split_once(';') else { return (imports, rest) };
            imports.extend(statement.rsplit('"').nth(1));
            rest = after;
        } else if let Some((_, after)) = start.strip_prefix("//").and_then(|comment| comment.split_once('\n')) {
            rest = after;
        } else {
            return (imports, rest.strip_prefix('\n').unwrap_or(rest));
        }
    }
}

/// `../dom.js`, seen from `pages/charge.js`, is `dom.js`.
fn beside(module: &str, import: &str) -> String {
    let mut parts: Vec<_> = module.split('/').collect();
    parts.pop();
    for part in import.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// Joins all style sheets in the order of their names.
pub fn styles(sources: &Sources, wrong: &mut Vec<String>) -> String {
    let text: String = sources.all("style", "css").iter().map(|path| sources.read(path, wrong)).collect();
    without_comments(&text).lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn without_comments(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    out + rest
}
