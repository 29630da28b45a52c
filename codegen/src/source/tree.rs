//! The marked pass: the text as a tree in which every name and value knows its place.
//!
//! `serde_yaml` alone will not do: of a mapping with a name given twice it sees only the beginning, empty values
//! become the text `null` or silently vanish in an `Option`, and it expands aliases. So the tree is made here,
//! where all of that is found, and handed to serde from here: one reading, one truth about places.

use std::{borrow::Cow, collections::HashMap, ops::Range};

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use crate::diagnostic::{At, Code, Diagnostic, Path, Report, quoted};

/// Deepest nesting that a spec may have. Real ones need six.
const MAX_DEPTH: usize = 32;
/// Most scalars, lists and mappings together: some hundred MB of memory at the worst.
const MAX_NODES: usize = 1_500_000;
/// Longest text, for those who make a [`crate::Source`] themselves.
const MAX_TEXT: usize = 64 * 1024 * 1024;

/// A part of the spec.
#[derive(Debug)]
pub(crate) struct Node<'a> {
    pub(crate) bytes: Bytes,
    pub(crate) kind: Kind<'a>,
}

#[derive(Debug)]
pub(crate) enum Kind<'a> {
    /// Text; `plain` means without quotes, so that it may be a number.
    Scalar {
        text: Cow<'a, str>,
        plain: bool,
    },
    List(Vec<Node<'a>>),
    Map(Vec<Entry<'a>>),
    /// Something that is reported already, and of which nothing more is to be said.
    Broken,
}

#[derive(Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) key: Cow<'a, str>,
    pub(crate) key_bytes: Bytes,
    pub(crate) value: Node<'a>,
}

/// A range of bytes in half the size of [`Range`]: there is one for each name and value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bytes {
    start: u32,
    end: u32,
}

impl Bytes {
    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    pub(crate) fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

impl<'a> Node<'a> {
    /// Whether nothing stands there, or what YAML reads as nothing.
    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { text, plain: true } if is_null(text))
    }

    pub(crate) fn entries(&self) -> Option<&[Entry<'a>]> {
        match &self.kind {
            Kind::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value of the entry of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&Node<'a>> {
        self.entries()?.iter().find(|entry| entry.key == name).map(|entry| &entry.value)
    }
}

pub(crate) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// Makes the tree. [`None`] when the text is no YAML, or more than a spec ever is; the report then says why.
pub(crate) fn parse<'a>(text: &'a str, report: &mut Report) -> Option<Node<'a>> {
    if text.len() > MAX_TEXT {
        let message = format!("the spec is larger than {} MB", MAX_TEXT / (1024 * 1024));
        report.push(Diagnostic::bytes(Code::TooLarge, 0..0, message));
        return None;
    }
    // The parser takes a NUL for the end of the text.
    if let Some((at, char)) = text.char_indices().find(|(_, char)| char.is_control() && !"\n\r\t".contains(*char)) {
        let message = format!("the spec holds the control character {}", char.escape_unicode());
        report.push(Diagnostic::bytes(Code::Syntax, at..at + char.len_utf8(), message));
        return None;
    }
    let mut builder = Builder { offsets: Offsets::new(text), text, open: Vec::new(), root: None, nodes: 0, report };
    match builder.run() {
        Ok(()) => {
            if builder.root.is_none() {
                builder.report.push(
                    Diagnostic::bytes(Code::NoSpec, 0..0, "the spec is empty")
                        .help("a spec is a mapping with `format`, `device`, `types` and `keys`"),
                );
            }
            builder.root
        }
        Err(Stop) => None,
    }
}

/// Nothing more can be read.
struct Stop;

/// Turns the parser's characters into bytes.
struct Offsets(Option<Vec<u32>>, usize);

