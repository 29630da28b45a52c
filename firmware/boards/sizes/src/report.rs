//! The tables.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use object::SectionKind;

use crate::image::Image;
use crate::part::Part;
use crate::pieces::{Piece, pieces};

const CODE: &[SectionKind] = &[SectionKind::Text];
const CONSTANTS: &[SectionKind] = &[SectionKind::ReadOnlyData, SectionKind::ReadOnlyString];
const START: &[SectionKind] = &[SectionKind::Data];
const STATICS: &[SectionKind] = &[SectionKind::Data, SectionKind::UninitializedData];

/// Statics of which the table gives the name.
const LARGE: u64 = 1024;

/// Code and constants of each image, and the largest share of one of them that is of no known part.
pub fn flash(images: &[(String, Image)]) -> (String, f64) {
    let mut text = String::from("| flash |");
    let mut line = String::from("| --- |");
    for (title, _) in images {
        let title = if title.is_empty() { String::new() } else { format!("{title}: ") };
        // Writing to a string does not fail.
        let _ = write!(text, " {title}code | constants | both |");
        line.push_str(" ---: | ---: | ---: |");
    }
    let _ = writeln!(text, "\n{line}");
    let parts: Vec<_> = images.iter().map(|(_, image)| (code(image), constants(image))).collect();
    for part in Part::ALL {
        let rows = parts.iter().map(|(code, constants)| {
            (code.get(&part).copied().unwrap_or_default(), constants.get(&part).copied().unwrap_or_default())
        });
        row(&mut text, part.title(), rows, "");
    }
    let sums = parts.iter().map(|(code, constants)| (code.values().sum(), constants.values().sum()));
    row(&mut text, "**sum**", sums, "**");
    let other = parts.iter().map(|(code, constants)| {
        let both = || code.iter().chain(constants);
        let unknown: u64 = both().filter(|(part, _)| **part == Part::Other).map(|(_, size)| *size).sum();
        share(unknown, both().map(|(_, size)| *size).sum())
    });
    let other = other.fold(0.0, f64::max);
    (text, other)
}

fn share(of: u64, all: u64) -> f64 {
    of as f64 / all.max(1) as f64
}

fn row(text: &mut String, title: &str, numbers: impl Iterator<Item = (u64, u64)>, mark: &str) {
    let _ = write!(text, "| {title} |");
    for (code, constants) in numbers {
        for number in [code, constants, code + constants] {
            let _ = write!(text, " {mark}{}{mark} |", grouped(number));
        }
    }
    text.push('\n');
}

/// Statics of an image, and which share of them is of no known part.
pub fn ram(image: &Image) -> (String, f64) {
    let sections: Vec<_> = image.sections_of(STATICS).collect();
    let mut parts: BTreeMap<Part, (u64, Vec<Piece>)> = BTreeMap::new();
    for piece in pieces(image, &sections) {
        let (size, large) = parts.entry(piece.part).or_default();
        *size += piece.size;
        if piece.size >= LARGE {
            large.push(piece);
        }
    }
    let mut text = String::from("| RAM | bytes | of which |\n| --- | ---: | --- |\n");
    let sum = parts.values().map(|(size, _)| *size).sum();
    let other = parts.get(&Part::Other).map_or(0.0, |(size, _)| share(*size, sum));
    for (part, (size, mut large)) in parts {
        large.sort_by_key(|piece| u64::MAX - piece.size);
        let names: Vec<_> = large
            .iter()
            .map(|piece| format!("`{}` {}", short(piece.name.as_deref().unwrap_or("?")), grouped(piece.size)))
            .collect();
        let _ = writeln!(text, "| {} | {} | {} |", part.title(), grouped(size), names.join(", "));
    }
    let _ = writeln!(text, "| **sum** | **{}** | |", grouped(sum));
    (text, other)
}

/// The last two parts of a path: `serve::POOL`.
fn short(name: &str) -> String {
    let mut words: Vec<_> = name.rsplit("::").take(2).map(|word| word.trim_matches(['<', '>'])).collect();
    words.reverse();
    words.join("::")
}

fn code(image: &Image) -> BTreeMap<Part, u64> {
    let mut parts = BTreeMap::new();
    for section in image.sections_of(CODE) {
        // The shortest instruction has two bytes.
        for address in (section.address..section.address + section.size).step_by(2) {
            *parts.entry(image.part_of_code(address)).or_default() += 2;
        }
    }
    parts
}

/// With what statics have at the start, which is copied from flash.
fn constants(image: &Image) -> BTreeMap<Part, u64> {
    let mut parts = BTreeMap::new();
    for kinds in [CONSTANTS, START] {
        let sections: Vec<_> = image.sections_of(kinds).collect();
        for piece in pieces(image, &sections) {
            *parts.entry(piece.part).or_default() += piece.size;
        }
    }
    parts
}

/// `1234567` as `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
