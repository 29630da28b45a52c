//! Where a path stands in the text. Looked up only for what is shown.

use std::ops::Range;

use super::tree::{Kind, Node};
use crate::diagnostic::{At, Label, Step};

/// The bytes that a label marks. Where the path leads nowhere, because something is missing, the deepest part of
/// it that exists.
pub(crate) fn find(root: &Node<'_>, label: &Label) -> Range<usize> {
    if let At::Bytes(bytes) = &label.at {
        return bytes.clone();
    }
    let mut key = 0..0;
    let mut node = root;
    for step in label.path.steps() {
        match (step, &node.kind) {
            (Step::Key(name), Kind::Map(entries)) => match entries.iter().find(|entry| entry.key == *name) {
                Some(entry) => {
                    key = entry.key_bytes.range();
                    node = &entry.value;
                }
                None => return key,
            },
            (Step::Index(index), Kind::List(items)) => match items.get(*index) {
                Some(item) => {
                    key = item.bytes.range();
                    node = item;
                }
                None => return key,
            },
            // A step into something that is neither: that thing itself is the place.
            _ => return node.bytes.range(),
        }
    }
    match label.at {
        At::Key => key,
        // An empty value has no extent to mark.
        _ if node.bytes.is_empty() => key,
        _ => node.bytes.range(),
    }
}