impl Offsets {
    fn new(text: &str) -> Self {
        let table = (!text.is_ascii())
            .then(|| text.char_indices().map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX)).collect());
        Self(table, text.len())
    }

    fn byte(&self, char: usize) -> usize {
        match &self.0 {
            None => char.min(self.1),
            Some(table) => table.get(char).map_or(self.1, |at| *at as usize),
        }
    }
}

struct Builder<'a, 'r> {
    text: &'a str,
    offsets: Offsets,
    open: Vec<Open<'a>>,
    root: Option<Node<'a>>,
    nodes: usize,
    report: &'r mut Report,
}

/// A list or mapping whose end has not come yet.
struct Open<'a> {
    start: usize,
    what: OpenKind<'a>,
}

enum OpenKind<'a> {
    List(Vec<Node<'a>>),
    Map {
        entries: Vec<Entry<'a>>,
        /// Places of the names so far.
        names: HashMap<Cow<'a, str>, Bytes>,
        /// A name that waits for its value; [`None`] inside when it can't be one.
        key: Option<(Option<Cow<'a, str>>, Bytes)>,
    },
}

impl<'a> Builder<'a, '_> {
    fn run(&mut self) -> Result<(), Stop> {
        let mut documents = 0;
        for event in Parser::new_from_str(self.text) {
            let (event, span) = event.map_err(|error| self.not_yaml(&error))?;
            let bytes = self.bytes(&span);
            match event {
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents > 1 {
                        self.report.push(
                            Diagnostic::bytes(Code::OneDocument, bytes.range(), "the spec holds a second document")
                                .help("a spec is one document: remove `---` and what follows, or join them"),
                        );
                        return Err(Stop);
                    }
                }
                Event::Alias(_) => {
                    self.alias(bytes, "an alias stands here");
                    self.value(Node { bytes, kind: Kind::Broken })?;
                }
                Event::Scalar(text, style, anchor, tag) => {
                    self.properties(bytes, anchor, tag.is_some());
                    let plain = style == ScalarStyle::Plain;
                    self.value(Node { bytes, kind: Kind::Scalar { text, plain } })?;
                }
                Event::SequenceStart(anchor, tag) => {
                    self.properties(bytes, anchor, tag.is_some());
                    self.open(bytes, OpenKind::List(Vec::new()))?;
                }
                Event::MappingStart(anchor, tag) => {
                    self.properties(bytes, anchor, tag.is_some());
                    self.open(bytes, OpenKind::Map { entries: Vec::new(), names: HashMap::new(), key: None })?;
                }
                Event::SequenceEnd | Event::MappingEnd => self.close(bytes)?,
                Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
            }
        }
        Ok(())
    }

    fn bytes(&self, span: &Span) -> Bytes {
        let start = self.offsets.byte(span.start.index());
        let end = self.offsets.byte(span.end.index()).max(start);
        // A plain scalar's span takes in the blanks behind it.
        let end = self.text.get(start..end).map_or(end, |text| start + text.trim_end().len());
        Bytes { start: u32::try_from(start).unwrap_or(u32::MAX), end: u32::try_from(end).unwrap_or(u32::MAX) }
    }

    /// Anchors and tags, which a spec does without.
    fn properties(&mut self, bytes: Bytes, anchor: usize, tagged: bool) {
        if anchor != 0 {
            self.alias(bytes, "this has an anchor");
        }
        if tagged {
            self.report.push(
                Diagnostic::bytes(Code::NoTags, bytes.range(), "a spec has no YAML tags")
                    .label("this has a tag")
                    .help("remove the word that starts with `!`, or put it in quotes"),
            );
        }
    }

    fn alias(&mut self, bytes: Bytes, label: &str) {
        self.report.push(
            Diagnostic::bytes(Code::NoAliases, bytes.range(), "a spec has no YAML anchors and aliases")
                .label(label)
                .help("give what is shared a name under `types`, or write a family such as `c{0..9}n`"),
        );
    }

    fn open(&mut self, bytes: Bytes, what: OpenKind<'a>) -> Result<(), Stop> {
        if self.open.len() >= MAX_DEPTH {
            let message = format!("the spec is nested deeper than {MAX_DEPTH} levels");
            self.report.push(Diagnostic::bytes(Code::TooDeep, bytes.range(), message));
            return Err(Stop);
        }
        self.open.push(Open { start: bytes.range().start, what });
        Ok(())
    }

    fn close(&mut self, bytes: Bytes) -> Result<(), Stop> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let end = self.text.get(open.start..bytes.range().end).map_or(open.start, |t| open.start + t.trim_end().len());
        let bytes = Bytes { start: u32::try_from(open.start).unwrap_or(u32::MAX), end: end as u32 };
        let kind = match open.what {
            OpenKind::List(items) => Kind::List(items),
            OpenKind::Map { entries, .. } => Kind::Map(entries),
        };
        self.value(Node { bytes, kind })
    }

    /// Puts a finished node where it belongs.
    fn value(&mut self, node: Node<'a>) -> Result<(), Stop> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            let message = format!("the spec holds more than {MAX_NODES} values");
            self.report.push(Diagnostic::bytes(Code::TooLarge, node.bytes.range(), message));
            return Err(Stop);
        }
        match self.open.last_mut().map(|open| &mut open.what) {
            None => self.root = Some(node),
            Some(OpenKind::List(items)) => items.push(node),
            Some(OpenKind::Map { key: key @ None, .. }) => {
                let bytes = node.bytes;
                let name = match node.kind {
                    Kind::Scalar { text, plain } if !(plain && is_null(&text)) => Some(text),
                    kind => {
                        let found = match kind {
                            Kind::Broken => "an alias",
                            Kind::Scalar { .. } => "empty",
                            Kind::List(_) => "a list",
                            Kind::Map(_) => "a mapping",
                        };
                        self.report.push(
                            Diagnostic::bytes(Code::NameIsText, bytes.range(), format!("a name here is {found}"))
                                .help("a name is text; put it in quotes if it reads like `null`, `{` or `[`"),
                        );
                        None
                    }
                };
                *key = Some((name, bytes));
            }
            Some(OpenKind::Map { key, entries, names }) => {
                let Some((Some(name), key_bytes)) = key.take() else { return Ok(()) };
                match names.get(&name) {
                    // The first one stands, so that its own mistakes are reported, too.
                    Some(first) => {
                        let duplicate = Diagnostic::bytes(
                            Code::DuplicateEntry,
                            key_bytes.range(),
                            format!("{} is given twice", quoted(&name)),
                        );
                        self.report.push(duplicate.label("given again here").also(
                            &Path::root(),
                            At::Bytes(first.range()),
                            "first given here",
                        ));
                    }
                    None => {
                        names.insert(name.clone(), key_bytes);
                        entries.push(Entry { key: name, key_bytes, value: node });
                    }
                }
            }
        }
        Ok(())
    }

    /// Why the text can't be read. A tab is by far the most frequent reason, and the least visible.
    fn not_yaml(&mut self, error: &saphyr_parser::ScanError) -> Stop {
        let mut tabs = 0;
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            let blank = line.len() - line.trim_start_matches([' ', '\t']).len();
            if let Some(tab) = line.get(..blank).and_then(|indent| indent.find('\t')) {
                tabs += 1;
                self.report.push(
                    Diagnostic::bytes(Code::Tab, at + tab..at + tab + 1, "a tab stands in the indentation")
                        .help("YAML is indented with spaces only"),
                );
            }
            at += line.len();
        }
        if tabs == 0 {
            let at = self.offsets.byte(error.marker().index()).min(self.text.len());
            let end = self.text.get(at..).and_then(|rest| rest.chars().next()).map_or(at, |char| at + char.len_utf8());
            self.report.push(
                Diagnostic::bytes(Code::Syntax, at..end, format!("this is not YAML: {}", error.info()))
                    .note("nothing behind this place could be read"),
            );
        }
        Stop
    }
}
