//! Constants and statics: where each begins and ends, and whose it is.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::image::{Image, Reference, Section};
use crate::part::{Part, of_name};

/// A constant or a static.
#[derive(Debug)]
pub struct Piece {
    /// Where it begins.
    pub address: u64,
    /// Bytes, with those before it that are left free so that it is aligned.
    pub size: u64,
    /// As the program calls it; constants within functions have none.
    pub name: Option<String>,
    /// Whose it is.
    pub part: Part,
}

/// Small statics that the compiler put behind each other under one name: each of them is a piece.
const MERGED: &str = ".L_MergedGlobals";

/// All pieces of some sections.
pub fn pieces(image: &Image, sections: &[&Section]) -> Vec<Piece> {
    let mut pieces: Vec<_> = sections.iter().flat_map(|section| cut(image, section)).collect();
    let places: Vec<u64> = pieces.iter().map(|(piece, _)| piece.address).collect();
    let find = |address: u64| {
        let place = places.partition_point(|start| *start <= address).checked_sub(1)?;
        let (piece, _) = pieces.get(place)?;
        (address < piece.address + piece.size).then_some(place)
    };
    let mut parts: Vec<Option<Part>> =
        pieces.iter().map(|(piece, bytes)| by_content(bytes).or_else(|| of_name(piece.name.as_deref()?))).collect();

    // Between pieces, and from code.
    let mut inner: Vec<(usize, usize)> = Vec::new();
    let mut uses: HashMap<usize, BTreeMap<Part, usize>> = HashMap::new();
    let mut known: HashMap<u64, Part> = HashMap::new();
    for Reference { from, to } in &image.references {
        let Some(to) = find(*to) else { continue };
        match find(*from) {
            Some(from) => inner.push((from, to)),
            None if image.is_code(*from) => {
                let part = *known.entry(*from).or_insert_with(|| image.part_of_code(*from));
                *uses.entry(to).or_default().entry(part).or_default() += 1;
            }
            None => {}
        }
    }
    inner.sort_unstable();

    // A table without a name belongs to what it lists: texts, and places of panics.
    loop {
        let mut changed = false;
        for (place, (piece, _)) in pieces.iter().enumerate() {
            if parts[place].is_some() || piece.name.is_some() {
                continue;
            }
            let first = inner.partition_point(|(from, _)| *from < place);
            let listed = inner.get(first).filter(|(from, _)| *from == place).and_then(|(_, to)| parts[*to]);
            if let Some(part @ (Part::Texts | Part::Places)) = listed {
                parts[place] = Some(part);
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    for (place, part) in parts.iter_mut().enumerate() {
        *part = part.or_else(|| most(uses.get(&place)?));
    }
    // What only tables refer to belongs to theirs.
    loop {
        let mut lists: HashMap<usize, BTreeMap<Part, usize>> = HashMap::new();
        for (from, to) in inner.iter().filter(|(_, to)| parts[*to].is_none()) {
            if let Some(part) = parts[*from] {
                *lists.entry(*to).or_default().entry(part).or_default() += 1;
            }
        }
        if lists.is_empty() {
            break;
        }
        for (place, counts) in lists {
            parts[place] = most(&counts);
        }
    }
    for ((piece, _), part) in pieces.iter_mut().zip(parts) {
        piece.part = part.unwrap_or(Part::Other);
    }
    pieces.into_iter().map(|(piece, _)| piece).collect()
}

/// The part with most uses; of several, the first.
fn most(counts: &BTreeMap<Part, usize>) -> Option<Part> {
    counts.iter().rev().max_by_key(|(_, count)| **count).map(|(part, _)| *part)
}

/// What can be told from the constant itself.
fn by_content(bytes: &[u8]) -> Option<Part> {
    // The App's files are compressed; nothing else is.
    if bytes.starts_with(&[0x1f, 0x8b, 8]) {
        Some(Part::App)
    } else if bytes.starts_with(b"{\"name\":\"") {
        Some(Part::Texts)
    } else {
        let text = bytes.trim_ascii_end().strip_suffix(&[0]).unwrap_or(bytes);
        (text.ends_with(b".rs") && text.contains(&b'/')).then_some(Part::Places)
    }
}

/// Where symbols and references say that something begins, something else ends.
fn cut<'a>(image: &Image, section: &'a Section) -> Vec<(Piece, &'a [u8])> {
    let end = section.address + section.size;
    let within = |address: &u64| (section.address..end).contains(address);
    let whole: Vec<_> = image
        .symbols
        .iter()
        .filter(|symbol| within(&symbol.address) && symbol.size > 0 && !symbol.name.starts_with(MERGED))
        .collect();
    let mut starts: BTreeMap<u64, Option<&str>> = BTreeMap::new();
    let mut ends: BTreeSet<u64> = BTreeSet::new();
    for symbol in &whole {
        let name = (!symbol.name.starts_with(".L")).then_some(symbol.name.as_str());
        let named = starts.entry(symbol.address).or_default();
        *named = named.or(name);
        ends.insert(symbol.address + symbol.size);
    }
    for reference in &image.references {
        let to = reference.to;
        let before = whole.partition_point(|symbol| symbol.address <= to);
        let inside = before.checked_sub(1).and_then(|before| whole.get(before));
        if within(&to) && inside.is_none_or(|symbol| to >= symbol.address + symbol.size) && !ends.contains(&to) {
            starts.entry(to).or_default();
        }
    }
    let mut pieces = Vec::new();
    let mut begin = section.address;
    let places: Vec<_> = starts.into_iter().collect();
    for (index, (address, name)) in places.iter().enumerate() {
        let next = places.get(index + 1).map_or(end, |(next, _)| *next);
        // Up to the end of its symbol, where it has one: what follows is there to align the next piece.
        let to = ends.range(address + 1..=next).next().copied().unwrap_or(next);
        let last = index + 1 == places.len();
        let to = if last { end } else { to };
        let offset = usize::try_from(address - section.address).unwrap_or(usize::MAX);
        let length = usize::try_from(to - address).unwrap_or_default();
        let bytes = section.bytes.get(offset..).map_or(&[][..], |rest| rest.get(..length).unwrap_or(rest));
        let name = name.map(str::to_owned);
        pieces.push((Piece { address: begin, size: to - begin, name, part: Part::Other }, bytes));
        begin = to;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_constant_holds_may_tell_whose_it_is() {
        assert_eq!(by_content(&[0x1f, 0x8b, 8, 0]), Some(Part::App));
        assert_eq!(by_content(b"{\"name\":\"car_state\"}"), Some(Part::Texts));
        assert_eq!(by_content(b"src/main.rs"), Some(Part::Places));
        assert_eq!(by_content(b"/x/src/lib.rs\0"), Some(Part::Places));
        assert_eq!(by_content(b".rs"), None);
        assert_eq!(by_content(b""), None);
    }

    #[test]
    fn a_constant_is_of_the_part_that_uses_it_most_and_of_the_first_of_several() {
        assert_eq!(most(&BTreeMap::from([(Part::Codec, 1), (Part::Mqtt, 2)])), Some(Part::Mqtt));
        assert_eq!(most(&BTreeMap::from([(Part::Codec, 2), (Part::Mqtt, 2)])), Some(Part::Codec));
        assert_eq!(most(&BTreeMap::new()), None);
    }
}
